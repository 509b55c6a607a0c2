import { parseUnitSuffix } from '@lab/scpi'
import { describe, expect, it } from 'vitest'

describe('parseUnitSuffix', () => {
  it.each([
    ['V', 'V', 0], ['mV', 'V', -3], ['MV', 'V', -3], ['uV', 'V', -6], ['KV', 'V', 3], ['MAV', 'V', 6],
    ['A', 'A', 0], ['MA', 'A', -3], ['UA', 'A', -6], ['NA', 'A', -9], ['PA', 'A', -12], ['MAA', 'A', 6],
    ['HZ', 'Hz', 0], ['KHZ', 'Hz', 3], ['MHZ', 'Hz', 6], ['MAHZ', 'Hz', 6], ['GHZ', 'Hz', 9],
    ['OHM', 'Ω', 0], ['KOHM', 'Ω', 3], ['MOHM', 'Ω', 6], ['MAOHM', 'Ω', 6],
    ['S', 's', 0], ['SEC', 's', 0], ['MS', 's', -3], ['US', 's', -6], ['NS', 's', -9], ['usec', 's', -6],
    ['F', 'F', 0], ['NF', 'F', -9], ['PF', 'F', -12], ['W', 'W', 0], ['MW', 'W', -3],
    ['PCT', '%', 0], ['DEG', '°', 0], ['CEL', '°C', 0], ['K', 'K', 0],
    ['VPP', 'Vpp', 0], ['MVPP', 'Vpp', -3], ['VRMS', 'Vrms', 0], ['DBM', 'dBm', 0], ['DBV', 'dBV', 0],
    ['EXV', 'V', 18], ['PEV', 'V', 15], ['TV', 'V', 12], ['FV', 'V', -15], ['AV', 'V', -18],
  ])('%s is %s times 10^%i', (suffix, unit, exponent) => {
    expect(parseUnitSuffix(suffix)).toEqual({ unit, exponent })
  })

  it('takes M as mega before HZ and OHM only', () => {
    expect(parseUnitSuffix('MHZ')?.exponent).toBe(6)
    expect(parseUnitSuffix('MOHM')?.exponent).toBe(6)
    expect(parseUnitSuffix('MV')?.exponent).toBe(-3)
  })

  it('knows minutes and hours, which are no power of ten', () => {
    expect(parseUnitSuffix('MIN')).toEqual({ unit: 's', exponent: 0, factor: 60 })
    expect(parseUnitSuffix('HR')).toEqual({ unit: 's', exponent: 0, factor: 3600 })
  })

  it('knows one unit per another', () => {
    expect(parseUnitSuffix('V/US')).toEqual({ unit: 'V/s', exponent: 6, factor: 1 })
    expect(parseUnitSuffix('MV/MIN')).toEqual({ unit: 'V/s', exponent: -3, factor: 1 / 60 })
  })

  it('reads the same in any letter case', () => {
    expect(parseUnitSuffix('mhz')).toEqual(parseUnitSuffix('MHZ'))
    expect(parseUnitSuffix('mOhm')).toEqual(parseUnitSuffix('MOHM'))
  })

  it.each(['', 'FOO', 'XV', 'MAX', 'MDBM', 'KPCT', 'V/', '/S', 'V/FOO', 'VV'])('does not know %j', (suffix) => {
    expect(parseUnitSuffix(suffix)).toBeUndefined()
  })
})
