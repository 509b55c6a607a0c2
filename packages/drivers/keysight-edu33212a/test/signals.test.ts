import { describe, expect, it } from 'vitest'
import { GeneratorBench, load } from './generator-bench.ts'

/** A unit is up to 0.3 % and 1 mV off. */
const digits = 1

function running(message: string, ohms = 50): GeneratorBench {
  const bench = new GeneratorBench([...load(ohms), ...load(ohms, 2)])
  bench.send(`${message};:OUTP1 ON;:PHAS:SYNC`)
  expect(bench.errors()).toEqual([])
  return bench
}

/** Values of channel 1 at parts of a period. */
function shape(bench: GeneratorBench, period: number, parts: readonly number[]): number[] {
  return parts.map((part) => bench.voltage(part * period))
}

function expectClose(values: readonly number[], expected: readonly number[], within = 0.02): void {
  for (const [index, value] of values.entries()) expect(
    Math.abs(value - (expected[index] ?? Number.NaN)), `value ${index}`,
  ).toBeLessThan(within)
}

describe('the functions', () => {
  it.each<[string, string, readonly number[], readonly number[]]>([
    ['sine', 'FREQ 1000;:VOLT 2', [0, 0.25, 0.5, 0.75], [0, 1, 0, -1]],
    ['square', 'FUNC SQU;:FUNC:SQU:DCYC 25;:VOLT 2', [0.1, 0.2, 0.3, 0.9], [1, 1, -1, -1]],
    ['triangle', 'FUNC TRI;:VOLT 2', [0, 0.25, 0.5, 0.75], [0, 1, 0, -1]],
    ['ramp', 'FUNC RAMP;:VOLT 2', [0.001, 0.25, 0.5, 0.999], [-1, -0.5, 0, 1]],
    ['ramp that falls', 'FUNC RAMP;:FUNC:RAMP:SYMM 0;:VOLT 2', [0.001, 0.25, 0.5, 0.999], [1, 0.5, 0, -1]],
    ['pulse', 'FUNC PULS;:FUNC:PULS:DCYC 30;:VOLT 2', [0.1, 0.29, 0.31, 0.9], [1, 1, -1, -1]],
    ['dc', 'FUNC DC;:VOLT:OFFS 1.5', [0, 0.3, 0.7], [1.5, 1.5, 1.5]],
    ['offset', 'VOLT 2;:VOLT:OFFS 1', [0, 0.25, 0.75], [1, 2, 0]],
    ['phase', 'VOLT 2;:PHAS 90', [0, 0.25, 0.5], [1, 0, -1]],
    ['polarity', 'VOLT 2;:VOLT:OFFS 1;:OUTP1:POL INV', [0.25, 0.75], [0, 2]],
  ])('%s', (_, message, parts, values) => {
    expectClose(shape(running(message), 1e-3, parts), values)
  })

  it('edges of pulses take their time', () => {
    const bench = running('FUNC PULS;:FUNC:PULS:WIDT 500 NS;:FREQ 1E6;:FUNC:PULS:TRAN 80 NS;:VOLT 2')
    // 10 % to 90 %: from −0.8 to 0.8 V, the middle of the edge at the start of the period.
    expectClose([bench.voltage(-40e-9 + 1e-6), bench.voltage(40e-9)], [-0.8, 0.8], 0.03)
  })

  it('levels are as the load gets them: twice as much without one', () => {
    expect(running('FUNC DC;:VOLT:OFFS 1', 50).voltage(0)).toBeCloseTo(1, digits)
    expect(running('FUNC DC;:VOLT:OFFS 1', 1e6).voltage(0)).toBeCloseTo(2, digits)
    expect(running('OUTP1:LOAD INF;:FUNC DC;:VOLT:OFFS 1', 1e6).voltage(0)).toBeCloseTo(1, digits)
  })

  it('effective values and the frequency are those of the shape', () => {
    const bench = running('OUTP1:LOAD INF;:VOLT 1;:FREQ 1234', 1e6)
    const port = bench.bench.circuit.port('awg.1')
    expect(port.acRms()).toBeCloseTo(0.35355, 2)
    expect(port.frequency()).toBeCloseTo(1234, 6)
    bench.send('FUNC SQU')
    expect(port.acRms()).toBeCloseTo(0.5, 2)
    bench.send('OUTP1 OFF')
    expect(port.acRms()).toBe(0)
    expect(port.voltage()).toBe(0)
  })

  it('noise is normal, limited to its amplitude, and the same every time', () => {
    const values = shape(running('FUNC NOIS;:VOLT 9.2'), 1, Array.from({ length: 4000 }, (_, index) => index * 1e-5))
    const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
    expect(rms).toBeGreaterThan(0.9)
    expect(rms).toBeLessThan(1.1)
    expect(Math.max(...values.map(Math.abs))).toBeLessThan(4.7)
    expect(shape(
      running('FUNC NOIS;:VOLT 9.2'), 1, [0.001, 0.002],
    )).toEqual(shape(running('FUNC NOIS;:VOLT 9.2'), 1, [0.001, 0.002]))
  })

  it('a pseudo-random sequence begins with as many ones as its register has bits, and repeats', () => {
    const bench = running('FUNC PRBS;:FUNC:PRBS:BRAT 1000;:VOLT 2')
    const bits = shape(bench, 1e-3, Array.from({ length: 254 }, (_, index) => index + 0.5)).map((value) => (value > 0 ? 1 : 0))
    expect(bits.slice(0, 8)).toEqual([1, 1, 1, 1, 1, 1, 1, 0])
    expect(bits.slice(127)).toEqual(bits.slice(0, 127))
    expect(bits.slice(0, 127).reduce((sum: number, bit) => sum + bit, 0)).toBe(64)
  })

  it('samples are held for their time, or joined behind the normal filter', () => {
    const bench = running('DATA:ARB STEPS,-1,-0.5,0,0.5,1,0.5,0,-0.5;:FUNC:ARB STEPS;:FUNC:ARB:SRAT 8000;:FUNC ARB;:VOLT 2')
    expectClose(shape(bench, 1e-3, [0.01, 0.12, 0.13, 0.51]), [-1, -1, -0.5, 1])
    bench.send('FUNC:ARB:FILT NORM')
    expectClose(shape(bench, 1e-3, [0.0625]), [-0.75])
  })
})

