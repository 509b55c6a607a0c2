import { ProtocolError, TimeoutError } from '@lab/core'
import { scriptedConnection, virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu34450a, type Edu34450a } from '../src/index.ts'
import { opened } from './opened-meter.ts'
import { battery, resistor } from './simulator-meter.ts'

describe('reading', () => {
  it('takes as many readings as there are samples, with range and uncertainty', async () => {
    await using meter = await opened(battery(5))
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 10, resolution: 'fast' })
    await dmm.configureTrigger({ samples: 5 })
    const readings = await dmm.read()
    expect(readings).toHaveLength(5)
    for (const reading of readings) {
      expect(reading).toMatchObject({ unit: 'V', source: { instrument: 'dmm', function: 'dc-voltage', range: 10 } })
      expect(reading.value).toBeCloseTo(5, 1)
      expect(reading.uncertainty?.components?.[0]?.name).toContain('accuracy of the slow rate')
    }
  })

  it('leaves the range out on autorange', async () => {
    await using meter = await opened(resistor(470))
    await meter.dmm.configure('resistance')
    const [reading] = await meter.dmm.read()
    expect(reading?.source).toEqual({ instrument: 'dmm', function: 'resistance' })
    expect(await meter.dmm.configuration()).toEqual({ function: 'resistance', autoRange: true, resolution: 'slow' })
    await meter.dmm.configure('resistance', { range: 1e3 })
    expect(await meter.dmm.configuration()).toEqual({ function: 'resistance', autoRange: false, range: 1e3, resolution: 'slow' })
  })

  it.each([
    ['four-wire-resistance', { range: 100 }, { range: 100, autoRange: false }], ['capacitance', {}, { autoRange: true }],
    ['frequency', { range: 1, aperture: 0.1 }, { autoRange: false }], ['current-frequency', { range: 0.1 }, { autoRange: false }],
    ['temperature', {}, { autoRange: false }], ['continuity', {}, { autoRange: false }], ['diode', {}, { autoRange: false }],
  ] as const)('knows that the meter is set to %s', async (name, options, shown) => {
    await using meter = await opened()
    await meter.dmm.configure(name, options)
    expect(await meter.dmm.configuration()).toEqual({ function: name, ...shown })
    expect(await meter.dmm.read()).toHaveLength(1)
  })

  it('of a temperature is in °C', async () => {
    await using meter = await opened([], { options: { temperature: -20 } })
    await meter.dmm.scpi.set({ temperatureUnit: 'kelvin' })
    await meter.dmm.configure('temperature')
    const [reading] = await meter.dmm.read()
    expect(reading).toMatchObject({ unit: '°C', value: expect.closeTo(-20, 0) })
  })
})

describe('triggering', () => {
  it('waits for the bus', async () => {
    await using meter = await opened(battery(2))
    const { dmm } = meter
    await dmm.configureTrigger({ source: 'bus', samples: 2 })
    await dmm.initiate()
    await expect(dmm.initiate()).rejects.toMatchObject({ number: -213 })
    await dmm.trigger()
    expect((await dmm.fetch()).map(({ value }) => value)).toEqual([expect.closeTo(2, 2), expect.closeTo(2, 2)])
    await expect(dmm.trigger()).rejects.toMatchObject({ number: -211 })
  })

  it('ends with abort', async () => {
    await using meter = await opened(battery(2))
    await meter.dmm.configureTrigger({ source: 'external' })
    await meter.dmm.initiate()
    await meter.dmm.abort()
    await expect(meter.dmm.trigger()).rejects.toMatchObject({ number: -211 })
  })

  it('is at rest when the meter is made safe', async () => {
    await using meter = await opened(battery(2))
    await meter.dmm.configureTrigger({ source: 'bus' })
    await meter.dmm.initiate()
    expect(await meter.dmm.makeSafe()).toEqual({ actions: ['measuring stopped'], verified: true })
    await expect(meter.dmm.trigger()).rejects.toMatchObject({ number: -211 })
  })

  it('says that there is nothing to fetch', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(2), { clock })
    const outcome = meter.dmm.fetch().catch((reason: unknown) => reason)
    await clock.runUntilIdle()
    expect(await outcome).toBeInstanceOf(TimeoutError)
    expect(await outcome).toMatchObject({ message: expect.stringContaining('-230') })
  })
})

