import { describe, expect, it } from 'vitest'
import { DeviceError, numberFor } from '../../src/device/index.ts'
import { generatorDeclarations, generatorDevice } from '../support/generator.ts'
import { Client } from './sample-device.ts'

type Extra = Parameters<typeof generatorDevice>[0]

function client(extra?: Extra): Client {
  return new Client(generatorDevice(extra))
}

function entries(from: Client): string[] {
  const found = from.device.errors.entries.map(({ number, text }) => `${number} ${text}`)
  from.device.errors.clear()
  return found
}

describe('a range that other settings decide, on the device', () => {
  it('answers MIN, MAX and DEF of the moment, channel by channel', () => {
    const generator = client()
    generator.send('SOUR2:FUNC RAMP;:SYST:DOUB ON')
    expect(generator.ask('FREQ? MAX;:SOUR2:FREQ? MAX')).toBe('+4.00000000E+07;+4.00000000E+05')
    expect(generator.ask('VOLT? MAX;:OUTP1:LOAD INF;:VOLT? MAX')).toBe('+1.00000000E+01;+2.00000000E+01')
    expect(generator.ask('FREQ? MIN;:FREQ? DEF')).toBe('+1.00000000E-06;+1.00000000E+03')
  })

  it('takes MAX for what it is now', () => {
    const generator = client()
    generator.send('FUNC RAMP;:FREQ MAX;:SOUR2:FREQ MAX')
    expect([generator.device.get('frequency', 1), generator.device.get('frequency', 2)]).toEqual([200e3, 20e6])
  })

  it('refuses one step outside and keeps the old value', () => {
    const generator = client()
    generator.send('FUNC RAMP;:FREQ 200000')
    generator.send('FREQ 200000.1')
    expect(entries(generator)).toEqual(['-222 Data out of range'])
    expect(generator.device.get('frequency', 1)).toBe(200e3)
  })

  it('is what handlers ask the device for', () => {
    const device = generatorDevice()
    const { frequency } = generatorDeclarations
    device.set('waveform', 'ramp', 2)
    expect(device.rangeOf(frequency.parameter, 2)).toEqual({ min: 1e-6, max: 200e3, default: 1000 })
    expect(device.rangeOf(frequency.parameter)).toBeUndefined()
    expect(numberFor(frequency.parameter, 'MAX', 2, device)).toBe(200e3)
    expect(() => numberFor(frequency.parameter, 1e6, 2, device)).toThrow(DeviceError)
    expect(numberFor(frequency.parameter, 1e6, 2)).toBe(1e6)
  })
})

describe('a device that clips', () => {
  it.each([
    ['FREQ 1E9', 'frequency', 20e6, 'upper'], ['FREQ 0', 'frequency', 1e-6, 'lower'], ['COUN 10.6', 'count', 10, 'upper'],
    ['FREQ 1E38', 'frequency', 20e6, 'upper'],
  ])('takes the nearest bound for %s and says so', (command, name, value, bound) => {
    const generator = client({ outOfRange: 'clip' })
    generator.send(command)
    expect(entries(generator)).toEqual([`-222 Data out of range;value clipped to ${bound} limit`])
    expect(generator.device.get(name, name === 'count' ? undefined : 1)).toBe(value)
  })

  it('says nothing for a value inside, and refuses what is no number', () => {
    const generator = client({ outOfRange: 'clip' })
    generator.send('FREQ 20E6')
    expect(entries(generator)).toEqual([])
    generator.send('FREQ NAN')
    generator.send('FREQ FOO')
    expect(entries(generator)).toEqual(['-222 Data out of range', '-224 Illegal parameter value'])
    expect(generator.device.get('frequency', 1)).toBe(20e6)
  })

  it('says it in its own words', () => {
    const generator = client({
      outOfRange: 'clip', clipError: (name, bound, channel) => new DeviceError(-221, `Settings conflict;${name} ${channel} ${bound}`),
    })
    generator.send('SOUR2:VOLT 50')
    expect(entries(generator)).toEqual(['-221 Settings conflict;amplitude 2 upper'])
  })

  it('says it for each command anew', () => {
    const generator = client({ outOfRange: 'clip' })
    for (const command of ['FREQ 1E9', 'FREQ 1E3', 'FREQ 1E9']) generator.send(command)
    expect(generator.errors()).toEqual([-222, -222])
  })
})

describe('a device that coerces', () => {
  it('takes the nearest bound and says nothing', () => {
    const generator = client({ outOfRange: 'coerce' })
    generator.send('FREQ 1E9;:SOUR2:PHAS -400')
    expect(entries(generator)).toEqual([])
    expect([generator.device.get('frequency', 1), generator.device.get('phase', 2)]).toEqual([20e6, -360])
  })
})

describe('a format of the instrument', () => {
  const formatNumber = (name: string, value: number): string | undefined =>
    (name === 'phase' ? undefined : `<${value === Infinity ? '9.9E+37' : value}>`)

  it('holds for values and bounds of settings without a format of their own', () => {
    const generator = client({ formatNumber })
    expect(generator.ask('FREQ?;:FREQ? MAX;:COUN?;:PHAS?')).toBe('<1000>;<20000000>;+1;+0.00000000E+00')
    generator.send('OUTP1:LOAD INF')
    expect(generator.ask('OUTP1:LOAD?')).toBe('<9.9E+37>')
  })
})
