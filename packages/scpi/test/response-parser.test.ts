import { ProtocolError } from '@lab/core'
import { decodeLatin1, encodeBlock, formatNr3, parseResponse } from '@lab/scpi'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('parseResponse', () => {
  it('separates units by semicolons and elements by commas', () => {
    const units = parseResponse('1,2;3\n')
    expect(units.map((unit) => unit.map(({ text }) => text))).toEqual([['1', '2'], ['3']])
  })

  it.each([
    ['+9.99749200E-01', 0.9997492], ['+9.90000000E+37', Infinity], ['-9.9E+37', -Infinity], ['9.91E37', NaN], [' 5 ', 5],
    ['#HFF', 255],
  ])('reads %j as a number', (text, value) => {
    expect(parseResponse(text)).toEqual([[{ kind: 'number', value, text: text.trim() }]])
  })

  it('reads strings with either quote, doubled quotes undone', () => {
    expect(parseResponse('"a;b,""c""",\'it\'\'s\'')[0]).toEqual([
      { kind: 'string', value: 'a;b,"c"', text: '"a;b,""c"""' },
      { kind: 'string', value: "it's", text: "'it''s'" },
    ])
  })

  it('reads an entry of the error queue', () => {
    expect(parseResponse('-113, "Undefined header"\n')[0]).toMatchObject([{ value: -113 }, { value: 'Undefined header' }])
  })

  it('reads words and identities as they came', () => {
    expect(parseResponse('ACME Inc.,X 1#2,"",K-01.08;FIX').map((unit) => unit.map(({ text }) => text)))
      .toEqual([['ACME Inc.', 'X 1#2', '""', 'K-01.08'], ['FIX']])
  })

  it('keeps an expression in one piece', () => {
    expect(parseResponse('(@1,2;3),4')[0]?.map(({ text }) => text)).toEqual(['(@1,2;3)', '4'])
  })

  it('reads blocks with any bytes, definite and indefinite', () => {
    expect(parseResponse('#13,;\n,5')[0]).toMatchObject([{ kind: 'block', data: Uint8Array.of(44, 59, 10) }, { value: 5 }])
    expect(parseResponse('#0a,b')[0]).toMatchObject([{ kind: 'block', data: Uint8Array.of(97, 44, 98) }])
  })

  it('gives one empty word for an empty response', () => {
    expect(parseResponse('')).toEqual([[{ kind: 'word', text: '' }]])
  })

  it.each([
    ['"abc', 'the string is not closed'], ['#15abc', 'the block is incomplete'], ['"a"b', 'expected a comma'],
    ['1,#11ab', 'expected a comma'],
  ])(
    'refuses %j and says why', (text, why) => {
      expect(() => parseResponse(text)).toThrow(ProtocolError)
      expect(() => parseResponse(text)).toThrow(why)
    })

  it('reads back numbers, strings and blocks in any order', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 })
      .map((value) => ({ text: formatNr3(value, 16), expected: { kind: 'number', value: value + 0 } }))
    const string = fc.string().map((value) => ({ text: `"${value.replaceAll('"', '""')}"`, expected: { kind: 'string', value } }))
    const block = fc.uint8Array()
      .map((data) => ({ text: decodeLatin1(encodeBlock(data)), expected: { kind: 'block', data: Uint8Array.from(data) } }))
    const few = { minLength: 1, maxLength: 4 }
    const units = fc.array(fc.array(fc.oneof(number, string, block), few), few)
    fc.assert(fc.property(units, (parts) => {
      const text = parts.map((unit) => unit.map((part) => part.text).join(',')).join(';')
      expect(parseResponse(text)).toMatchObject(parts.map((unit) => unit.map(({ expected }) => expected)))
    }))
  })

  it('either reads arbitrary bytes or refuses them with a ProtocolError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }).map(decodeLatin1), (text) => {
      try {
        expect(parseResponse(text).length).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    }))
  })
})
