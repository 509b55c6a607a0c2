import { InstrumentError, SettingError } from '@lab/core'
import { scriptedConnection, type ScriptedExchange } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu34450a, type Edu34450a } from '../src/index.ts'
import { opened } from './opened-meter.ts'
import { battery, loop, resistor } from './simulator-meter.ts'

const hello: ScriptedExchange = { send: '*IDN?', reply: 'Keysight Technologies,EDU34450A,MY60012345,01.00-01.00' }
const noError: ScriptedExchange = { send: 'SYST:ERR?', reply: '+0, "No error"' }
const undefinedHeader: ScriptedExchange = { send: 'SYST:ERR?', reply: '-113,"Undefined header"' }

async function scripted(exchanges: readonly ScriptedExchange[], act: (dmm: Edu34450a) => Promise<unknown>): Promise<void> {
  const connection = scriptedConnection([hello, ...exchanges])
  const dmm = await edu34450a.open({ connection, alias: 'dmm' })
  await act(dmm)
  connection.done()
}

describe('the functions on the simulated bench', () => {
  it('measure what is at their terminals, in their units', async () => {
    await using meter = await opened([...resistor(1000)])
    const { dmm } = meter
    expect(await dmm.measureFourWireResistance()).toMatchObject({
      unit: 'Ω', value: expect.closeTo(1000, -1), source: { function: 'four-wire-resistance' },
    })
    expect(await dmm.measureContinuity()).toMatchObject({
      unit: 'Ω', value: expect.closeTo(1000, -1), source: { function: 'continuity' },
    })
    expect(await dmm.measureDiode()).toMatchObject({ unit: 'V', value: expect.closeTo(1, 1), source: { function: 'diode' } })
    expect(await dmm.measureFrequency()).toMatchObject({ unit: 'Hz', value: 0, source: { function: 'frequency' } })
    expect(await dmm.measureFrequency({ input: 'current' })).toMatchObject({
      unit: 'Hz', value: 0, source: { function: 'current-frequency' },
    })
    expect(await dmm.measureCapacitance({ range: 1e-6 })).toMatchObject({
      unit: 'F', source: { function: 'capacitance', range: 1e-6 },
    })
    expect(await dmm.measureTemperature()).toMatchObject({ unit: '°C', source: { function: 'temperature' } })
    expect(meter.bench.device('dmm').errors.length).toBe(0)
  })

  it('give an open resistance and a missing thermistor as overload', async () => {
    await using meter = await opened()
    for (const reading of [
      await meter.dmm.measureResistance(), await meter.dmm.measureTemperature(), await meter.dmm.measureContinuity(),
    ]) {
      expect(reading).toMatchObject({ value: Infinity, condition: 'overload' })
      expect(reading.uncertainty).toBeUndefined()
    }
  })

  it.each([
    'celsius', 'fahrenheit', 'kelvin',
  ] as const)('give temperatures in °C while the meter shows %s', async (temperatureUnit) => {
    await using meter = await opened([], { options: { temperature: 37 } })
    await meter.dmm.scpi.set({ temperatureUnit })
    expect((await meter.dmm.measureTemperature()).value).toBeCloseTo(37, 0)
  })

  it.each(['slow', 'medium', 'fast'] as const)('measure at the speed %s', async (resolution) => {
    await using meter = await opened(battery(5))
    const reading = await meter.dmm.measureDcVoltage({ resolution })
    expect(reading.value).toBeCloseTo(5, 1)
    expect((await meter.dmm.configuration()).resolution).toBe(resolution)
  })

  it('ask no more than what is needed', async () => {
    await using meter = await opened(battery(5))
    await meter.dmm.measureDcVoltage({ range: 10 })
    await meter.dmm.measureCapacitance({ range: 1e-9 })
    await meter.dmm.measureFrequency()
    expect(meter.sent).toEqual([':MEAS:VOLT:DC? 10', ':MEAS:CAP? 1e-9', ':MEAS:FREQ?'])
  })
})