describe('modulation', () => {
  it('the amplitude runs from nothing to what is set at a depth of 100 %', () => {
    const bench = running('FREQ 100000;:VOLT 2;:AM:INT:FREQ 100;:AM:STAT ON')
    const envelope = (from: number): number => Math.max(
      ...Array.from({ length: 200 }, (_, index) => Math.abs(bench.voltage(from + index * 1e-7))),
    )
    expect(envelope(0.0025)).toBeCloseTo(1, digits)
    expect(envelope(0.0075)).toBeCloseTo(0, digits)
    expect(envelope(0)).toBeCloseTo(0.5, digits)
  })

  it('the frequency is that of the carrier and the deviation', () => {
    const bench = running('FREQ 10000;:VOLT 2;:FM:INT:FUNC SQU;:FM:INT:FREQ 10;:FM 5000;:FM:STAT ON')
    const crossings = (from: number): number => Array.from({ length: 2000 }, (_, index) => from + index * 1e-6)
      .filter((time) => bench.voltage(time) < 0 && bench.voltage(time + 1e-6) >= 0).length
    expect(Math.abs(crossings(0.01) - 30)).toBeLessThanOrEqual(1)
    expect(Math.abs(crossings(0.06) - 10)).toBeLessThanOrEqual(1)
  })

  it('the phase, the width, a sum and keying follow their settings', () => {
    const pm = running('VOLT 2;:PM:INT:FUNC SQU;:PM:INT:FREQ 10;:PM:DEV 90;:PM:STAT ON')
    expectClose([pm.voltage(0.01), pm.voltage(0.06)], [1, -1])
    const pwm = running('FUNC PULS;:VOLT 2;:PWM:INT:FUNC SQU;:PWM:INT:FREQ 10;:PWM:DEV 50 US;:PWM:STAT ON')
    expectClose([pwm.voltage(0.01014), pwm.voltage(0.06014), pwm.voltage(0.06004)], [1, -1, 1])
    const sum = running('VOLT 2;:SUM:INT:FUNC SQU;:SUM:INT:FREQ 10;:SUM:AMPL 50;:SUM:STAT ON')
    expectClose([sum.voltage(0.01), sum.voltage(0.06)], [0.5, -0.5])
    const bpsk = running('VOLT 2;:BPSK:INT:RATE 10;:BPSK:STAT ON')
    expectClose([bpsk.voltage(0.01025), bpsk.voltage(0.06025)], [1, -1])
    const fsk = running('VOLT 2;:FSK:FREQ 100;:FSK:INT:RATE 1;:FSK:STAT ON')
    expectClose([fsk.voltage(0.10025), fsk.voltage(0.5025)], [1, 1])
  })

  it('the other channel modulates', () => {
    const bench = running('SOUR2:FUNC SQU;:SOUR2:FREQ 10;:VOLT 2;:PM:SOUR CH2;:PM:DEV 90;:PM:STAT ON')
    expectClose([bench.voltage(0.01), bench.voltage(0.06)], [1, -1])
  })
})

