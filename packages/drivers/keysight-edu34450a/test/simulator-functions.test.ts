import type { CircuitElement } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { functionRanges } from '../src/functions.ts'
import { battery, Meter, resistor } from './simulator-meter.ts'

const overload = '+9.90000000E+37'

/** A sine of an amplitude in V and a frequency in Hz, behind 50 Ω, on the port of a generator that nobody else has. */
function alternating(amplitude: number, frequency: number, port: 'input' | 'current' = 'input', ohms = 50): Meter {
  const circuit: CircuitElement[] = [
    { connect: 'generator.1', nodes: ['a', 'gnd'] }, { connect: `dmm.${port}`, nodes: ['a', 'gnd'] },
  ]
  const meter = new Meter(circuit, { ports: ['generator.1'] })
  const generator = meter.bench.circuit.port('generator.1')
  generator.drive({ kind: 'source', voltage: 0, currentLimit: 10, resistance: ohms })
  generator.setSignal({ period: 1 / frequency, at: (time) => amplitude * Math.sin(2 * Math.PI * frequency * time) })
  return meter
}

const value = (meter: Meter, query: string): number => Number(meter.ask(query))

describe('alternating quantities', () => {
  it.each([
    [0.1, 50], [1, 1000], [5, 400], [300, 50], [0.02, 10e3],
  ])('of %d V and %d Hz are read as their effective value', (amplitude, frequency) => {
    const rms = (amplitude / Math.SQRT2) * (1.1e6 / (1.1e6 + 50))
    const range = functionRanges['ac-voltage'].find((full) => rms <= 1.2 * full) ?? 750
    expect(Math.abs(value(alternating(amplitude, frequency), 'MEAS:VOLT:AC?') - rms)).toBeLessThan(0.002 * rms + 0.001 * range)
  })

  it('have no DC, and DC has no AC', () => {
    const meter = alternating(5, 1000)
    expect(Math.abs(value(meter, 'MEAS:VOLT:DC? 10'))).toBeLessThan(2e-3)
    expect(value(new Meter(battery(5)), 'MEAS:VOLT:AC? 10')).toBeLessThan(0.02)
  })

  it('of the current input are read through the shunt', () => {
    const meter = alternating(1, 200, 'current', 100)
    expect(value(meter, 'MEAS:CURR:AC?')).toBeCloseTo(1 / Math.SQRT2 / 102, 4)
  })

  it('fall off outside the band', () => {
    expect(value(alternating(1, 20), 'MEAS:VOLT:AC?')).toBeCloseTo(0.5, 2)
    expect(value(alternating(1, 1e6), 'MEAS:VOLT:AC?')).toBeLessThan(0.01)
  })

  it('overload on a range that is too small', () => {
    expect(alternating(5, 1000).ask('MEAS:VOLT:AC? 1')).toBe(overload)
  })
})

describe('frequency', () => {
  it.each([25, 50, 440, 12_345, 99_000])('of %d Hz is counted within 0.025 %% and 3 counts', (frequency) => {
    const count = 1e-3 * 10 ** Math.max(0, Math.ceil(Math.log10(frequency / 120)))
    expect(Math.abs(value(alternating(3, frequency), 'MEAS:FREQ?') - frequency)).toBeLessThan(0.00025 * frequency + 5 * count)
  })

  it('of a current is counted with FREQ:ACI', () => {
    const meter = alternating(5, 60, 'current', 100)
    meter.send('FUNC "FREQ:ACI"')
    expect(value(meter, 'READ?')).toBeCloseTo(60, 1)
    expect(value(meter, 'MEAS:FREQ?')).toBe(0)
  })

  it('of nothing, of DC and of too little for the range is 0', () => {
    expect(value(new Meter(), 'MEAS:FREQ?')).toBe(0)
    expect(value(new Meter(battery(5)), 'MEAS:FREQ?')).toBe(0)
    const meter = alternating(0.5, 1000)
    meter.send('CONF:FREQ;:FREQ:VOLT:RANG 10')
    expect(value(meter, 'READ?')).toBe(0)
    meter.send('FREQ:VOLT:RANG:AUTO ON')
    expect(value(meter, 'READ?')).toBeCloseTo(1000, 0)
  })

  it('has ten times coarser counts with a gate of 0.1 s', () => {
    const digits = (aperture: string): number => {
      const meter = alternating(3, 50)
      meter.send(`CONF:FREQ;:FREQ:APER ${aperture}`)
      const all = Array.from({ length: 30 }, () => value(meter, 'READ?'))
      return Math.min(
        ...all.flatMap((one, i) => all.slice(i + 1).map((other) => Math.abs(one - other))).filter((step) => step > 1e-9),
      )
    }
    expect(digits('1')).toBeCloseTo(1e-3, 6)
    expect(digits('0.1')).toBeCloseTo(1e-2, 6)
  })
})

describe('capacitance', () => {
  const capacitor = (farads: number, more: CircuitElement[] = []): CircuitElement[] => [
    { capacitor: farads, nodes: ['a', 'gnd'] }, { connect: 'dmm.input', nodes: ['a', 'gnd'] }, ...more,
  ]

  it.each([500e-12, 4.7e-9, 100e-9, 1e-6, 47e-6, 2.2e-3])('of %d F is measured in the circuit', (farads) => {
    const range = functionRanges.capacitance.find((full) => farads <= 1.2 * full) ?? 1e-2
    expect(Math.abs(value(new Meter(capacitor(farads)), 'MEAS:CAP?') - farads)).toBeLessThan(0.01 * farads + 0.015 * range)
  })

  it('overloads on a range that is too small, and of an open input is next to nothing', () => {
    expect(new Meter(capacitor(1e-6)).ask('MEAS:CAP? 1E-7')).toBe(overload)
    expect(Math.abs(value(new Meter(), 'MEAS:CAP?'))).toBeLessThan(3e-11)
  })

  it('leaves nothing in the circuit', () => {
    const meter = new Meter(capacitor(1e-6))
    meter.ask('MEAS:CAP?')
    expect(value(meter, 'MEAS:VOLT:AC? 0.1')).toBeLessThan(5e-4)
  })

  it('may be an option in place of the circuit', () => {
    expect(value(new Meter([], { options: { capacitance: 33e-9 } }), 'MEAS:CAP?')).toBeCloseTo(33e-9, 8.5)
  })
})