describe('the memory', () => {
  it('takes samples at the pace of the meter, for as long as it takes', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(2), { clock, options: { timing: 'realistic' } })
    const recording = meter.dmm.record(100)
    await clock.advance(60_000)
    let settled = false
    void recording.then(() => { settled = true })
    await clock.advance(10_000)
    expect(settled).toBe(false)
    await clock.runUntilIdle()
    expect(await recording).toHaveLength(100)
  })

  it('is full with 5000', async () => {
    await using meter = await opened(battery(2))
    expect(await meter.dmm.record(5000)).toHaveLength(5000)
  })

  it('is given up with the signal, and the meter stops before it is asked again', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(2), { clock, options: { timing: 'realistic' } })
    const stop = new AbortController()
    const recording = meter.dmm.record(1000, { signal: stop.signal }).catch((reason: unknown) => reason)
    await clock.advance(5000)
    const reason = new Error('enough')
    stop.abort(reason)
    await clock.advance(1000)
    expect(await recording).toBe(reason)
    expect(await meter.dmm.scpi.query('STAT:OPER:COND?')).toBe('+0')
  })
})

describe('the secondary display', () => {
  it('adds a reading to each sample', async () => {
    await using meter = await opened(battery(3))
    const { dmm } = meter
    await dmm.configure('dc-voltage', { range: 10 })
    expect(await dmm.secondaryDisplay.function()).toBeUndefined()
    await dmm.secondaryDisplay.configure('ac-voltage', { range: 1, resolution: 'fast' })
    expect(await dmm.secondaryDisplay.function()).toBe('ac-voltage')
    expect(await dmm.scpi.get('secondaryAcVoltageResolution')).toBe(3e-5)
    await dmm.configureTrigger({ samples: 3 })
    const samples = await dmm.readBoth()
    expect(samples).toHaveLength(3)
    for (const { primary, secondary } of samples) {
      expect(primary).toMatchObject({ value: expect.closeTo(3, 2), source: { function: 'dc-voltage' } })
      expect(secondary).toMatchObject({ value: expect.closeTo(0, 1), source: { function: 'ac-voltage' } })
    }
    expect(await dmm.read()).toHaveLength(3)
    expect(await dmm.fetchBoth()).toHaveLength(3)
  })

  it('shows a frequency of the current', async () => {
    await using meter = await opened(battery(3))
    await meter.dmm.secondaryDisplay.configure('current-frequency', { aperture: 0.1 })
    expect(await meter.dmm.secondaryDisplay.function()).toBe('current-frequency')
  })

  it('refuses a pair that does not go together, and goes off with the reset', async () => {
    await using meter = await opened(battery(3))
    await expect(meter.dmm.secondaryDisplay.configure('resistance')).rejects.toMatchObject({ number: -221 })
    await meter.dmm.secondaryDisplay.configure('dc-current')
    await meter.dmm.reset()
    expect(await meter.dmm.secondaryDisplay.function()).toBeUndefined()
    expect((await meter.dmm.readBoth())[0]).not.toHaveProperty('secondary')
  })
})

describe('answers that cannot be', () => {
  const hello = { send: '*IDN?', reply: 'Keysight Technologies,EDU34450A,MY60012345,01.00-01.00' }
  const context = {
    send: ':CONF?;:SAMP:COUN?;:TRIG:DEL?;:CALC:STAT?;:CALC:FUNC?', reply: '"VOLT +1.000000E+01,+1.500000E-06";+2;+0.0;0;NULL',
  }
  const read = async (exchanges: readonly { readonly send: string; readonly reply: string }[]): Promise<unknown> => {
    const connection = scriptedConnection([hello, ...exchanges])
    const dmm: Edu34450a = await edu34450a.open({ connection, alias: 'dmm' })
    return dmm.read().catch((reason: unknown) => reason)
  }

  it('are protocol errors', async () => {
    expect(
      await read([context, { send: ':VOLT:DC:RANG:AUTO?', reply: '0' }, { send: 'READ?', reply: '+1.0E+00,+2.0E+00,+3.0E+00' }]),
    ).toMatchObject({
      message: 'dmm answered 3 numbers for 2 samples: neither one nor two displays.',
    })
    const nonsense = await read([{ ...context, reply: '"WATT 5";1;0;0;NULL' }])
    expect(nonsense).toBeInstanceOf(ProtocolError)
    expect(nonsense).toMatchObject({ message: expect.stringContaining('names no function') })
  })
})
