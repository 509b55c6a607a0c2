import { scriptedConnection, virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '@lab/scpi'
import { edu34450a, edu34450aDeclarations } from '../src/index.ts'
import { snapshotSettings } from '../src/settings.ts'

const hello = { send: '*IDN?', reply: 'Keysight Technologies,EDU34450A,MY60012345,01.00-01.00' }
const commands = defineCommands(edu34450aDeclarations)

const answers: Readonly<Record<string, string>> = { function: '"VOLT"', triggerSource: 'IMM', calculation: 'NULL' }

/** The exchange of a snapshot of a meter that does not know one header. */
function exchanges(unknown: string | undefined, known: readonly string[]) {
  return known.flatMap((name) => {
    const send = `${commands.named(name)?.header ?? ''}?`
    if (name !== unknown) return [{ send, reply: answers[name] ?? '1' }]
    return [{ send }, { send: 'SYST:ERR?', reply: '-113,"Undefined header"' }, { send: 'SYST:ERR?', reply: '+0,"No error"' }]
  })
}

describe('a snapshot of a meter that does not know a header', () => {
  it('leaves it out, and does not ask for it again', async () => {
    const clock = virtualClock()
    const rest = snapshotSettings.filter((name) => name !== 'dbmReference')
    const connection = scriptedConnection([hello, ...exchanges('dbmReference', snapshotSettings), ...exchanges(undefined, rest)], { clock })
    const dmm = await edu34450a.open({ connection, alias: 'dmm', clock })
    const first = dmm.snapshot()
    await clock.runUntilIdle()
    expect(Object.keys(await first)).toEqual(rest)
    expect(Object.keys(await dmm.snapshot())).toEqual(rest)
    connection.done()
  })

  it('has nothing of the LAN, the secondary display and what is not confirmed', () => {
    expect(snapshotSettings.filter((name) => /^(lan|secondary|display|temperatureUnit|hold|highImpedance)/.test(name))).toEqual([])
  })
})
