import { simBench, type CircuitElement, type SimBench } from '@lab/transport-sim'
import { virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu34450aSimulator } from '../src/simulator.ts'
import { accuracy, type DmmFunction } from '../src/specifications.ts'

/** A bench with a meter, and its session as text in, text out. */
class Meter {
  readonly bench: SimBench
  private readonly session

  constructor(circuit: readonly CircuitElement[] = [], options: { seed?: number; timing?: string; clock?: ReturnType<typeof virtualClock> } = {}) {
    const { seed, timing, clock } = options
    this.bench = simBench({
      instruments: { dmm: { simulator: edu34450aSimulator, ...(timing === undefined ? {} : { options: { timing } }) } }, circuit, seed, clock,
    })
    this.session = this.bench.device('dmm').openSession()
  }

  send(message: string): void {
    this.session.receive(Buffer.from(`${message}\n`), true)
  }

  answer(): string | undefined {
    const reply = this.session.read()
    return reply === undefined ? undefined : Buffer.from(reply).toString('latin1').trimEnd()
  }

  ask(query: string): string | undefined {
    this.send(query)
    return this.answer()
  }

  /** The number of the oldest error. */
  error(): number {
    return Number.parseInt(this.ask('SYST:ERR?') ?? '', 10)
  }
}

function battery(volts: number, ohms = 0.01): CircuitElement[] {
  return [{ source: volts, resistance: ohms, nodes: ['hi', 'gnd'] }, { connect: 'dmm.input', nodes: ['hi', 'gnd'] }]
}

function resistor(ohms: number): CircuitElement[] {
  return [{ resistor: ohms, nodes: ['hi', 'gnd'] }, { connect: 'dmm.input', nodes: ['hi', 'gnd'] }]
}

function loop(amperes: number): CircuitElement[] {
  return [
    { source: amperes * 1e6, resistance: 1e6, nodes: ['a', 'gnd'] }, { connect: 'dmm.current', nodes: ['a', 'gnd'] },
  ]
}

/** What a reading may be off by, after the data sheet, with four counts for noise and display. */
function tolerance(name: DmmFunction, value: number): number {
  const row = accuracy[name].find(({ range }) => Math.abs(value) <= 1.2 * range) ?? { range: 0, ofReading: 0, ofRange: 0 }
  return row.ofReading * Math.abs(value) + row.ofRange * row.range + 4e-5 * row.range
}

describe('identity', () => {
  it('has the shape of the real one and a serial that is plainly simulated', () => {
    expect(new Meter().ask('*IDN?')).toMatch(/^Keysight Technologies,EDU34450A,SIM\d+,K-[\d.-]+$/)
  })

  it('takes the serial of the bench', () => {
    const bench = simBench({ instruments: { dmm: { simulator: edu34450aSimulator, serial: 'MY60012345' } } })
    expect(bench.device('dmm').identity.serial).toBe('MY60012345')
  })
})

