import type { Environment, Reading } from '@lab/core'
import { scriptedConnection, virtualClock, type ScriptedExchange } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu34450a, specifications, type Edu34450a } from '../src/index.ts'

const hello = { send: '*IDN?', reply: 'Keysight Technologies,EDU34450A,MY60012345,01.00-01.00' }

async function read(
  exchanges: readonly ScriptedExchange[], act: (dmm: Edu34450a) => Promise<Reading>, environment?: Environment,
): Promise<Reading> {
  const connection = scriptedConnection([hello, ...exchanges])
  const dmm = await edu34450a.open({
    connection, alias: 'dmm', clock: virtualClock({ startMs: Date.UTC(2026, 5, 1) }), environment,
  })
  const reading = await act(dmm)
  connection.done()
  return reading
}

/** A limit of error, and half a count, each divided by √3. */
const combined = (limit: number, count: number): number => Math.hypot(limit / Math.sqrt(3), count / 2 / Math.sqrt(3))

describe('frequency', () => {
  // 0.025 % and 3 counts; a count is 1 mHz up to 120 Hz, ten times as much with each decade.
  it.each([
    [50, 1e-3], [119, 1e-3], [440, 1e-2], [5000, 0.1], [50e3, 1], [250e3, 10],
  ])('of %d Hz has counts of %d Hz', async (shown, count) => {
    const reading = await read([{ send: ':MEAS:FREQ?', reply: String(shown) }], (dmm) => dmm.measureFrequency())
    expect(reading.uncertainty?.standard).toBeCloseTo(combined(0.00025 * shown + 3 * count, count), 9)
    expect(reading.source).toEqual({ instrument: 'dmm', function: 'frequency' })
  })

  it('takes the coarser count between two decades', async () => {
    const reading = await read([{ send: ':MEAS:FREQ?', reply: '120' }], (dmm) => dmm.measureFrequency())
    expect(reading.uncertainty?.standard).toBeCloseTo(combined(0.00025 * 120 + 0.03, 0.01), 9)
  })

  it('is not known with a gate of 0.1 s', async () => {
    const reading = await read([
      { send: ':CONF:FREQ' }, { send: 'SYST:ERR?', reply: '+0,"No error"' }, { send: ':FREQ:APER 0.1' },
      { send: 'SYST:ERR?', reply: '+0,"No error"' }, { send: 'READ?', reply: '+5.00E+01' },
    ], (dmm) => dmm.measureFrequency({ aperture: 0.1 }))
    expect(reading).toMatchObject({ value: 50, unit: 'Hz' })
    expect(reading.uncertainty).toBeUndefined()
  })
})

describe('capacitance', () => {
  it.each([[1e-9, 0.5e-9, 0.01, 0.015], [1e-6, 0.47e-6, 0.01, 0.005], [1e-2, 4e-3, 0.02, 0.005]])(
    'on the range %d F has its own figures', async (range, shown, ofReading, ofRange) => {
      const reading = await read(
        [{ send: `:MEAS:CAP? ${range}`, reply: String(shown) }], (dmm) => dmm.measureCapacitance({ range }),
      )
      const expected = combined(ofReading * shown + ofRange * range, 1e-3 * range)
      expect(Math.abs((reading.uncertainty?.standard ?? 0) / expected - 1)).toBeLessThan(1e-9)
      expect(reading.uncertainty?.components?.[0]?.name).toContain('typical, after a null')
    },
  )

  it('is not known outside 18 … 28 °C: no temperature coefficient was found', async () => {
    const reading = await read([{ send: ':MEAS:CAP?', reply: '1E-6' }], (dmm) => dmm.measureCapacitance(), { temperature: 35 })
    expect(reading.uncertainty).toBeUndefined()
  })
})

describe('temperature', () => {
  it('is good to 0.2 °C without the thermistor, in °C also where the meter shows °F', async () => {
    const reading = await read(
      [{ send: ':UNIT:TEMP?', reply: 'F' }, { send: ':MEAS:TEMP?', reply: '+7.70E+01' }], (dmm) => dmm.measureTemperature(),
    )
    expect(reading).toMatchObject({ value: expect.closeTo(25, 9), unit: '°C' })
    expect(reading.uncertainty?.standard).toBeCloseTo(0.2 / Math.sqrt(3), 9)
    expect(reading.uncertainty?.components?.[0]?.name).toContain('without the thermistor')
  })
})

describe('four wires', () => {
  it('have the figures of two', async () => {
    const reading = await read(
      [{ send: ':MEAS:FRES? 1000', reply: '+4.70E+02' }], (dmm) => dmm.measureFourWireResistance({ range: 1000 }),
    )
    expect(reading.uncertainty?.standard).toBeCloseTo(combined(0.00065 * 470 + 0.08, 0.01), 9)
  })
})

describe('speed', () => {
  it.each([['slow', 'MIN', 1e-5], ['fast', 'MAX', 1e-4]] as const)('%s has its own count', async (resolution, word, count) => {
    const reading = await read([
      { send: ':CONF:VOLT:DC 10' }, { send: 'SYST:ERR?', reply: '+0,"No error"' }, { send: `:VOLT:RES ${word}` },
      { send: 'SYST:ERR?', reply: '+0,"No error"' }, { send: 'READ?', reply: '+5.00E+00' },
    ], (dmm) => dmm.measureDcVoltage({ range: 10, resolution }))
    expect(reading.uncertainty?.standard).toBeCloseTo(combined(0.00025 * 5 + 0.0005, 10 * count), 9)
  })
})

describe('functions without figures', () => {
  it.each([
    [':MEAS:CONT?', (dmm: Edu34450a) => dmm.measureContinuity()], [':MEAS:DIOD?', (dmm: Edu34450a) => dmm.measureDiode()],
  ])('%s', async (send, act) => {
    const reading = await read([{ send, reply: '+5.5E-01' }], act)
    expect(reading).toMatchObject({ value: 0.55 })
    expect(reading.uncertainty).toBeUndefined()
  })
})

it('every function that has figures has them by its name', () => {
  for (const [name, specification] of Object.entries(specifications)) expect(specification.function).toBe(name)
})
