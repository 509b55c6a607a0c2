import { describe, expect, it } from 'vitest'
import {
  acquisitionCommands, acquisitionQueries, acquisitionRows, refusedAcquisitions,
} from './reference/acquisition.ts'
import { calculateRows, refusedCalculations, statisticRows } from './reference/calculate.ts'
import {
  configureRows, configureSecondaryRows, measureRows, measureSecondaryRows, refusedConfigurations,
} from './reference/measuring.ts'
import type { CommandRow, QueryRow, RefusedRow, SettingRow } from './reference/row.ts'
import { senseRows } from './reference/sense.ts'
import { misspellings, spellings } from './reference/spellings.ts'
import {
  absent, refusedSystem, syntaxMistakes, systemCommands, systemQueries, systemRows,
} from './reference/system.ts'
import { battery, Meter } from './simulator-meter.ts'

/** A meter on which a message has been sent, and its answers read. */
function prepared(prepare: string | undefined): Meter {
  const meter = new Meter(battery(1.5))
  if (prepare !== undefined) meter.ask(prepare)
  return meter
}

function title(row: { readonly header: string; readonly prepare?: string; readonly data?: string }): string {
  return [
    row.prepare === undefined ? '' : `after ${row.prepare}`, row.header, row.data ?? '',
  ].filter((part) => part !== '').join(' ')
}

const named = <R extends { readonly header: string }>(rows: readonly R[]): [string, R][] => rows.map((row) => [title(row), row])

const settings = [...senseRows, ...calculateRows, ...acquisitionRows, ...systemRows]

describe('settings of the reference', () => {
  it.each(named(settings))('%s', (_title, { header, reset, takes, refuses, prepare }: SettingRow) => {
    const meter = prepared(prepare)
    for (const spelling of spellings(header)) {
      for (const [given, answered] of takes) {
        meter.send(`${spelling} ${given}`)
        expect(meter.ask(`${spelling}?`), `${spelling} ${given}`).toBe(answered)
      }
      expect(meter.error(), spelling).toBe(0)
    }
    const [short = ''] = spellings(header)
    const before = meter.ask(`${short}?`)
    for (const [given, number] of refuses) {
      meter.send(`${short} ${given}`)
      expect(meter.error(), `${short} ${given}`).toBe(number)
      expect(meter.ask(`${short}?`), `${short} ${given}`).toBe(before)
    }
    meter.send('*RST')
    expect(meter.ask(`${short}?`)).toBe(reset ?? before)
  })

  it.each(named(settings))('%s is not understood when it is cut short', (_title, { header }: SettingRow) => {
    const meter = new Meter()
    for (const spelling of misspellings(header)) {
      expect(meter.ask(`${spelling}?`)).toBeUndefined()
      expect(meter.error(), spelling).toBe(-113)
    }
  })
})

const queries = [...measureRows, ...measureSecondaryRows, ...statisticRows, ...acquisitionQueries, ...systemQueries]

describe('queries of the reference', () => {
  it.each(named(queries))('%s', (_title, { header, prepare, data = '', answers }: QueryRow) => {
    for (const spelling of spellings(header)) {
      const meter = prepared(prepare)
      const answer = meter.ask(`${spelling}?${data === '' ? '' : ` ${data}`}`)
      if (typeof answers === 'string') expect(answer, spelling).toBe(answers)
      else expect(answer, spelling).toMatch(answers)
    }
  })
})

const commands = [...configureRows, ...configureSecondaryRows, ...acquisitionCommands, ...systemCommands]

describe('commands of the reference', () => {
  it.each(named(commands))('%s', (_title, { header, prepare, data = '', shows }: CommandRow) => {
    for (const spelling of spellings(header)) {
      const meter = prepared(prepare)
      meter.send(`${spelling} ${data}`.trimEnd())
      expect(meter.answer(), spelling).toBeUndefined()
      if (shows === undefined) expect(meter.error(), spelling).toBe(0)
      else expect(meter.ask(shows[0]), spelling).toMatch(
        shows[1] instanceof RegExp ? shows[1] : new RegExp(`^${escaped(shows[1])}$`),
      )
    }
  })
})

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

describe('what the reference refuses', () => {
  const refused: readonly RefusedRow[] = [
    ...refusedConfigurations, ...refusedCalculations, ...refusedAcquisitions, ...refusedSystem, ...syntaxMistakes,
  ]

  it.each(refused)('%s gives %d and no answer', (message, number) => {
    const meter = new Meter(battery(1.5))
    meter.send(message)
    expect(meter.answer()).toBeUndefined()
    expect(meter.error()).toBe(number)
  })

  it.each(absent)('%s is a header that it does not have', (message) => {
    const meter = new Meter(battery(1.5))
    expect(meter.ask(message)).toBeUndefined()
    expect(meter.error()).toBe(-113)
  })
})