describe('readings', () => {
  it.each([0.05, 0.5, -3.3, 5, 12, 90, -240, 900])('of %d V DC lie within the accuracy of the range, whatever the unit', (volts) => {
    for (let seed = 1; seed <= 20; seed++) {
      const reading = Number(new Meter(battery(volts), { seed }).ask('MEAS:VOLT:DC?'))
      expect(Math.abs(reading - volts)).toBeLessThan(tolerance('dc-voltage', volts))
    }
  })

  it.each([5e-3, 0.05, -0.5, 2.5])('of %d A DC lie within the accuracy of the range, whatever the unit', (amperes) => {
    for (let seed = 1; seed <= 20; seed++) {
      const reading = Number(new Meter(loop(amperes), { seed }).ask('MEAS:CURR:DC?'))
      expect(Math.abs(reading - amperes)).toBeLessThan(tolerance('dc-current', amperes) + 5e-6 * Math.abs(amperes))
    }
  })

  it.each([10, 470, 4700, 68e3, 1e6, 4.7e6, 33e6])('of %d Ω lie within the accuracy of the range, whatever the unit', (ohms) => {
    for (let seed = 1; seed <= 20; seed++) {
      const reading = Number(new Meter(resistor(ohms), { seed }).ask('MEAS:RES?'))
      expect(Math.abs(reading - ohms)).toBeLessThan(tolerance('resistance', ohms))
    }
  })

  it('look like those of the real one', () => {
    expect(new Meter(battery(5)).ask('MEAS:VOLT:DC?')).toMatch(/^\+\d\.\d{8}E[+-]\d\d$/)
  })

  it('repeat byte for byte with the same seed, and differ with another', () => {
    const take = (seed: number): (string | undefined)[] => {
      const meter = new Meter(battery(5), { seed })
      return Array.from({ length: 20 }, () => meter.ask('READ?'))
    }
    expect(take(3)).toEqual(take(3))
    expect(take(3)).not.toEqual(take(4))
  })

  it('scatter about one value, and more when they are fast', () => {
    const spread = (resolution: string): number => {
      const meter = new Meter(battery(5))
      meter.send(`CONF:VOLT:DC 10,${resolution}`)
      const values = Array.from({ length: 200 }, () => Number(meter.ask('READ?')))
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
    }
    expect(spread('MIN')).toBeGreaterThan(2e-5)
    expect(spread('MAX')).toBeGreaterThan(20 * spread('MIN'))
  })

  it('load the circuit with 10 MΩ on DC and 1.1 MΩ on AC', () => {
    const meter = new Meter(battery(10, 10e6))
    expect(Number(meter.ask('MEAS:VOLT:DC?'))).toBeCloseTo(5, 2)
    meter.ask('MEAS:VOLT:AC?')
    expect(meter.bench.circuit.nodeVoltage('hi')).toBeCloseTo((10 * 1.1) / 11.1, 6)
  })

  it('of AC in a circuit of direct currents are a few counts', () => {
    const meter = new Meter([...battery(5), { resistor: 100, nodes: ['hi', 'i'] }, { connect: 'dmm.current', nodes: ['i', 'gnd'] }])
    for (const query of ['MEAS:VOLT:AC?', 'MEAS:CURR:AC?']) {
      const reading = Number(meter.ask(query))
      expect(reading).toBeGreaterThanOrEqual(0)
      expect(reading).toBeLessThan(1e-3)
    }
  })

  it('add the burden of the shunt to the circuit', () => {
    const meter = new Meter([{ source: 1, nodes: ['a', 'gnd'] }, { resistor: 98, nodes: ['a', 'b'] }, { connect: 'dmm.current', nodes: ['b', 'gnd'] }])
    expect(Number(meter.ask('MEAS:CURR:DC?'))).toBeCloseTo(0.01, 4)
  })
})

describe('ranges', () => {
  it('go up at 120 % and down at 10 %', () => {
    const rangeFor = (volts: number): number => {
      const meter = new Meter(battery(volts))
      meter.ask('READ?')
      return Number(/VOLT ([^,]+),/.exec(meter.ask('CONF?') ?? '')?.[1])
    }
    expect(rangeFor(11.9)).toBe(10)
    expect(rangeFor(12.1)).toBe(100)
    expect(rangeFor(1.1)).toBe(10)
    expect(rangeFor(0.9)).toBe(1)
    expect(rangeFor(0.01)).toBe(0.1)
  })

  it('stay where they were set, and overload with the sign of the input', () => {
    const meter = new Meter(battery(-5))
    meter.send('CONF:VOLT:DC 1')
    expect(meter.ask('READ?')).toBe('-9.90000000E+37')
    expect(new Meter(battery(13)).ask('MEAS:VOLT:DC? 10')).toBe('+9.90000000E+37')
  })

  it('overload for an open resistor and for one under voltage', () => {
    expect(new Meter().ask('MEAS:RES?')).toBe('+9.90000000E+37')
    expect(new Meter(battery(5)).ask('MEAS:RES?')).toBe('+9.90000000E+37')
  })

  it('are those of the meter and no others', () => {
    const meter = new Meter(battery(5))
    for (const range of ['5', '2000', '0', '-10']) {
      meter.send(`CONF:VOLT:DC ${range}`)
      expect(meter.error()).toBe(-222)
    }
    meter.send('CONF:CURR:DC 3;:CONF:RES 100E6;:CONF:VOLT:AC 750;:CONF:VOLT:DC 100 mV')
    expect(meter.error()).toBe(0)
    expect(meter.ask('CONF?')).toBe('"VOLT +1.000000E-01,+1.500000E-06"')
  })

  it('are the least, the greatest and the usual one by word', () => {
    const meter = new Meter()
    for (const [word, range] of [['MIN', '+1.000000E-01'], ['MAXIMUM', '+1.000000E+03'], ['DEF', '+1.000000E+01']]) {
      meter.send(`CONF:VOLT:DC ${word}`)
      expect(meter.ask('CONF?')).toBe(`"VOLT ${range},+1.500000E-06"`)
    }
  })
})

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
  it.each(['VOLT:DC:NPLC 1', 'R?', 'DATA:LAST?', 'CALC:SCAL:STAT ON', 'VOLT:DC:NULL ON', 'TRIG:COUN 2'])('answers %s with -113', (message) => {
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
