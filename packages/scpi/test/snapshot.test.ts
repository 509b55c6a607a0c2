import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { booleanSetting, numberSetting, type Declarations } from '../src/declarations.ts'
import { scpiLink } from '../src/link.ts'
import { MemoryConnection } from './support/memory-connection.ts'

const declarations = {
  level: numberSetting({ header: 'LEVel', description: 'A level.' }),
  bus: booleanSetting({ header: 'BUS', unconfirmed: true, description: 'A bus.' }),
  label: { kind: 'setting', header: 'LABel', parameter: { kind: 'string' }, unconfirmed: true, description: 'A label.' },
} as const satisfies Declarations

/** An instrument that answers what it knows. */
function linkTo(answers: Readonly<Record<string, string>>, error: string) {
  const connection = new MemoryConnection({
    onMessage: (message, own) => {
      const reply = message === 'SYST:ERR?' ? errors.shift() ?? '+0,"No error"' : answers[message]
      if (reply !== undefined) own.reply(reply)
    },
  })
  const errors = [error]
  return { connection, link: scpiLink({ alias: 'unit', connection, commands: defineCommands(declarations) }) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a snapshot', () => {
  it('leaves out an unconfirmed setting that the instrument does not know, and does not ask for it again', async () => {
    const { connection, link } = linkTo({ ':LEV?': '1', ':LAB?': '"a"' }, '-113,"Undefined header"')
    const first = link.snapshot()
    await vi.runAllTimersAsync()
    expect(await first).toEqual({ level: 1, label: 'a' })
    connection.sent.length = 0
    expect(await link.snapshot()).toEqual({ level: 1, label: 'a' })
    expect(connection.sent).toEqual([':LEV?', ':LAB?'])
  })

  it.each([
    ['a confirmed setting is not known', { ':BUS?': '1', ':LAB?': '"a"' }, '-113,"Undefined header"'],
    ['an unconfirmed one is not answered for another reason', { ':LEV?': '1', ':LAB?': '"a"' }, '-221,"Settings conflict"'],
  ])('fails where %s', async (_what, answers, error) => {
    const { link } = linkTo(answers, error)
    const outcome = link.snapshot().catch((reason: unknown) => reason)
    await vi.runAllTimersAsync()
    expect(await outcome).toMatchObject({ name: 'TimeoutError' })
  })
})