describe('sweep, list, burst and trigger', () => {
  it('a sweep begins slow and ends fast, again and again', () => {
    const bench = running('VOLT 2;:FREQ:STAR 100;:FREQ:STOP 1000;:SWE:TIME 1;:SWE:STAT ON')
    const crossings = (from: number): number => Array.from({ length: 1000 }, (_, index) => from + index * 1e-4)
      .filter((time) => bench.voltage(time) < 0 && bench.voltage(time + 1e-4) >= 0).length
    expect(Math.abs(crossings(0) - 14)).toBeLessThanOrEqual(1)
    expect(Math.abs(crossings(0.9) - 95)).toBeLessThanOrEqual(2)
    expect(Math.abs(crossings(1.001) - 14)).toBeLessThanOrEqual(1)
  })

  it('a list dwells on each of its frequencies', () => {
    const bench = running('VOLT 2;:LIST:FREQ 10,50;:LIST:DWEL 1;:FREQ:MODE LIST')
    expectClose([bench.voltage(0.025), bench.voltage(1.005), bench.voltage(2.025)], [1, 1, 1])
  })

  it('bursts of the internal trigger repeat after their period and rest at their phase', () => {
    const bench = running('VOLT 2;:FREQ 1000;:BURS:NCYC 2;:BURS:INT:PER 0.01;:BURS:STAT ON')
    expectClose([0.00025, 0.00125, 0.00325, 0.01025, 0.00999].map((time) => bench.voltage(time)), [1, 1, 0, 1, 0])
    expect(bench.bench.circuit.port('awg.1').waveform().period).toBeCloseTo(0.01, 12)
  })

  it('a burst of the bus begins with its trigger and ends', async () => {
    const bench = running('VOLT 2;:FREQ 1000;:BURS:NCYC 2;:TRIG1:SOUR BUS;:BURS:STAT ON')
    await bench.clock.advance(1000)
    expect(bench.voltage(1.00025)).toBeCloseTo(0, digits)
    bench.send('*TRG;*OPC')
    expect(bench.voltage(1.00025)).toBeCloseTo(1, digits)
    expect(bench.voltage(1.00225)).toBeCloseTo(0, digits)
    expect(bench.number('*ESR?') & 1).toBe(0)
    await bench.clock.advance(3)
    expect(bench.number('*ESR?') & 1).toBe(1)
  })

  it('so many bursts as are counted after INITiate, and the operation register says what it waits for', async () => {
    const bench = running('VOLT 2;:FREQ 1000;:INIT1:CONT OFF;:TRIG1:COUN 2;:BURS:INT:PER 0.01;:BURS:STAT ON')
    expect(bench.voltage(0.00025)).toBeCloseTo(0, digits)
    bench.send('INIT1')
    expectClose([0.00025, 0.01025, 0.02025].map((time) => bench.voltage(time)), [1, 1, 0])
    expect(bench.number('STAT:OPER:COND?')).toBe(8)
    await bench.clock.advance(30)
    expect(bench.number('STAT:OPER:COND?')).toBe(0)
    bench.send('TRIG1:SOUR BUS;:INIT1')
    expect(bench.number('STAT:OPER:COND?')).toBe(8 + 32)
    bench.send('INIT1')
    expect(bench.errorNumbers()).toEqual([-213])
    bench.send('ABOR')
    expect(bench.number('STAT:OPER:COND?')).toBe(0)
  })

  it('a list on the bus steps with each trigger', () => {
    const bench = running('VOLT 2;:LIST:FREQ 10,50,20;:TRIG1:SOUR BUS;:FREQ:MODE LIST')
    const period = (): number => bench.bench.circuit.port('awg.1').waveform().period ?? Number.NaN
    expect(period()).toBeCloseTo(0.1, 12)
    bench.send('*TRG')
    expect(period()).toBeCloseTo(0.02, 12)
    bench.send('TRIG1')
    expect(period()).toBeCloseTo(0.05, 12)
  })
})

