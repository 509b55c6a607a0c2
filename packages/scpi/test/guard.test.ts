import { LimitError, type InstrumentLimits } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { numberSetting } from '../src/declarations.ts'
import { LimitGuard } from '../src/guard.ts'
import { supply } from './support/supply.ts'

const oneLimited: InstrumentLimits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }

interface Start {
  readonly limits?: InstrumentLimits
  readonly selected?: string
  readonly tracking?: boolean
  readonly voltage?: Readonly<Record<number, number>>
  readonly triggered?: Readonly<Record<number, number>>
}

/** A guard that has read an instrument: channel 1 selected, tracking off, levels 0, unless said otherwise. */
function guardOf(start: Start = {}): LimitGuard {
  const guard = new LimitGuard('psu', start.limits ?? oneLimited, supply)
  guard.learn('selected', undefined, start.selected ?? 'P6V')
  guard.learn('tracking', undefined, start.tracking ?? false)
  for (const channel of [1, 2, 3]) {
    guard.learn('voltage', channel, start.voltage?.[channel] ?? 0)
    guard.learn('triggeredVoltage', channel, start.triggered?.[channel] ?? 0)
  }
  return guard
}

/** Sends messages past the guard; the error of the first one refused. */
function refusal(guard: LimitGuard, ...messages: readonly string[]): LimitError | undefined {
  for (const message of messages) {
    try {
      guard.commit(guard.check(message))
    } catch (error) {
      if (error instanceof LimitError) return error
      throw error
    }
  }
  return undefined
}

function expectRefused(guard: LimitGuard, ...messages: readonly string[]): LimitError {
  const before = messages.slice(0, -1)
  expect(refusal(guard, ...before), before.join(' | ')).toBeUndefined()
  const error = refusal(guard, messages[messages.length - 1] ?? '')
  if (error === undefined) throw new Error(`passed: ${messages.join(' | ')}`)
  return error
}

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

describe('the limit guard refuses what cannot be known', () => {
  it.each([
    '*RCL 1', 'SYST:SET #15hello', 'OUTP:PON:STAT RCL1', 'FOO:BAR 1', 'FOO:BAR?', '*DMC "A",#15VOLT6', '*LRN?', '*EMC 1',
    'VOLT:FOO 1',
    'VOLT', 'VOLT ON,(@1)', 'VOLT UP,(@1)', 'VOLT 3 A,(@1)', 'VOLT "3",(@1)', 'VOLT (3+3),(@1)', 'VOLT 1,2,(@1)', 'VOLT 1,(@)',
    'VOLT 1,(@a)', 'VOLT 1 1', 'VOLT 1..2', 'OUTP MAYBE', 'OUTP', 'INST P9V', 'INST:NSEL 1.4', 'INST:NSEL 7', 'APPL',
    'APPL 6', 'APPL P9V,1',
    'APPL P6V,1,1,1', 'OUTP:TRAC', 'OUTP:TRAC ON,(@1)', 'OUTP:PON:STAT FOO', ':', 'VOLT 1;;:@', 'VOLT "', 'VOLT 1,(@1);FOO',
    'VOLTA 1,(@1)',
    'VOLT1 1,(@1)', 'VOLT:PROT:TRIP 1,(@1)', 'MEAS:VOLT 1', '\x7f',
  ])('%j', (message) => {
    const error = expectRefused(guardOf(), message)
    expect(error.code).toBe('LAB_LIMIT_UNKNOWN')
    expect(error.details).toMatchObject({ source: 'bench.yaml', instrument: 'psu', channel: 1, quantity: 'voltage', max: 5,
      unknown: true })
    for (const part of ['bench.yaml', 'psu', 'channel 1', 'voltage ≤ 5 V', 'cannot be']) expect(error.message).toContain(part)
  })

  it('passes it when the script says so, reports that, and forgets what it knew', () => {
    const guard = guardOf({ selected: 'P30V', voltage: { 1: 3 } })
    const admission = guard.check('*RCL 1', true)
    expect(admission.unguarded).toBe(true)
    guard.commit(admission)
    expectRefused(guard, 'VOLT 6')
    expect(expectRefused(guard, 'OUTP ON,(@1)').message).toContain('not known')
    expect(refusal(guard, 'VOLT 4,(@1)', 'OUTP ON,(@1)')).toBeUndefined()
  })

  it('does not let a known violation pass unguarded', () => {
    for (const message of ['VOLT 6,(@1)', 'FOO;:VOLT 6,(@1)', 'VOLT 6,(@1);:FOO', 'FOO;:VOLT 6', '*RCL 1;VOLT 6',
      'VOLT 6,(@1);@@']) {
      expect(() => guardOf().check(message, true), message).toThrow(LimitError)
    }
  })

  it('does not call an understood message unguarded', () => {
    expect(guardOf().check('VOLT 3,(@1)', true).unguarded).toBe(false)
  })
})

describe('the limit guard passes what is inside the limits', () => {
  it.each([
    'VOLT 5,(@1)', 'VOLT 5', 'VOLT 20,(@2)', 'VOLT 30.9,(@2,3)', 'VOLT MIN', 'VOLT DEF', 'VOLT? MAX', 'VOLT? MAX,(@1)',
    'VOLT? (@1,2)',
    'CURR MAX', 'CURR 5,(@1)', 'APPL P6V,5', 'APPL P30V,20,1', 'APPL? P6V', 'APPL?', 'SYST:SET?', '*IDN?', '*RST',
    '*CLS;*OPC', '*SAV 1',
    'SYST:ERR?', 'SYSTEM:ERROR:NEXT?', 'SYST:VERS?', 'STAT:QUES:ENAB 8192', 'OUTP:PON:STAT RST', 'OUTP OFF', 'OUTP 0,(@1:3)',
    'INST P30V;:VOLT 6', 'INST P30V;VOLT 6', 'DISP OFF', 'DISP:LAB "VOLT 6;"', 'VOLT:MODE STEP,(@1)', '', '\n',
    'VOLT 5000 mV,(@1)',
    'volt:trig 5,(@1)', 'INIT (@1)', '*TRG', 'MEAS:VOLT? (@1)', 'VOLT 20,(@2);:VOLT 1,(@1)', 'OUTP ON', 'OUTP:TRAC ON',
    'VOLT UP,(@2)',
  ])('%j', (message) => {
    expect(refusal(guardOf(), message)?.message).toBeUndefined()
  })

  it('a level on another channel selected before', () => {
    expect(refusal(guardOf(), 'INST P30V', 'VOLT 6', 'VOLT:TRIG 6')).toBeUndefined()
  })
})

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
    for (let i = 0; i < 20_000; i += 1) guard.check(query)
    const start = performance.now()
    for (let i = 0; i < 200_000; i += 1) guard.check(query)
    expect((performance.now() - start) * 1000 / 200_000).toBeLessThan(1)
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
