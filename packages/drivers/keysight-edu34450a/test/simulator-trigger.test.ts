import { virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { battery, Meter } from './simulator-meter.ts'

describe('configuration', () => {
  it('is 10 V DC, automatic and slow after *RST', () => {
    const meter = new Meter()
    meter.send('CONF:RES 100;*RST')
    expect(meter.ask('CONF?')).toBe('"VOLT +1.000000E+01,+1.500000E-06"')
  })

  it.each([
    ['VOLT:AC 1', '"VOLT:AC +1.000000E+00,+1.500000E-06"'],
    ['PRIM:CURR 1,MAX', '"CURR +1.000000E+00,+3.000000E-05"'],
    ['CURR:AC 0.01,MIN', '"CURR:AC +1.000000E-02,+1.500000E-06"'],
    ['RES 10e3,2.0E-5', '"RES +1.000000E+04,+2.000000E-05"'],
  ])('by CONF:%s is answered as %s', (command, expected) => {
    const meter = new Meter()
    meter.send(`CONF:${command}`)
    expect(meter.ask('CONF?')).toBe(expected)
    expect(meter.error()).toBe(0)
  })

  it('takes a resolution with a range only', () => {
    const meter = new Meter()
    meter.send('CONF:VOLT:DC AUTO,MIN')
    expect(meter.error()).toBe(-222)
    meter.send('CONF:VOLT:DC AUTO,DEF')
    expect(meter.error()).toBe(0)
    meter.send('CONF:VOLT:DC 10,1E-4')
    expect(meter.error()).toBe(-222)
  })

  it('that is refused leaves the old one', () => {
    const meter = new Meter()
    meter.send('CONF:RES 1000')
    meter.send('CONF:VOLT:DC 7')
    expect(meter.ask('CONF?')).toContain('RES')
  })

  it('puts trigger and sample count back', () => {
    const meter = new Meter()
    meter.send('TRIG:SOUR BUS;:SAMP:COUN 5;:CONF:VOLT:DC')
    expect(meter.ask('TRIG:SOUR?;:SAMP:COUN?')).toBe('IMM;+1')
  })
})

describe('triggering', () => {
  it('gives as many readings as samples were asked for', () => {
    const meter = new Meter(battery(5))
    meter.send('SAMP:COUN 4')
    expect(meter.ask('READ?')?.split(',')).toHaveLength(4)
    expect(meter.ask('FETC?')?.split(',')).toHaveLength(4)
  })

  it('has nothing to fetch before the first reading', () => {
    const meter = new Meter()
    expect(meter.ask('FETC?')).toBeUndefined()
    expect(meter.error()).toBe(-230)
  })

  it('fetches what INITiate has measured', () => {
    const meter = new Meter(battery(5))
    meter.send('CONF:VOLT:DC 10;:INIT')
    expect(Number(meter.ask('FETC?'))).toBeCloseTo(5, 2)
    expect(meter.ask('FETC?')).toBe(meter.ask('FETC?'))
  })

  it('waits for *TRG on the bus source', () => {
    const meter = new Meter(battery(5))
    meter.send('TRIG:SOUR BUS;:INIT')
    meter.send('INIT')
    expect(meter.error()).toBe(-213)
    expect(meter.ask('READ?')).toBeUndefined()
    expect(meter.error()).toBe(-410)
    meter.send('*TRG')
    expect(Number(meter.ask('FETC?'))).toBeCloseTo(5, 2)
    meter.send('*TRG')
    expect(meter.error()).toBe(-211)
  })

  it('goes back to idle on ABORt', () => {
    const meter = new Meter(battery(5))
    meter.send('TRIG:SOUR BUS;:INIT;:ABOR;*TRG')
    expect(meter.error()).toBe(-211)
  })

  it('does not read on the bus source, where nothing could trigger it', () => {
    const meter = new Meter(battery(5))
    meter.send('TRIG:SOUR BUS')
    expect(meter.ask('READ?')).toBeUndefined()
    expect(meter.error()).toBe(-214)
  })
})

describe('headers of other meters', () => {
  const foreign = ['VOLT:DC:NPLC 1', 'R?', 'DATA:LAST?', 'CALC:SCAL:STAT ON', 'VOLT:DC:NULL ON', 'TRIG:COUN 2']

  it.each(foreign)('answers %s with -113', (message) => {
    const meter = new Meter()
    meter.send(message)
    expect(meter.error()).toBe(-113)
  })
})

describe('realistic timing', () => {
  it('takes as long for a reading as the real one', async () => {
    const clock = virtualClock()
    const meter = new Meter(battery(5), { timing: 'realistic', clock })
    meter.send('MEAS:VOLT:DC? 10,MAX')
    expect(meter.answer()).toBeUndefined()
    await clock.advance(1000 / 110 - 0.1)
    expect(meter.answer()).toBeUndefined()
    await clock.advance(0.2)
    expect(Number(meter.answer())).toBeCloseTo(5, 1)
    meter.send('READ?')
    await clock.runUntilIdle()
    expect(Number(meter.answer())).toBeCloseTo(5, 1)
  })

  it('holds *OPC? back until an initiated measurement has ended', async () => {
    const clock = virtualClock()
    const meter = new Meter(battery(5), { timing: 'realistic', clock })
    meter.send('INIT')
    meter.send('*OPC?')
    await clock.advance(700)
    expect(meter.answer()).toBeUndefined()
    await clock.advance(100)
    expect(meter.answer()).toBe('1')
    expect(Number(meter.ask('FETC?'))).toBeCloseTo(5, 2)
  })

  it('leaves no timer behind when the bench is closed during a measurement', () => {
    const clock = virtualClock()
    const meter = new Meter(battery(5), { timing: 'realistic', clock })
    meter.send('INIT')
    expect(clock.pending).toBe(1)
    meter.bench.close()
    expect(clock.pending).toBe(0)
  })

  it('is refused by a name that is none', () => {
    expect(() => new Meter([], { timing: 'slow' })).toThrow(/'dmm': timing is "slow"/)
  })
})
