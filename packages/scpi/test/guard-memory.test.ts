import { LimitError, type InstrumentLimits } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { LimitGuard } from '../src/guard.ts'
import { expectRefused, guardOf, oneLimited, refusal } from './support/guarded.ts'
import { supply } from './support/supply.ts'

describe('what the limit guard remembers', () => {
  it('refuses to switch on an output whose level was outside when it was opened', () => {
    const guard = guardOf({ voltage: { 1: 5.5 } })
    const error = expectRefused(guard, 'OUTP ON,(@1)')
    expect(error.message).toContain('5.5 V')
    expect(error.details).toMatchObject({ channel: 1, value: 5.5, max: 5 })
    expect(error.hint).toContain('Set the voltage inside the limit first')
    expect(refusal(guard, 'OUTP ON,(@2)', 'VOLT 5,(@1)', 'OUTP ON,(@1)')).toBeUndefined()
  })

  it.each(['OUTP ON', 'OUTP 1', 'OUTP 2', 'OUTPUT:STATE ON,(@2,1)', 'VOLT 3,(@2);:OUTP ON,(@1)', 'INST P30V;OUTP ON,(@1)'])(
    'refuses every way to switch it on: %s', (message) => {
      expectRefused(guardOf({ voltage: { 1: 5.5 } }), message)
    })

  it('refuses to switch on an output whose level it does not know', () => {
    const guard = new LimitGuard('psu', oneLimited, supply)
    expect(expectRefused(guard, 'OUTP ON,(@1)').details.unknown).toBe(true)
    expect(refusal(guard, 'OUTP ON,(@2)', 'OUTP OFF,(@1)')).toBeUndefined()
  })

  it('takes reset values after *RST, which may be outside', () => {
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 1: { current: { max: 1 } } } }
    const guard = guardOf({ limits })
    guard.learn('currentLimit', 1, 0.5)
    expect(refusal(guard, 'OUTP ON,(@1)', '*RST')).toBeUndefined()
    expect(expectRefused(guard, 'OUTP ON,(@1)').message).toContain('5 A')
    expect(refusal(guard, 'CURR 1,(@1)', 'OUTP ON,(@1)')).toBeUndefined()
  })

  it('applies a level to both coupled channels while tracking is on, or may be', () => {
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 3: { voltage: { max: 10 } } } }
    expect(refusal(guardOf({ limits }), 'VOLT 20,(@2)')).toBeUndefined()
    expect(expectRefused(guardOf({ limits, tracking: true }), 'VOLT 20,(@2)').details.channel).toBe(3)
    expectRefused(guardOf({ limits, tracking: true }), 'APPL P30V,20')
    expectRefused(guardOf({ limits, tracking: true }), 'VOLT:TRIG 20,(@2)')
    const unknown = new LimitGuard('psu', limits, supply)
    expectRefused(unknown, 'VOLT 20,(@2)')
    expect(refusal(unknown, 'OUTP:TRAC OFF', 'VOLT 20,(@2)')).toBeUndefined()
    expect(refusal(guardOf({ limits, tracking: true }), 'CURR 1,(@2)', 'VOLT 6,(@1)', 'VOLT 10,(@2)')).toBeUndefined()
  })

  it('refuses tracking that would copy a level outside the limit', () => {
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 3: { voltage: { max: 10 } } } }
    const guard = guardOf({ limits })
    expectRefused(guard, 'VOLT 20,(@2)', 'OUTP:TRAC ON')
    expect(refusal(guard, 'VOLT 9,(@2)', 'OUTP:TRAC ON', 'OUTP ON,(@3)')).toBeUndefined()
    expectRefused(guard, 'VOLT 20,(@2)')
  })

  it('knows the level that tracking copied', () => {
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 3: { voltage: { min: 5 } } } }
    const guard = guardOf({ limits, voltage: { 2: 8, 3: 0 } })
    expectRefused(guard, 'OUTP ON,(@3)')
    expect(refusal(guard, 'OUTP:TRAC ON', 'OUTP ON,(@3)')).toBeUndefined()
  })

  it('refuses a trigger while an armed level is outside', () => {
    expectRefused(guardOf({ triggered: { 1: 6 } }), '*TRG')
    expectRefused(guardOf({ triggered: { 1: 6 } }), 'INIT (@1)')
    expectRefused(guardOf({ triggered: { 1: 6 } }), 'INIT')
    expectRefused(new LimitGuard('psu', oneLimited, supply), '*TRG')
    expect(refusal(guardOf({ triggered: { 1: 6 } }), 'INIT (@2)', 'VOLT:TRIG 4,(@1)', '*TRG')).toBeUndefined()
    expect(() => guardOf({ triggered: { 1: 6 } }).checkTrigger()).toThrow(LimitError)
    expect(guardOf().checkTrigger().unguarded).toBe(false)
  })

  it('takes an armed level for possible after a trigger', () => {
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 1: { voltage: { min: 2, max: 5 } } } }
    const guard = guardOf({ limits, voltage: { 1: 1 }, triggered: { 1: 3 } })
    expect(expectRefused(guard, '*TRG', 'OUTP ON,(@1)').message).toContain('between 1 and 3 V')
  })

  it('does not believe in a level that the instrument is going to refuse', () => {
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }
    expectRefused(guardOf({ limits, voltage: { 1: 5.5 } }), 'VOLT -1,(@1)', 'OUTP ON,(@1)')
  })

  it('allows for both states after a message that may not have arrived', () => {
    const guard = guardOf({ voltage: { 1: 5.5 } })
    guard.commit(guard.check('INST P30V;:VOLT 3,(@1)'))
    guard.doubt()
    expectRefused(guard, 'OUTP ON,(@1)')
    expectRefused(guard, 'VOLT 6')
  })

  it('asks for limited levels, couplings that move them, and the selection', () => {
    expect(guardOf().wanted.map(({ name }) => name)).toEqual(['voltage', 'triggeredVoltage', 'tracking', 'selected'])
    const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 1: { current: { max: 1 } } } }
    expect(guardOf({ limits }).wanted.map(({ name }) => name)).toEqual(['currentLimit', 'selected'])
  })

  it('answers for a repeated query in less than a microsecond', () => {
    const guard = guardOf()
    const query = 'MEAS:VOLT? (@1)'
    const microseconds = Array.from({ length: 20 }, () => {
      const start = performance.now()
      for (let i = 0; i < 10_000; i += 1) guard.check(query)
      return (performance.now() - start) * 1000 / 10_000
    })
    expect(Math.min(...microseconds)).toBeLessThan(1)
  })
})