describe('what the meter does not have is refused before anything is sent', () => {
  const refused: readonly (readonly [string, (dmm: Edu34450a) => Promise<unknown>, RegExp])[] = [
    ['a range between', (dmm) => dmm.measureFourWireResistance({ range: 500 }), /no four-wire-resistance range of 500 Ω/],
    ['a range of NaN', (dmm) => dmm.measureDcVoltage({ range: Number.NaN }), /range of NaN V/],
    ['a capacitance range', (dmm) => dmm.measureCapacitance({ range: 1 }), /no capacitance range of 1 F/],
    ['a range of the input', (dmm) => dmm.measureFrequency({ inputRange: 7 }), /no frequency range of 7 V/],
    [
      'a range of the current input', (dmm) => dmm.measureFrequency({ input: 'current', inputRange: 10 }),
      /no current-frequency range of 10 A/,
    ],
    ['a gate', (dmm) => dmm.measureFrequency({ aperture: 0.5 as 1 }), /gate of 0.5 s/],
    ['a speed', (dmm) => dmm.measureDcVoltage({ resolution: 'quick' as 'fast' }), /"quick" is not one of slow, medium, fast/],
    [
      'a speed of the wrong function', (dmm) => dmm.configure('temperature', { resolution: 'fast' }),
      /temperature has no resolution/,
    ],
    ['a range of a function without', (dmm) => dmm.configure('diode', { range: 1 }), /no diode range of 1 V/],
    ['a gate of another function', (dmm) => dmm.configure('resistance', { aperture: 1 }), /resistance has no gate/],
    ['a function', (dmm) => dmm.configure('inductance' as 'diode'), /does not measure "inductance"/],
    ['the name of a method', (dmm) => dmm.configure('toString' as 'diode'), /does not measure "toString"/],
    ['a secondary range', (dmm) => dmm.secondaryDisplay.configure('ac-voltage', { range: 5 }), /no ac-voltage range of 5 V/],
    ['half a sample', (dmm) => dmm.record(1.5), /1 … 5000 samples, not 1.5/],
    ['too many samples', (dmm) => dmm.record(5001), /not 5001/],
    ['too many samples for a trigger', (dmm) => dmm.configureTrigger({ samples: 5001 }), /sampleCount/],
    ['a negative delay', (dmm) => dmm.configureTrigger({ delay: -1 }), /triggerDelay/],
    ['a source', (dmm) => dmm.configureTrigger({ source: 'internal' as 'bus' }), /triggerSource/],
    ['limits the wrong way round', (dmm) => dmm.calculation.limits({ lower: 2, upper: 1 }), /lower limit 2/],
    ['limits that are none', (dmm) => dmm.calculation.limits({ lower: Number.NaN, upper: 1 }), /lower limit NaN/],
    ['a level', (dmm) => dmm.calculation.db({ reference: 201 }), /dbReference/],
    ['a resistance', (dmm) => dmm.calculation.dbm({ resistance: 49 }), /dbmReference/],
    ['a variation', (dmm) => dmm.calculation.hold({ variation: 101 }), /holdVariation/],
    ['a long text', (dmm) => dmm.panel.showText('thirteen char'), /1 to 12 printable/],
    ['an empty text', (dmm) => dmm.panel.showText(''), /1 to 12 printable/],
    ['a text with a newline', (dmm) => dmm.panel.showText('a\n*RST'), /1 to 12 printable/],
    ['an address', (dmm) => dmm.lan.configure({ address: '10.0.0.256' }), /address "10.0.0.256"/],
    ['a host name', (dmm) => dmm.lan.configure({ hostName: 'a b' }), /"a b" is no host name/],
  ]

  it.each(refused)('%s', async (_what, act, message) => {
    await using meter = await opened(battery(5))
    const error: unknown = await act(meter.dmm).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SettingError)
    expect(error).toMatchObject({ message: expect.stringMatching(message) })
    expect(meter.sent).toEqual([])
  })

  it('a null offset beyond the function that is set', async () => {
    await using meter = await opened(loop(0.1))
    await meter.dmm.configure('dc-current')
    meter.sent.length = 0
    await expect(meter.dmm.calculation.null({ offset: 3.7 })).rejects.toBeInstanceOf(SettingError)
    expect(meter.sent.filter((message) => !message.includes('?'))).toEqual([])
    await meter.dmm.calculation.null({ offset: 3.6 })
  })
})

describe('medium resolution', () => {
  const started: readonly ScriptedExchange[] = [{ send: ':CONF:VOLT:DC' }, noError]
  const ended: readonly ScriptedExchange[] = [{ send: 'READ?', reply: '+5.02010000E+00' }]
  const measure = (dmm: Edu34450a): Promise<unknown> => dmm.measureDcVoltage({ resolution: 'medium' })

  it('is the word where the meter takes it, and is not asked again', async () => {
    await scripted([
      ...started, { send: ':VOLT:RES MED' }, noError, ...ended, ...started, { send: ':VOLT:RES MED' }, noError, ...ended,
    ], async (dmm) => {
      await measure(dmm)
      await measure(dmm)
    })
  })

  it('is the number where it does not', async () => {
    await scripted([
      ...started, { send: ':VOLT:RES MED' }, { send: 'SYST:ERR?', reply: '-224,"Illegal parameter value"' }, noError,
      { send: ':VOLT:RES 2E-5' }, noError, ...ended, ...started, { send: ':VOLT:RES 2E-5' }, noError, ...ended,
    ], async (dmm) => {
      await measure(dmm)
      await measure(dmm)
    })
  })

  it('is refused where the meter takes neither', async () => {
    await scripted([
      ...started, { send: ':VOLT:RES MED' }, undefinedHeader, noError, { send: ':VOLT:RES 2E-5' }, undefinedHeader, noError,
    ], async (dmm) => {
      await expect(measure(dmm)).rejects.toBeInstanceOf(InstrumentError)
    })
  })

  it.each([
    [{}, 2e-5], [{ resolutions: 'words' }, 2e-5],
  ])('is set on the simulated meter with %j', async (options, resolution) => {
    await using meter = await opened(battery(5), { options })
    await meter.dmm.measureDcVoltage({ range: 10, resolution: 'medium' })
    expect(await meter.dmm.scpi.get('dcVoltageResolution')).toBe(resolution)
  })
})

describe('the meter on the wire', () => {
  it('that shows a second value gives the first', async () => {
    await scripted([{ send: ':MEAS:VOLT:DC?', reply: '+1.50000000E+00,+2.00000000E-03' }], async (dmm) => {
      expect(await dmm.measureDcVoltage()).toMatchObject({ value: 1.5 })
    })
  })

  it('is asked for the error queue after CONFigure: a refused one leaves the old function', async () => {
    await scripted([
      { send: ':CONF:CURR:DC 3' }, { send: 'SYST:ERR?', reply: '-222,"Data out of range"' }, noError,
    ], async (dmm) => {
      await expect(dmm.configure('dc-current', { range: 3 })).rejects.toMatchObject({ number: -222, command: ':CONF:CURR:DC 3' })
    })
  })
})
