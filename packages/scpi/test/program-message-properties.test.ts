import {
  buildUnit, decodeLatin1, formatBlock, formatNumber, formatString, parseProgramMessage, type ProgramData,
} from '@lab/scpi'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const bytes = fc.uint8Array({ maxLength: 60 }).map(decodeLatin1)
const syntax = fc.string({ unit: fc.constantFrom(...':;,*?@#"\'()+-.eE 15aV\n\r'), maxLength: 40 })
const mnemonic = fc.stringMatching(/^[A-Z][A-Z_]{0,8}[A-Z]$/)
const channels = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 })

interface Element {
  readonly written: string
  readonly expected: Partial<ProgramData> & { readonly kind: string }
}

const number: fc.Arbitrary<Element> = fc.double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => ({ written: formatNumber(value), expected: { kind: 'number', value: value + 0 } }))
const string: fc.Arbitrary<Element> = fc.uint8Array({ maxLength: 20 })
  .map((codes) => decodeLatin1(codes.map((code) => (code === 10 ? 11 : code))))
  .map((value) => ({ written: formatString(value), expected: { kind: 'string', value } }))
const block: fc.Arbitrary<Element> = fc.uint8Array({ maxLength: 20 })
  .map((data) => ({ written: formatBlock(data), expected: { kind: 'block', data: Uint8Array.from(data) } }))
const word: fc.Arbitrary<Element> = mnemonic.map((text) => ({ written: text, expected: { kind: 'word', word: text } }))

const unit = fc.record({
  path: fc.array(mnemonic, { minLength: 1, maxLength: 4 }),
  query: fc.boolean(),
  elements: fc.array(fc.oneof(number, string, block, word), { maxLength: 4 }),
  list: fc.option(channels, { nil: undefined }),
})

describe('parseProgramMessage', () => {
  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.oneof(bytes, syntax, fc.string({ unit: 'binary' })), fc.boolean(), (message, end) => {
      const { units, problem } = parseProgramMessage(message, { end })
      expect(units.length + (problem === undefined ? 0 : 1)).toBeLessThanOrEqual(message.length)
      if (problem === undefined) return
      expect(problem.number).toBeLessThanOrEqual(-100)
      expect(problem.number).toBeGreaterThan(-200)
      expect(problem.position).toBeLessThanOrEqual(message.length)
    }), { numRuns: 1000 })
  })

  it('reads back every message the builder writes', () => {
    fc.assert(fc.property(fc.array(unit, { minLength: 1, maxLength: 4 }), (parts) => {
      const message = parts.map(({ path, query, elements, list }) => buildUnit({
        header: path.join(':'), query, parameters: elements.map(({ written }) => written), channels: list,
      })).join(';')
      const parsed = parseProgramMessage(`${message}\n`)
      expect(parsed.problem).toBeUndefined()
      expect(parsed.units).toMatchObject(parts.map(({ path, query, elements, list }) => ({
        header: path.map((name) => ({ name })),
        query,
        data: [
          ...elements.map(({ expected }) => expected),
          ...(list === undefined ? [] : [{ kind: 'channels', channels: list }]),
        ],
      })))
    }), { numRuns: 500 })
  })

  it('reads the same whatever the letter case of headers, words and suffixes', () => {
    const message = ':SOUR:VOLT:LEV 6000 MV,MAX,(@1);CURR? MIN'
    const shape = (text: string): unknown => parseProgramMessage(text).units.map(({ header, query, data }) =>
      [header, query, data.map(({ text: _, ...rest }) => rest)])
    fc.assert(fc.property(fc.array(fc.boolean(), { minLength: message.length, maxLength: message.length }), (lower) => {
      const mixed = [...message].map((char, index) => (lower[index] === true ? char.toLowerCase() : char)).join('')
      expect(shape(mixed)).toEqual(shape(message))
    }))
  })

  it('gives every unit a text that parses to the same unit from the root of its path', () => {
    fc.assert(fc.property(fc.array(unit, { minLength: 1, maxLength: 3 }), (parts) => {
      const message = parts.map(({ path, elements }) => buildUnit({
        header: path.join(':'), parameters: elements.map(({ written }) => written),
      })).join(' ; ')
      for (const parsed of parseProgramMessage(message).units) {
        expect(parseProgramMessage(parsed.text).units).toEqual([parsed])
      }
    }))
  })
})
