import { SettingError } from '@lab/core'
import { HeaderTable, parseProgramMessage } from '@lab/scpi'
import { describe, expect, it } from 'vitest'

function table(...patterns: string[]): HeaderTable<string> {
  const made = new HeaderTable<string>()
  for (const pattern of patterns) made.add(pattern, pattern)
  return made
}

function find(from: HeaderTable<string>, text: string): unknown {
  const [unit] = parseProgramMessage(text).units
  return unit === undefined ? undefined : from.find(unit.header, unit.query)
}

describe('HeaderTable', () => {
  it('finds the entry of any spelling', () => {
    const headers = table('[SOURce:]VOLTage[:LEVel]', '[SOURce:]VOLTage:PROTection[:LEVel]', 'OUTPut[:STATe]')
    expect(find(headers, 'SOURCE:VOLT')).toEqual({ value: '[SOURce:]VOLTage[:LEVel]', suffixes: [] })
    expect(find(headers, 'volt:prot:level 5')).toEqual({ value: '[SOURce:]VOLTage:PROTection[:LEVel]', suffixes: [] })
    expect(find(headers, 'OUTP ON')).toEqual({ value: 'OUTPut[:STATe]', suffixes: [] })
  })

  it.each(['SOUR', 'VOLT:PRO', 'VOLTA', 'OUTP:LEV', '*VOLT', 'VOLT:LEV:PROT'])('does not find %s', (text) => {
    expect(find(table('[SOURce:]VOLTage[:LEVel]', '[SOURce:]VOLTage:PROTection', 'OUTPut[:STATe]'), text)).toBeUndefined()
  })

  it('gives the numeric suffixes in their order, 1 where left out', () => {
    const headers = table('[SOURce<n>:]BURSt:GATE<n>')
    expect(find(headers, 'SOUR2:BURS:GATE3')).toMatchObject({ suffixes: [2, 3] })
    expect(find(headers, 'BURS:GATE')).toMatchObject({ suffixes: [1, 1] })
    expect(find(headers, 'BURS:GATE4')).toMatchObject({ suffixes: [1, 4] })
  })

  it('tells a command from a query of the same header', () => {
    const headers = new HeaderTable<string>()
    headers.add('CONFigure', 'asks', 'query')
    headers.add('CONFigure', 'does', 'command')
    expect(find(headers, 'CONF?')).toMatchObject({ value: 'asks' })
    expect(find(headers, 'CONF')).toMatchObject({ value: 'does' })
  })

  it('finds nothing for the form that was not declared', () => {
    const headers = new HeaderTable<string>()
    headers.add('*RST', 'reset', 'command')
    expect(find(headers, '*RST?')).toBeUndefined()
  })

  it('keeps apart words with the same short form', () => {
    const headers = new HeaderTable<string>()
    headers.add('OUTPut:TRACk', 'track')
    headers.add('DATA:TRACe', 'trace')
    expect(find(headers, 'OUTP:TRACE')).toBeUndefined()
    expect(find(headers, 'DATA:TRACE')).toMatchObject({ value: 'trace' })
  })

  it('knows whether only the suffix is wrong', () => {
    const headers = table('DISPlay:TEXT', 'DNS2')
    const header = (text: string) => parseProgramMessage(text).units[0]?.header ?? []
    expect(headers.findsIgnoringSuffixes(header('DISP2:TEXT'), false)).toBe(true)
    expect(headers.findsIgnoringSuffixes(header('DISP2:TEX'), false)).toBe(false)
    expect(headers.find(header('DNS3'), false)).toBeUndefined()
    expect(headers.findsIgnoringSuffixes(header('DNS3'), false)).toBe(true)
  })

  it.each([
    ['VOLTage[:LEVel]', 'VOLTage'], ['[SOURce:]VOLTage', 'VOLTage'], ['OUTPut<n>', 'OUTPut'], ['TRACk', 'TRACe'],
  ])('refuses %s beside %s, which cannot be told apart', (one, other) => {
    expect(() => table(one, other)).toThrow(SettingError)
    expect(() => table(other, one)).toThrow('cannot be told apart')
  })

  it('leaves taken spellings alone where asked to', () => {
    const headers = table('SYSTem:ERRor')
    headers.addWhereFree('SYSTem:ERRor[:NEXT]', 'second')
    expect(find(headers, 'SYST:ERR?')).toMatchObject({ value: 'SYSTem:ERRor' })
    expect(find(headers, 'SYST:ERR:NEXT?')).toMatchObject({ value: 'second' })
  })
})