describe('two channels', () => {
  it('stand in no known phase until they are synchronised', () => {
    const bench = new GeneratorBench([...load(50), ...load(50, 2)])
    bench.send('VOLT 2;:SOUR2:VOLT 2;:OUTP1 ON;:OUTP2 ON')
    expect(Math.abs(bench.voltage(0) - bench.voltage(0, 2))).toBeGreaterThan(0.01)
    bench.send('SOUR2:PHAS 90;:PHAS:SYNC')
    expectClose([bench.voltage(0), bench.voltage(0, 2)], [0, 1])
  })

  it('keep their phase when the frequency changes', async () => {
    const bench = running('VOLT 2;:FREQ 1000')
    await bench.clock.advance(0.25)
    expect(bench.voltage(0.00025)).toBeCloseTo(1, digits)
    bench.send('FREQ 3000')
    expect(bench.voltage(0.00025)).toBeCloseTo(1, digits)
  })

  it('are tracked upside down, and added', () => {
    const tracked = running('VOLT 2;:VOLT:OFFS 0.5;:TRAC INV;:OUTP2 ON')
    expectClose([tracked.voltage(0.00025), tracked.voltage(0.00025, 2)], [1.5, -0.5])
    const added = running('VOLT 2;:SOUR2:VOLT 1;:SOUR2:VOLT:OFFS 2;:COMB:FEED CH2')
    expect(added.voltage(0.00025)).toBeCloseTo(1.5, digits)
  })

  it('the Sync connector carries 0 and 3.3 V', () => {
    const bench = new GeneratorBench([{ connect: 'awg.sync', nodes: ['s', 'gnd'] }, { resistor: 1e6, nodes: ['s', 'gnd'] }])
    const sync = bench.bench.circuit.port('awg.sync')
    expectClose([sync.waveform().at(0.0001), sync.waveform().at(0.0006)], [3.3, 0])
    bench.send('OUTP:SYNC OFF')
    expect(sync.voltage()).toBe(0)
  })

  it('units of different seeds differ within their accuracy, and a seed always gives the same unit', () => {
    const level = (seed: number): number => {
      const bench = new GeneratorBench(load(50), { seed })
      bench.send('FUNC DC;:VOLT:OFFS 4;:OUTP1 ON')
      return bench.voltage(0)
    }
    expect(level(1)).not.toBe(level(2))
    expect(level(1)).toBe(level(1))
    for (const seed of [1, 2, 3, 4, 5]) expect(Math.abs(level(seed) - 4)).toBeLessThan(0.013)
  })

  it('answers as late as a real unit when it is told to', async () => {
    const bench = new GeneratorBench([], { timing: 'realistic' })
    bench.send('FREQ?')
    expect(bench.answer()).toBeUndefined()
    await bench.clock.advance(20)
    expect(bench.answer()).toBe('+1.000000000000000E+03')
  })
})
