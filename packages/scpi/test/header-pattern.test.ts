import { SettingError } from '@lab/core'
import { compileHeader, parseProgramMessage, type HeaderKeyword } from '@lab/scpi'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

function header(text: string): readonly HeaderKeyword[] {
  return parseProgramMessage(text).units[0]?.header ?? []
}

const voltage = compileHeader('[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]')

describe('optional keywords', () => {
  it.each([
    'VOLT', 'VOLTAGE', 'SOUR:VOLT', 'SOURCE:VOLTAGE:LEVEL:IMMEDIATE:AMPLITUDE', 'VOLT:AMPL', 'VOLT:LEV:AMPL', 'sour:volt:imm',
    'Voltage:Lev',
  ])('may be written or left out: %s', (text) => {
    expect(voltage.match(header(text))).toEqual([])
  })

  it.each([
    'VOL', 'VOLTA', 'SOURC:VOLT', 'SOUR', 'VOLT:AMPL:LEV', 'VOLT:LEV:LEV', 'VOLT:TRIG', 'LEV', 'VOLT1', 'SOUR1:VOLT', '*VOLT',
    'CURR',
  ])('do not make %s the same header', (text) => {
    expect(voltage.match(header(text))).toBeUndefined()
  })

  it('may stand inside', () => {
    const delay = compileHeader('OUTPut[:STATe]:DELay:RISE')
    expect(delay.match(header('OUTP:DEL:RISE'))).toEqual([])
    expect(delay.match(header('OUTPUT:STATE:DELAY:RISE'))).toEqual([])
    expect(delay.match(header('OUTP:STAT'))).toBeUndefined()
  })

  it('may be several at once, and nested', () => {
    const pattern = compileHeader('A[:B:C[:D]]')
    expect(['A', 'A:B:C', 'A:B:C:D', 'A:B', 'A:C', 'A:D'].map((text) => pattern.match(header(text)) !== undefined))
      .toEqual([true, true, true, false, false, false])
  })
})

describe('numeric suffixes', () => {
  const enable = compileHeader('STATus:QUEStionable:INSTrument:ISUMmary<n>:ENABle')

  it('are given in their order', () => {
    const pattern = compileHeader('SOURce<n>:AM:SOURce<n>')
    expect(pattern.match(header('SOUR2:AM:SOUR3'))).toEqual([2, 3])
    expect(pattern.slots).toBe(2)
  })

  it('are 1 where left out', () => {
    expect(enable.match(header('STAT:QUES:INST:ISUM:ENAB'))).toEqual([1])
    expect(enable.match(header('STAT:QUES:INST:ISUM3:ENAB'))).toEqual([3])
  })

  it('are 1 where their optional keyword is left out', () => {
    const pattern = compileHeader('[SOURce<n>:]FUNCtion')
    expect(pattern.match(header('FUNC'))).toEqual([1])
    expect(pattern.match(header('SOURCE2:FUNC'))).toEqual([2])
  })

  it('can be part of a name', () => {
    const pattern = compileHeader('LAN:DNS2')
    expect(pattern.match(header('LAN:DNS2'))).toEqual([])
    expect(pattern.match(header('LAN:DNS'))).toBeUndefined()
    expect(compileHeader('LAN:DNS1').match(header('LAN:DNS'))).toEqual([])
  })
})

describe('the short form', () => {
  it.each([
    ['[SOURce:]VOLTage[:LEVel]', 'VOLT'], ['OUTPut:TRACk[:STATe]', 'OUTP:TRAC'], ['*RST', '*RST'], ['OUTPut<n>', 'OUTP<n>'],
    ['STATus:QUEStionable:INSTrument:ISUMmary<n>:ENABle', 'STAT:QUES:INST:ISUM<n>:ENAB'], ['SYSTem:DNS2', 'SYST:DNS2'],
  ])('of %s is %s', (pattern, short) => {
    expect(compileHeader(pattern).shortForm).toBe(short)
  })

  it('matches its own pattern', () => {
    fc.assert(fc.property(fc.array(fc.record({
      word: fc.stringMatching(/^[A-Z]{2,4}[a-z]{0,4}$/), optional: fc.boolean(),
    }), { minLength: 1, maxLength: 5 }), (nodes) => {
      const pattern = `ROOT${nodes.map(({ word, optional }) => (optional ? `[:${word}]` : `:${word}`)).join('')}`
      const compiled = compileHeader(pattern)
      expect(compiled.match(header(compiled.shortForm))).toEqual([])
      expect(compiled.match(header(pattern.replaceAll(/[[\]]/g, '')))).toEqual([])
    }))
  })
})

describe('a pattern that is none', () => {
  it.each(['', '[:A]]', '[A', 'A]', 'VOLT age', '5V', 'A|B', 'A<m>'])('is refused: %j', (pattern) => {
    expect(() => compileHeader(pattern)).toThrow(SettingError)
  })
})
