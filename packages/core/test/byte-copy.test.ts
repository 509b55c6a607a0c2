import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copyBytes, indexOfByte } from '../src/transport/index.ts'

const array = fc.uint8Array({ maxLength: 200, max: 40 })

describe('the search for a byte', () => {
  it('finds the first one in a part of an array, short or long', () => {
    fc.assert(fc.property(array, fc.nat(40), fc.nat(200), fc.nat(200), (bytes, byte, one, other) => {
      const from = Math.min(one, other, bytes.length)
      const to = Math.min(Math.max(one, other), bytes.length)
      const found = [...bytes].findIndex((value, place) => place >= from && place < to && value === byte)
      expect(indexOfByte(bytes, byte, from, to)).toBe(found)
    }), { numRuns: 2000 })
  })

  it('finds nothing where none is looked for', () => {
    expect(indexOfByte(Uint8Array.of(0, 1), undefined, 0, 2)).toBe(-1)
  })
})

describe('the copy of bytes', () => {
  it('brings a part of an array to its place and leaves the rest, short or long', () => {
    fc.assert(fc.property(array, fc.nat(200), fc.nat(200), fc.nat(20), (source, one, other, at) => {
      const from = Math.min(one, other, source.length)
      const to = Math.min(Math.max(one, other), source.length)
      const target = new Uint8Array(256).fill(99)
      copyBytes(target, at, source, from, to)
      const expected = [...Array.from({ length: at }, () => 99), ...source.slice(from, to)]
      expect([...target.slice(0, at + to - from)]).toEqual(expected)
      expect(target.slice(at + to - from).every((byte) => byte === 99)).toBe(true)
    }), { numRuns: 2000 })
  })
})
