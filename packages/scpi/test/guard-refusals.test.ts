import type { InstrumentLimits } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { numberSetting } from '../src/declarations.ts'
import { LimitGuard } from '../src/guard.ts'
import { expectRefused, guardOf, oneLimited, refusal } from './support/guarded.ts'
import { supply } from './support/supply.ts'

describe('the limit guard refuses what would break a limit', () => {
  it.each([
    ['VOLT 6,(@1)', 6],
    [':SOUR:VOLT:LEV:IMM:AMPL 6000 mV,(@1)', 6],
    ['source:voltage:level:immediate:amplitude 6,(@1)', 6],
    ['VOLT 1;CURR 0.1;:VOLT 6', 6],
    ['VOLT:LEV 1,(@1);LEV 6,(@1)', 6],
    ['SOUR:VOLT 1,(@1);VOLT 6.1,(@1)', 6.1],
    ['APPL P6V,6', 6],
    ['APPL CH1,6,1', 6],
    ['appl p6v,max', 6.18],
    ['VOLT:TRIG 6,(@1)', 6],
    ['VOLT MAX', 6.18],
    ['VOLT MAXIMUM,(@1)', 6.18],
    ['VOLT 6,(@1,2)', 6],
    ['VOLT 6,(@3,2,1)', 6],
    ['VOLT 6,(@1:3)', 6],
    ['VOLT 6,(@3:1)', 6],
    ['volt 6,(@1)', 6],
    ['VOLT 6', 6],
    ['VOLT 6E0,(@1)', 6],
    ['VOLT 0.006 KV,(@1)', 6],
    ['VOLT #H6,(@1)', 6],
    ['*CLS;VOLT 6,(@1)', 6],
    ['INST P30V;VOLT 20;:INST P6V;:VOLT 6', 6],
    ['DISP OFF\nVOLT 6,(@1)', 6],
    ['VOLT 6,(@1)\n', 6],
  ])('%s', (message, value) => {
    const error = expectRefused(guardOf(), message)
    expect(error.code).toBe('LAB_LIMIT')
    expect(error.details).toMatchObject({
      source: 'bench.yaml', instrument: 'psu', channel: 1, quantity: 'voltage', value, max: 5, command: message,
    })
    for (const part of ['bench.yaml', 'psu', 'channel 1', 'voltage ≤ 5 V', String(value)]) expect(error.message).toContain(part)
  })

  it.each(['VOLT NAN,(@1)', 'VOLT 9.91E37,(@1)', 'VOLT INF,(@1)', 'VOLT NINF,(@1)', 'VOLT 9.9E37', 'VOLT -9.9E37,(@1)',
    'APPL P6V,NAN'])(
    'no value that is not an ordinary number: %s', (message) => {
      const error = expectRefused(guardOf(), message)
      expect(error.code).toBe('LAB_LIMIT')
      expect(error.message).toContain('NaN V')
    })

  it('a level on the channel selected before', () => {
    expectRefused(guardOf({ selected: 'P30V' }), 'INST P6V', 'VOLT 6')
    expectRefused(guardOf({ selected: 'P30V' }), 'INST:NSEL 1', 'VOLT 6')
    expectRefused(guardOf({ selected: 'P30V' }), 'APPL CH1', 'VOLT 6')
    expectRefused(guardOf({ selected: 'P30V' }), '*RST', 'VOLT 6')
  })

  it('a level below a lower bound', () => {
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 2: { voltage: { min: 3, max: 12 } } } }
    expect(expectRefused(guardOf({ limits }), 'VOLT 2,(@2)').message).toContain('3 … 12 V')
    expectRefused(guardOf({ limits }), 'VOLT MIN,(@2)')
    expectRefused(guardOf({ limits }), 'VOLT DEF,(@2)')
    expect(refusal(guardOf({ limits }), 'VOLT 3,(@2)', 'VOLT 12,(@2)', 'VOLT 0,(@1)')).toBeUndefined()
  })

  it('a level on any channel when the limit is given for all', () => {
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { '*': { voltage: { max: 5 } } } }
    expectRefused(guardOf({ limits }), 'VOLT 6,(@2)')
    expectRefused(guardOf({ limits }), 'VOLT 6,(@7)')
  })

  it('a level on every channel while the selection is not known', () => {
    expect(new LimitGuard('psu', oneLimited, supply)).toSatisfy((guard: LimitGuard) => refusal(guard, 'VOLT 6') !== undefined)
    expect(refusal(new LimitGuard('psu', oneLimited, supply), 'VOLT 5', 'VOLT 6,(@2)')).toBeUndefined()
  })

  it('the whole message when one unit is refused, and remembers none of it', () => {
    const guard = guardOf()
    expectRefused(guard, 'INST P30V;:VOLT 20;:VOLT 6,(@1)')
    expectRefused(guard, 'VOLT 6')
  })
})

describe('a value given for a declared setting', () => {
  const limits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }
  const commands = defineCommands({
    voltage: numberSetting({
      header: 'VOLTage', unit: 'V', range: { min: 0, max: 6 }, channels: [1, 2], effect: { kind: 'level', quantity: 'voltage' },
      description: 'Set voltage.',
    }),
  })

  it.each([Number.NaN, Infinity, 6, 5.000001])('%d is refused on the limited channel, and named', (value) => {
    const guard = new LimitGuard('psu', limits, commands)
    expect(() => guard.checkValue('voltage', 1, value)).toThrow(`would set ${value} V`)
    expect(() => guard.checkValue('voltage', 2, value)).not.toThrow()
  })

  it('passes inside the limit, and what is no level', () => {
    const guard = new LimitGuard('psu', limits, commands)
    expect(() => guard.checkValue('voltage', 1, 5)).not.toThrow()
    expect(() => guard.checkValue('other', 1, Number.NaN)).not.toThrow()
  })
})
