import { SettingError, TimeoutError } from '@lab/core'
import { virtualClock } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { opened } from './opened-meter.ts'
import { battery, Meter, resistor } from './simulator-meter.ts'

describe('two tasks on one meter', () => {
  it('get readings of their own functions, also at a speed that takes several messages', async () => {
    await using meter = await opened(resistor(1000))
    const { dmm } = meter
    const volts = Array.from({ length: 20 }, () => dmm.measureDcVoltage({ range: 10, resolution: 'fast' }))
    const ohms = Array.from({ length: 20 }, () => dmm.measureResistance({ range: 1000, resolution: 'medium' }))
    for (const reading of await Promise.all(volts)) expect(reading).toMatchObject({ unit: 'V', value: expect.closeTo(0, 1) })
    for (const reading of await Promise.all(ohms)) expect(reading).toMatchObject({ unit: 'Ω', value: expect.closeTo(1000, -1) })
  })

  it('do not read while another one configures', async () => {
    await using meter = await opened(battery(3))
    const { dmm } = meter
    const [, readings] = await Promise.all([dmm.configure('dc-voltage', { range: 10, resolution: 'fast' }), dmm.read()])
    expect(readings[0]).toMatchObject({ value: expect.closeTo(3, 1), source: { range: 10 } })
  })
})

describe('a meter that is slow', () => {
  it('is waited for longer than five seconds', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(3), { clock })
    meter.bench.inject('dmm', { kind: 'delay-reply', delayMs: 9000 })
    const reading = meter.dmm.measureAcVoltage()
    await clock.runUntilIdle()
    expect((await reading).unit).toBe('V')
  })

  it('is not waited for longer than the script says, and the next reading is its own', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(3), { clock })
    meter.bench.inject('dmm', { kind: 'delay-reply', delayMs: 9000 })
    const late = meter.dmm.measureTemperature({ timeoutMs: 500 }).catch((reason: unknown) => reason)
    await clock.runUntilIdle()
    expect(await late).toBeInstanceOf(TimeoutError)
    expect((await meter.dmm.measureDcVoltage()).value).toBeCloseTo(3, 2)
  })

  it('is given the time that its samples take', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(3), { clock, options: { timing: 'realistic' } })
    await meter.dmm.configureTrigger({ samples: 40, delay: 5 })
    const readings = meter.dmm.read()
    await clock.advance(30_000)
    await clock.advance(10_000)
    expect(await readings).toHaveLength(40)
  })
})

describe('whoever else uses the meter', () => {
  it('may have left errors: they are not taken for those of a measurement', async () => {
    await using meter = await opened(battery(3))
    await meter.dmm.scpi.write('NONSENSE')
    expect((await meter.dmm.measureDcVoltage()).value).toBeCloseTo(3, 2)
  })

  it('may have switched on a calculation: a measurement is not calculated with', async () => {
    await using meter = await opened(battery(3))
    await meter.dmm.calculation.null({ offset: 1 })
    expect((await meter.dmm.measureDcVoltage()).value).toBeCloseTo(3, 2)
  })

  it('may be initiated: a reading says what is wrong', async () => {
    const clock = virtualClock()
    await using meter = await opened(battery(3), { clock })
    await meter.dmm.configureTrigger({ source: 'bus' })
    await meter.dmm.initiate()
    const outcome = meter.dmm.read({ timeoutMs: 1000 }).catch((reason: unknown) => reason)
    await clock.runUntilIdle()
    expect(await outcome).toMatchObject({ name: 'TimeoutError' })
  })
})

describe('restoring', () => {
  it.each([
    [{ nullOffset: 2e8 }], [{ noSuchSetting: 1 }], [{ sampleCount: 0 }], [{ function: 'power' }], [{ triggerDelay: Number.NaN }],
  ])('%j is refused before anything is sent', async (snapshot) => {
    await using meter = await opened(battery(3))
    await expect(meter.dmm.restore(snapshot)).rejects.toBeInstanceOf(SettingError)
    expect(meter.sent.filter((message) => !message.includes('?'))).toEqual([])
  })
})

