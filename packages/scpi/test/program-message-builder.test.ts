import { SettingError } from '@lab/core'
import { buildUnit, formatBlock, formatNumber, formatParameter, formatString, type ParameterDeclaration } from '@lab/scpi'
import { describe, expect, it } from 'vitest'

describe('formatNumber', () => {
  it.each([[5, '5'], [0.1, '0.1'], [-2.5, '-2.5'], [1.5e-7, '1.5E-7'], [1e21, '1E+21'], [Infinity, 'INF'], [-Infinity, 'NINF']])(
    'writes %d as %s', (value, text) => {
      expect(formatNumber(value)).toBe(text)
    })

  it('refuses NaN', () => {
    expect(() => formatNumber(NaN)).toThrow(SettingError)
  })
})

describe('formatString', () => {
  it('doubles quotes', () => {
    expect(formatString('say "hi"')).toBe('"say ""hi"""')
  })

  it.each(['two\nlines', '5 kΩ'])('refuses %j, which would not arrive as it is', (text) => {
    expect(() => formatString(text)).toThrow('cannot be sent as a string')
  })
})

describe('formatParameter', () => {
  const number: ParameterDeclaration = { kind: 'number' }
  const boolean: ParameterDeclaration = { kind: 'boolean' }
  const choice: ParameterDeclaration = { kind: 'choice', choices: { fixed: 'FIXed', currentLimit: 'CCTRans' } }

  it.each([
    [number, 5, '5'], [number, 'MAX', 'MAX'], [boolean, true, 'ON'], [boolean, false, 'OFF'],
    [choice, 'fixed', 'FIX'], [choice, 'currentLimit', 'CCTR'],
    [{ kind: 'string' } as const, 'a', '"a"'], [{ kind: 'block' } as const, Uint8Array.of(97), '#11a'],
  ])('writes for %j the value %j as %s', (parameter, value, text) => {
    expect(formatParameter(parameter, value)).toBe(text)
  })

  it.each([
    [number, 'FOO'], [number, true], [boolean, 1], [boolean, 'ON'], [choice, 'FIX'], [choice, 'toString'], [choice, 1],
    [{ kind: 'string' } as const, 1], [{ kind: 'block' } as const, 'a'],
  ])('refuses for %j the value %j', (parameter, value) => {
    expect(() => formatParameter(parameter, value)).toThrow(SettingError)
  })
})

describe('formatBlock', () => {
  it('writes one character a byte', () => {
    expect(formatBlock(Uint8Array.of(0xff, 0x0a))).toBe('#12\u00ff\n')
  })
})

describe('buildUnit', () => {
  it.each([
    [{ header: 'VOLT', parameters: ['5'], channels: [1] }, ':VOLT 5,(@1)'],
    [{ header: 'VOLT', query: true }, ':VOLT?'],
    [{ header: 'VOLT', query: true, channels: [1, 3] }, ':VOLT? (@1,3)'],
    [{ header: 'VOLT', query: true, parameters: ['MAX'], channels: [2] }, ':VOLT? MAX,(@2)'],
    [{ header: '*RST' }, '*RST'],
    [{ header: ':OUTP', parameters: ['ON'] }, ':OUTP ON'],
  ])('of %j is %s', (parts, text) => {
    expect(buildUnit(parts)).toBe(text)
  })
})