describe('temperature', () => {
  it.each([[5000, 25], [16_329, 0], [339, 100]])('of %d Ω is %d °C', (ohms, celsius) => {
    expect(Math.abs(value(new Meter(resistor(ohms)), 'MEAS:TEMP?') - celsius)).toBeLessThan(1)
  })

  it('overloads without a thermistor, and outside −80 … 150 °C', () => {
    expect(new Meter().ask('MEAS:TEMP?')).toBe(overload)
    expect(new Meter(resistor(20)).ask('MEAS:TEMP?')).toBe(overload)
  })

  it('is answered in the unit that is set', () => {
    const meter = new Meter([], { options: { temperature: 25 } })
    expect(value(meter, 'MEAS:TEMP?')).toBeCloseTo(25, 0)
    expect(value(meter, 'UNIT:TEMP F;:MEAS:TEMP?')).toBeCloseTo(77, -0.5)
    expect(value(meter, 'UNIT:TEMP K;:MEAS:TEMP?')).toBeCloseTo(298.15, 0)
  })
})

describe('the two tests', () => {
  const diode: CircuitElement[] = [{ diode: {}, nodes: ['a', 'gnd'] }, { connect: 'dmm.input', nodes: ['a', 'gnd'] }]
  const reversed: CircuitElement[] = [{ diode: {}, nodes: ['gnd', 'a'] }, { connect: 'dmm.input', nodes: ['a', 'gnd'] }]

  it('of a diode reads its forward voltage at 1 mA, and an overload against it', () => {
    const expected = 0.025852 * Math.log(1e-3 / 1e-14)
    expect(value(new Meter(diode), 'MEAS:DIOD?')).toBeCloseTo(expected, 2)
    expect(new Meter(reversed).ask('MEAS:DIOD?')).toBe(overload)
    expect(new Meter().ask('MEAS:DIOD?')).toBe(overload)
  })

  it('of continuity reads ohms up to 1.2 kΩ', () => {
    expect(value(new Meter(resistor(5)), 'MEAS:CONT?')).toBeCloseTo(5, 0)
    expect(value(new Meter(resistor(1100)), 'MEAS:CONT?')).toBeCloseTo(1100, -1)
    expect(new Meter(resistor(1300)).ask('MEAS:CONT?')).toBe(overload)
    expect(new Meter().ask('MEAS:CONT?')).toBe(overload)
  })
})

describe('four wires', () => {
  const leads = (wired: boolean): CircuitElement[] => [
    { connect: 'dmm.input', nodes: ['hi', 'gnd'] }, { resistor: 2, nodes: ['hi', 'x'] }, { resistor: 100, nodes: ['x', 'gnd'] },
    ...(wired ? [{ connect: 'dmm.sense', nodes: ['x', 'gnd'] } as const] : []),
  ]

  it('leave out the resistance of the leads', () => {
    expect(value(new Meter(leads(true)), 'MEAS:FRES?')).toBeCloseTo(100, 0)
    expect(value(new Meter(leads(true)), 'MEAS:RES?')).toBeCloseTo(102, 0)
  })

  it('are two where the sense terminals are not wired', () => {
    expect(value(new Meter(leads(false)), 'MEAS:FRES?')).toBeCloseTo(102, 0)
    expect(new Meter().ask('MEAS:FRES?')).toBe(overload)
  })
})

describe('the input', () => {
  it('is above 10 GΩ on 0.1 V and 1 V with high impedance, and 10 MΩ otherwise', () => {
    const meter = new Meter(battery(1, 10e6))
    expect(value(meter, 'MEAS:VOLT:DC? 1')).toBeCloseTo(0.5, 3)
    meter.send('VOLT:IMP:AUTO ON')
    expect(value(meter, 'MEAS:VOLT:DC? 1')).toBeCloseTo(1, 2)
    expect(value(meter, 'MEAS:VOLT:DC? 10')).toBeCloseTo(0.5, 2)
    meter.send('*RST')
    expect(value(meter, 'MEAS:VOLT:DC? 1')).toBeCloseTo(0.5, 3)
  })

  it('is no longer a source of current when the current is measured', () => {
    const meter = new Meter([
      ...resistor(1000), { connect: 'dmm.current', nodes: ['hi', 'x'] }, { resistor: 1, nodes: ['x', 'gnd'] },
    ])
    meter.ask('MEAS:RES?')
    expect(Math.abs(value(meter, 'MEAS:CURR:DC?'))).toBeLessThan(1e-5)
  })
})

describe('options', () => {
  it.each([
    [{ temperature: 200 }, /temperature is 200/], [{ capacitance: -1 }, /capacitance is -1/],
    [{ temperature: 'hot' }, /temperature is "hot"/],
    [{ unconfirmed: 'maybe' }, /unconfirmed is "maybe"/], [{ resolutions: 3 }, /resolutions is 3/],
    [{ speed: 1 }, /'speed' is not known/],
  ])('%j are refused by name', (options, message) => {
    expect(() => new Meter([], { options })).toThrow(message)
  })
})
