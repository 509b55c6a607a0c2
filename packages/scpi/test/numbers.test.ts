import { formatNr1, formatNr2, formatNr3, parseNumber } from '@lab/scpi'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** Without -0, whose sign no instrument prints. */
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -8e37, max: 8e37 }).map((value) => value + 0)

describe('parseNumber', () => {
  it.each([
    ['+9.99749200E-01', 0.9997492],
    ['5', 5],
    ['+5', 5],
    ['-0.25', -0.25],
    ['.5', 0.5],
    ['5.', 5],
    [' +1.5E+03 ', 1500],
    ['1e3', 1000],
    ['1.5 E -3', 0.0015],
    ['+280E-03', 0.28],
    ['+40.0E+00', 40],
    ['#H1F', 31],
    ['#hff', 255],
    ['#Q17', 15],
    ['#B101', 5],
  ])('reads %j as %d', (text, value) => {
    expect(parseNumber(text)).toBe(value)
  })

  it.each([
    '+9.90000000E+37', '9.9E37', '+99E+36', '+9.9E+37', '9.90000010E+37', '9.95E37', '1E38',
  ])('reads %j as infinity', (text) => {
    expect(parseNumber(text)).toBe(Infinity)
  })

  it('reads -9.9E37 as minus infinity', () => {
    expect(parseNumber('-9.90000000E+37')).toBe(-Infinity)
  })

  it.each(['9.91E37', '+9.91000000E+37', '9.91000036E+37'])('reads %j as "not a number"', (text) => {
    expect(parseNumber(text)).toBeNaN()
  })

  it('leaves large numbers below 9.9E37 alone', () => {
    expect(parseNumber('9.5E37')).toBe(9.5e37)
  })

  it.each([
    '', ' ', 'abc', '1,2', '1 2', '5 V', '0x10', '1e', 'e5', '.', '+', '--1', 'Infinity', 'NaN', '#H', '#HG', '#Q8', '#B2',
    '#15abcde', '1_000',
  ])('says that %j is not a number', (text) => {
    expect(parseNumber(text)).toBeUndefined()
  })
})

describe('number formats', () => {
  it.each([
    [5, '+5'], [-3, '-3'], [0, '+0'], [2.6, '+3'], [1e20, '+1.00000000E+20'], [-0.2, '+0'],
  ])('prints %d as NR1 %s', (value, text) => {
    expect(formatNr1(value)).toBe(text)
  })

  it.each([
    [5, '5.0'], [-0.25, '-0.25'], [1.5e-7, '0.00000015'], [-1e22, '-10000000000000000000000.0'],
    [1.25e21, '1250000000000000000000.0'],
  ])('prints %d as NR2 %s', (value, text) => {
    expect(formatNr2(value)).toBe(text)
  })

  it.each([[1, '+1.00000000E+00'], [-0.00018194910, '-1.81949100E-04'], [1e120, '+1.00000000E+120'], [0, '+0.00000000E+00']])(
    'prints %d as NR3 %s', (value, text) => {
      expect(formatNr3(value)).toBe(text)
    })

  it('prints as many decimals as asked for', () => {
    expect(formatNr3(1000, 15)).toBe('+1.000000000000000E+03')
  })

  it.each([[Infinity, '+9.90000000E+37'], [-Infinity, '-9.90000000E+37'], [NaN, '+9.91000000E+37']])(
    'prints %d as %s', (value, text) => {
      expect(formatNr3(value)).toBe(text)
    })

  it('reads back every NR2 number exactly', () => {
    fc.assert(fc.property(finite, (value) => {
      expect(parseNumber(formatNr2(value))).toBe(value)
    }))
  })

  it('reads back every NR3 number with 16 decimals exactly', () => {
    fc.assert(fc.property(finite, (value) => {
      expect(parseNumber(formatNr3(value, 16))).toBe(value)
    }))
  })

  it('reads back every whole number as NR1', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => {
      expect(parseNumber(formatNr1(value))).toBe(value)
    }))
  })

  it('always prints NR3 with a sign, one digit before the point and two digits of exponent or more', () => {
    fc.assert(fc.property(finite, (value) => {
      expect(formatNr3(value)).toMatch(/^[+-]\d\.\d{8}E[+-]\d{2,3}$/)
    }))
  })
})
