import { describe, expect, it } from 'vitest'
import { GeneratorBench } from './generator-bench.ts'
import { arbitraryMessages, arbitraryNumbers, arbitraryWords } from './reference/arbitrary-rows.ts'
import { modeMessages, modeNumbers, modeWords } from './reference/mode-rows.ts'
import { couplingMessages, couplingNumbers, outputNumbers, outputWords } from './reference/output-rows.ts'
import type { MessageRow, NumberRow, WordRow } from './reference/rows.ts'
import { absentHeaders, absentOnOneChannel, secondChannelHeaders, systemMessages, systemWords } from './reference/system-rows.ts'
import { waveformMessages, waveformNumbers, waveformWords } from './reference/waveform-rows.ts'

const numbers = [...waveformNumbers, ...outputNumbers, ...couplingNumbers, ...modeNumbers, ...arbitraryNumbers]
const words = [...waveformWords, ...outputWords, ...modeWords, ...arbitraryWords, ...systemWords]
const messages = [...waveformMessages, ...couplingMessages, ...modeMessages, ...arbitraryMessages, ...systemMessages]

function prepared(before?: string): GeneratorBench {
  const bench = new GeneratorBench()
  if (before !== undefined) bench.send(before)
  expect(bench.errors()).toEqual([])
  return bench
}

function title({ long, before }: { readonly long: string; readonly before?: string | undefined }): string {
  return before === undefined ? long : `${long} after ${before}`
}

/** Everything in lower case is understood as well. */
function checkForms(bench: GeneratorBench, { long, short }: { readonly long: string; readonly short: string }): void {
  const answer = bench.ask(`${short}?`)
  expect(answer).toBeDefined()
  for (const form of [
    `${long}?`, `:${long}?`, `${long.toLowerCase()}?`, `${short.toLowerCase()}?`,
  ]) expect(bench.ask(form)).toBe(answer)
  expect(bench.errors()).toEqual([])
}

/** One letter more than the long form is neither form. */
function misspelt(long: string): string {
  return `${long}X`
}

describe('numbers', () => {
  it.each(numbers.map((row) =>
    [title(row), row] as const))('%s: forms, format, bounds, and what lies outside is clipped with -222', (_, row: NumberRow) => {
    const { long, short, set, reply, min, max, def, before, edgeErrors = [] } = row
    const bench = prepared(before)
    checkForms(bench, row)
    bench.send(`${long} ${set}`)
    expect(bench.ask(`${short}?`)).toBe(reply)
    expect(bench.errors()).toEqual([])
    expect(bench.number(`${short}? MIN`)).toBeCloseTo(min, 12)
    expect(bench.number(`${long}? MAXimum`) / max).toBeCloseTo(1, 9)
    if (def !== undefined) expect(bench.number(`${short}? DEF`)).toBeCloseTo(def, 9)
    bench.send(`${short} MAX`)
    expect(bench.errorNumbers().filter((number) => !edgeErrors.includes(number))).toEqual([])
    bench.send(`${short} ${max * 1.5 + 1e-3}`)
    expect(bench.errors().filter((text) => text.startsWith('-222'))).toEqual([
      '-222,"Data out of range; value clipped to upper limit"',
    ])
    bench.send(`${short} ${min - Math.abs(min) / 2 - 1e-9}`)
    expect(bench.errors().filter((text) => text.startsWith('-222'))).toEqual([
      '-222,"Data out of range; value clipped to lower limit"',
    ])
    bench.send(`${short} oops`)
    bench.send(short)
    bench.send(`${short} 1,2`)
    bench.send(`${short} 1 A`)
    bench.send(`${misspelt(long)} 1`)
    expect(bench.errorNumbers()).toEqual([
      -224, -109, -108, expect.toSatisfy((number) => number === -131 || number === -138), -113,
    ])
  })
})

describe('words, switches and texts', () => {
  it.each(words.map((row) =>
    [title(row), row] as const))('%s: forms, replies, and a word it does not take gives -224', (_, row: WordRow) => {
    const { long, short, words: pairs, reset, bad, before } = row
    const bench = prepared(before)
    checkForms(bench, row)
    if (reset !== undefined) expect(bench.ask(`${short}?`)).toBe(reset)
    for (const [index, [sent, reply]] of pairs.entries()) {
      bench.send(`${index % 2 === 0 ? long : short} ${sent}`)
      expect(bench.errors()).toEqual([])
      expect(bench.ask(`${short}?`)).toBe(reply)
    }
    const last = bench.ask(`${short}?`)
    if (bad !== undefined) bench.send(`${short} ${bad}`)
    bench.send(short)
    bench.send(`${misspelt(long)} 1`)
    expect(bench.errorNumbers()).toEqual([...(bad === undefined ? [] : [-224]), -109, -113])
    expect(bench.ask(`${short}?`)).toBe(last)
  })
})

describe('commands and queries', () => {
  it.each(messages.map((row) => [`${title(row)} ${row.data?.slice(0, 40) ?? ''}`, row] as const))('%s', (_, row: MessageRow) => {
    for (const header of new Set([row.long, row.short, row.long.toLowerCase()])) {
      const bench = prepared(row.before)
      const message = row.data === undefined ? header : `${header} ${row.data}`
      const { reply } = row
      if (reply === undefined) bench.send(message)
      else expect(bench.ask(message)).toMatch(reply)
      if (row.errors !== undefined) expect(bench.errorNumbers()).toEqual(row.errors)
      const [query, answer] = row.check ?? []
      if (query !== undefined) expect(bench.ask(query)).toEqual(answer instanceof RegExp ? expect.stringMatching(answer) : answer)
      expect(bench.errors()).toEqual([])
    }
  })
})

describe('what is not there', () => {
  it.each(absentHeaders)('%s gives -113 and no answer', (message) => {
    const bench = new GeneratorBench()
    expect(bench.ask(message)).toBeUndefined()
    expect(bench.errorNumbers()).toEqual([-113])
  })

  it.each(absentOnOneChannel)('%s gives -113 on the model with one channel', (message) => {
    const bench = new GeneratorBench([], { model: 'EDU33211A' })
    expect(bench.ask(message)).toBeUndefined()
    expect(bench.errorNumbers()).toEqual([-113])
  })

  it.each(secondChannelHeaders)('%s gives -114 on the model with one channel', (message) => {
    const bench = new GeneratorBench([], { model: 'EDU33211A' })
    expect(bench.ask(message)).toBeUndefined()
    expect(bench.errorNumbers()).toEqual([-114])
  })

  it.each(['AM:SOUR CH2', 'AM:SOUR EXT', 'OUTP:SYNC:SOUR CH2'])('%s gives -224 on the model with one channel', (message) => {
    const bench = new GeneratorBench([], { model: 'EDU33211A' })
    bench.send(message)
    expect(bench.errorNumbers()).toEqual([-224])
  })

  it('a third channel gives -114', () => {
    const bench = new GeneratorBench()
    for (const message of [
      'SOUR3:FREQ 1', 'OUTP3 ON', 'TRIG3', 'SYST:COMM:LAN:DNS3?', 'MMEM:LOAD:DATA3 "INT:\\A.ARB"',
    ]) bench.send(message)
    expect(bench.errorNumbers()).toEqual([-114, -114, -114, -114, -114])
  })

  it('the error queue holds twenty entries, the last one says that there were more', () => {
    const bench = new GeneratorBench()
    for (let count = 0; count < 25; count++) bench.send('FOO')
    const errors = bench.errors()
    expect(errors).toHaveLength(20)
    expect(errors.at(-1)).toBe('-350,"Error queue overflow"')
  })
})
