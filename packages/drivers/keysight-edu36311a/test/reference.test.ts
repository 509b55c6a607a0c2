import { describe, expect, it } from 'vitest'
import { compileHeader, defineCommands, parseProgramMessage } from '@lab/scpi'
import { edu36311aDeclarations } from '../src/index.ts'
import { calibrationRows } from './reference/calibration.ts'
import { lanRows } from './reference/lan.ts'
import { outputRows } from './reference/outputs.ts'
import { absentHeaders, refusedMessages } from './reference/refused.ts'
import { spellings, type Row } from './reference/row.ts'
import { statusRows } from './reference/status.ts'
import { systemRows } from './reference/system.ts'
import { triggerRows } from './reference/trigger.ts'
import { Supply } from './simulator-supply.ts'

const tables: Readonly<Record<string, readonly Row[]>> = {
  outputs: outputRows, trigger: triggerRows, system: systemRows, LAN: lanRows, status: statusRows, calibration: calibrationRows,
}

function shown({ header, before, set, query, reply }: Row): string {
  const command = set === undefined ? '' : ` ${set}`
  const asked = reply === undefined ? '' : ` · ?${query === undefined ? '' : ` ${query}`} → ${String(reply)}`
  return `${header}${command}${asked}${before === undefined ? '' : ` (after ${before})`}`
}

function expectReply(actual: string | undefined, reply: string | RegExp, what: string): void {
  if (typeof reply === 'string') expect(actual, what).toBe(reply)
  else expect(actual, what).toMatch(reply)
}

function walk(row: Row, header: string): void {
  const supply = new Supply()
  if (row.before !== undefined) supply.send(row.before)
  if (row.set !== undefined) supply.send(`${header} ${row.set}`.trimEnd())
  if (row.reply !== undefined) expectReply(supply.ask(`${header}? ${row.query ?? ''}`.trimEnd()), row.reply, header)
  expect(supply.error(), header).toBe(row.error ?? 0)
  if (row.then !== undefined) expectReply(supply.ask(row.then[0]), row.then[1], `${header}, then ${row.then[0]}`)
  expect(supply.ask('SYST:ERR?'), header).toBe('+0,"No error"')
}

for (const [title, rows] of Object.entries(tables)) {
  describe(`the guide, ${title}`, () => {
    it.each(rows.map((row) => [shown(row), row] as const))('%s', (_, row) => {
      for (const header of spellings(row.header)) walk(row, header)
    })
  })
}

describe('what is wrong', () => {
  it.each(refusedMessages)('%s gives %d', (message, number) => {
    const supply = new Supply()
    const before = supply.ask('SYST:SET?')
    expect(supply.ask(message)).toBeUndefined()
    expect(supply.error()).toBe(number)
    expect(supply.error()).toBe(0)
    expect(supply.ask('SYST:SET?')).toBe(before)
  })
})

describe('what this model does not have', () => {
  it.each(absentHeaders)('%s gives -113', (message) => {
    const supply = new Supply()
    expect(supply.ask(message)).toBeUndefined()
    expect(supply.ask('SYST:ERR?')).toBe('-113,"Undefined header"')
  })
})

describe('the walk', () => {
  const rows = Object.values(tables).flat()
  const commands = defineCommands(edu36311aDeclarations)
  const isWalked = (name: string, query: boolean): boolean => rows.some((row) => {
    if (query ? row.reply === undefined : row.set === undefined) return false
    const { header } = parseProgramMessage(spellings(row.header)[0] ?? '').units[0] ?? { header: [] }
    return commands.lookup({ header, query })?.value.name === name
  })

  it.each(Object.entries(edu36311aDeclarations))('goes through %s in every form it has', (name, declaration) => {
    const hasQuery = declaration.kind === 'setting' || declaration.form !== 'command'
    const hasCommand = declaration.kind === 'setting' ? declaration.writable !== false : declaration.form !== 'query'
    if (hasQuery) expect(isWalked(name, true), `${compileHeader(declaration.header).shortForm}?`).toBe(true)
    if (hasCommand && name !== 'setState') expect(isWalked(name, false), compileHeader(declaration.header).shortForm).toBe(true)
  })
})
