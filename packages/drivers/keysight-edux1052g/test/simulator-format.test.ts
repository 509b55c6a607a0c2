import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engineering, measured } from '../src/simulator/format.ts'
import { clippedLow, computedTrace, decode, encode, hole, middleCode, valuesOf } from '../src/simulator/trace.ts'
import { pointsOnGrid } from '../src/simulator/transfer.ts'

const finite = fc.double({ min: -1e30, max: 1e30, noNaN: true })

describe('numbers as the instrument prints them', () => {
  it.each([
    [40, 3, '+40.0E+00'], [1e-3, 3, '+1.00E-03'], [60e-9, 15, '+60.0000000000000E-09'], [10, 2, '+10E+00'], [0, 2, '+0.0E+00'],
    [0, 6, '+0.00000E+00'], [-0.25, 3, '-250E-03'],
  ])(
    'the setting %d with %d digits is %s', (value, digits, text) => expect(engineering(value, digits)).toBe(text))

  it.each([
    [0.28, '+280E-03'], [0.8, '+800E-03'], [Infinity, '+99E+36'], [-Infinity, '-99E+36'], [Number.NaN, '+99E+36'], [0, '+0E+00'],
    [999.6, '+100E+01'],
  ])(
    'the measurement %d is %s', (value, text) => expect(measured(value)).toBe(text))

  it('settings read back as the same number, whatever they are', () => {
    fc.assert(fc.property(finite, fc.integer({ min: 2, max: 15 }), (value, digits) => {
      const text = engineering(value, digits)
      expect(text).toMatch(/^[+-]\d{1,3}(\.\d+)?E[+-]\d{2,}$/)
      expect(Number(text)).toBe(value + 0)
    }))
  })

  it('measurements are right to their digits, and have no point', () => {
    fc.assert(fc.property(finite, (value) => {
      const text = measured(value, 4)
      expect(text).toMatch(/^[+-]\d+E[+-]\d{2,}$/)
      expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.abs(value) * 6e-4)
    }))
  })
})

describe('codes', () => {
  it('stand for the value they were made of, to half a step, unless that is out of range', () => {
    fc.assert(fc.property(fc.double({ min: -4.9, max: 4.9, noNaN: true }), fc.constantFrom(8, 12, 16), (divisions, bits) => {
      const increment = 0.5 / 6400
      const code = encode(divisions * 0.5 + 2, increment, 2, bits)
      expect(code % 2 ** (16 - bits)).toBe(0)
      expect(Math.abs(
        decode(code, { increment, origin: 2 }) - (divisions * 0.5 + 2),
      )).toBeLessThanOrEqual(increment * 2 ** (15 - bits) * 1.0001)
    }))
  })

  it('below and above there are those of the guide, and a hole is no number', () => {
    const increment = 0.5 / 6400
    expect([
      encode(-100, increment, 0, 8), encode(100, increment, 0, 8), encode(0, increment, 0, 8),
    ]).toEqual([clippedLow, 0xffff, middleCode])
    const trace = computedTrace(
      Float64Array.of(Number.NaN, 1), 1, 0, { start: 0, step: 1, unit: 'V', type: 'normal', averages: 1 },
    )
    expect([trace.codes[0], [...valuesOf(trace)]]).toEqual([hole, [Number.NaN, 1]])
  })

  it.each([
    [1, 100], [100, 100], [101, 250], [250, 250], [251, 500], [1000, 1000], [1001, 2000], [2001, 5000], [5001, 10_000],
    [2e6, 2e6],
  ])(
    '%d points become %d', (wanted, points) => expect(pointsOnGrid(wanted)).toBe(points))
})
