import { simBench } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { edu34450aSimulator } from '../src/simulator.ts'
import type { GradedFunction } from '../src/functions.ts'
import { accuracy } from '../src/specifications.ts'
import { battery, loop, Meter, resistor } from './simulator-meter.ts'

/** What a reading may be off by, after the data sheet, with four counts for noise and display. */
function tolerance(name: GradedFunction, value: number): number {
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

  it('has the USB ids of the real one', () => {
    expect(edu34450aSimulator.usb).toEqual({ vendorId: 0x2a8d, productId: 0x8e01 })
  })
})

describe('readings', () => {
  const voltages = [0.05, 0.5, -3.3, 5, 12, 90, -240, 900]

  it.each(voltages)('of %d V DC lie within the accuracy of the range, whatever the unit', (volts) => {
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
    const meter = new Meter([
      ...battery(5), { resistor: 100, nodes: ['hi', 'i'] }, { connect: 'dmm.current', nodes: ['i', 'gnd'] },
    ])
    for (const query of ['MEAS:VOLT:AC?', 'MEAS:CURR:AC?']) {
      const reading = Number(meter.ask(query))
      expect(reading).toBeGreaterThanOrEqual(0)
      expect(reading).toBeLessThan(1e-3)
    }
  })

  it('add the burden of the shunt to the circuit', () => {
    const meter = new Meter([
      { source: 1, nodes: ['a', 'gnd'] }, { resistor: 98, nodes: ['a', 'b'] }, { connect: 'dmm.current', nodes: ['b', 'gnd'] },
    ])
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
