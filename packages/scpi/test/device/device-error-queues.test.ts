import { describe, expect, it } from 'vitest'
import { Client, sampleDevice } from './sample-device.ts'

function clients(extra: Parameters<typeof sampleDevice>[0] = { errorQueue: 'per-link' }): [Client, Client] {
  const device = sampleDevice(extra)
  return [new Client(device), new Client(device)]
}

const none = '+0,"No error"'

describe('an error queue for each link', () => {
  it('has the errors of its own commands only, in their order', () => {
    const [one, other] = clients()
    one.send('VOLT 99')
    other.send('FOO')
    one.send('BAR')
    expect(one.ask('SYST:ERR:COUN?')).toBe('+2')
    expect(other.ask('SYST:ERR?')).toBe('-113,"Undefined header"')
    expect(other.ask('SYST:ERR?')).toBe(none)
    expect(one.ask('SYST:ERR:ALL?')).toBe('-222,"Data out of range",-113,"Undefined header"')
    expect(one.ask('SYST:ERR?')).toBe(none)
  })

  it('is followed by what belongs to no link, which the first that asks takes', () => {
    const [one, other] = clients()
    one.device.addError(-240)
    one.send('VOLT 99')
    expect(one.ask('SYST:ERR?')).toBe('-222,"Data out of range"')
    expect(one.ask('SYST:ERR?')).toBe('-240,"Hardware error"')
    expect(other.ask('SYST:ERR?')).toBe(none)
  })

  it('takes what a hook reports for a command, and what the link itself finds wrong', () => {
    const [one, other] = clients({ errorQueue: 'per-link', onSet: (_name, _channel, _value, device) => device.addError(-221) })
    one.send('VOLT 1')
    one.send('VOLT?')
    one.send('CURR?')
    expect(one.ask('SYST:ERR:COUN?')).toBe('+3')
    expect(other.ask('SYST:ERR:COUN?')).toBe('+0')
  })

  it('is cleared by its own *CLS', () => {
    const [one, other] = clients()
    one.send('FOO')
    other.send('FOO')
    one.send('*CLS')
    expect([one.ask('SYST:ERR:COUN?'), other.ask('SYST:ERR:COUN?')]).toEqual(['+0', '+1'])
  })

  it('overflows alone, and sets the bit in the status byte of its own link', () => {
    const [one, other] = clients({ errorQueue: 'per-link', errorQueueDepth: 2 })
    for (let count = 0; count < 4; count += 1) one.send('FOO')
    other.send('FOO')
    expect(one.ask('SYST:ERR:ALL?')).toBe('-113,"Undefined header",-350,"Queue overflow"')
    expect([one.link.statusByte() & 4, other.link.statusByte() & 4]).toEqual([0, 4])
  })

  it('is one for all where nothing else is declared', () => {
    const [one, other] = clients({})
    one.send('FOO')
    expect(other.ask('SYST:ERR?')).toBe('-113,"Undefined header"')
    expect(one.ask('SYST:ERR?')).toBe(none)
  })
})