describe('odd options', () => {
  const odd = (value: unknown): never => value as never

  it.each<[string, (dmm: Awaited<ReturnType<typeof opened>>['dmm']) => Promise<unknown>]>([
    ['a misspelt range', (dmm) => dmm.measureDcVoltage(odd({ rnage: 10 }))],
    ['a range in words', (dmm) => dmm.measureDcVoltage({ range: odd('10 V') })],
    ['a range of another function', (dmm) => dmm.measureAcVoltage({ range: 1000 })],
    ['no range at all', (dmm) => dmm.measureDcCurrent({ range: Number.NaN })],
    ['a speed there is not', (dmm) => dmm.measureResistance({ resolution: odd('superfast') })],
    ['a range of frequencies', (dmm) => dmm.measureFrequency(odd({ range: 10 }))],
    ['no snapshot', (dmm) => dmm.restore(odd(null))],
  ])('%s is refused, and nothing is sent', async (_, use) => {
    await using meter = await opened(battery(3))
    meter.sent.length = 0
    await expect(Promise.resolve().then(() => use(meter.dmm))).rejects.toBeInstanceOf(SettingError)
    expect(meter.sent).toEqual([])
  })
})

describe('odd messages', () => {
  const odd: readonly (readonly [message: string, answer: string | undefined, number: number])[] = [
    ['CONF:VOLT:DC 10;RANG?', undefined, -113],
    ['CONF:SEC:VOLT:DC', undefined, -221],
    ['MEAS:SEC:RES?', undefined, -221],
    ['CONF:FREQ 50,', undefined, -109],
    ['CONF:VOLT:DC INF', undefined, -222],
    ['CONF:VOLT:DC NAN', undefined, -222],
    ['CONF:VOLT:DC? 10', undefined, -113],
    ['FUNC? MAX', undefined, -108],
    ['FUNC "VOLT;*RST"', undefined, -224],
    ['FUNC "VOLT:DC","CURR"', undefined, -108],
    ['SENS:SEC:PRIM:VOLT:RANG?', undefined, -113],
    ['PRIM:SENS:VOLT:RANG?', undefined, -113],
    ['TRIG:SOUR BUS;:INIT;:CONF:VOLT:DC;*TRG', undefined, -211],
    ['VOLT:RANG MAX;RANG?;:VOLT:RANG:AUTO?', '+1.00000000E+03;0', 0],
    ['VOLT:RANG? MIN;RANG? DEF', '+1.00000000E-01;+1.00000000E+01', 0],
    ['VOLT:RANG 1000MV;RANG?', '+1.00000000E+00', 0],
    ['SAMP:COUN 1E3;COUN? MAX', '+5000', 0],
    ['CALC:STAT 1;FUNC NULL;STAT?', '0', 0],
    ['conf:volt:dc 1e1;:conf?', '"VOLT +1.000000E+01,+1.500000E-06"', 0],
    ['CONF:VOLT:AC;:CONF:SEC:VOLT:DC;:CONF:RES;:SEC:FUNC?', '""', 0],
    ['FUNC "FREQ:ACI";:CONF?', '"FREQ:ACI"', 0],
    ['LOG ON;:LOG ON;:LOG?;:LOG OFF;:LOG OFF;:LOG?', '1;0', 0],
    ['*RST;*CLS;*OPC?', '1', 0],
    ['STAT:QUES:ENAB 65535;ENAB?', '+32767', 0],
    ['SYST:COMM:LAN:HOST?;IPAD?', '"K-34450A-00002";"192.168.10.1"', 0],
    ['DISP:TEXT "";:DISP:TEXT?', '""', 0],
    ['CONF:CAP 1 NF;:CONF?', '"CAP 1.000000E-09"', 0],
    ['CALC:LIM:LOW 5;UPP 3;:CALC:LIM:LOW?;UPP?', '+5.00000000E+00;+3.00000000E+00', 0],
    ['SEC:FUNC "VOLT:AC;*RST"', undefined, -224],
    ['', undefined, 0],
  ]

  it.each(odd)('%s', (message, answer, number) => {
    const meter = new Meter(battery(1.5))
    expect(meter.ask(message)).toBe(answer)
    expect(meter.error()).toBe(number)
  })
})
