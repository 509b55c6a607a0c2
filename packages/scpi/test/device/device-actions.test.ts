import { action, perChannel } from '@lab/scpi'
import { defineDevice, DeviceError, numberFor, type DeviceCall } from '@lab/scpi/device'
import { describe, expect, it } from 'vitest'
import { Client, declarations, identity, sampleClient } from './sample-device.ts'

describe('an action', () => {
  it('gets the channels of its list, or the default one', () => {
    const asked: unknown[] = []
    const client = sampleClient({ handlers: { measure: ({ channels }) => { asked.push(channels); return '+1' } } })
    client.ask('MEAS:VOLT? (@3,1)')
    client.ask('MEAS:VOLT?')
    expect(asked).toEqual([[3, 1], [1]])
  })

  it('gets its parameters as values, undefined where an optional one was left out', () => {
    const calls: DeviceCall[] = []
    const client = sampleClient({ handlers: { apply: (call) => { calls.push(call) } } })
    client.send('APPL 2,5 V')
    client.send('APPL 3')
    expect(calls.map(({ parameters }) => parameters)).toEqual([[2, 5], [3, undefined]])
  })

  it('gets MIN and MAX as words where only a channel would tell the range', () => {
    const range = perChannel({ 1: { min: 0, max: 6 } })
    const levels: unknown[] = []
    const client = sampleClient({
      handlers: {
        apply: ({ parameters: [channel, level] }) => {
          levels.push(level, numberFor({ kind: 'number', unit: 'V', range }, level, Number(channel)))
        },
      },
    })
    client.send('APPL 1,MAXIMUM')
    expect(levels).toEqual(['MAX', 6])
  })

  it('may be queried without its parameters', () => {
    expect(sampleClient().ask('APPL?')).toBe('","')
  })

  it.each([
    ['APPL', -109], ['APPL 1,2,3', -108], ['APPL 4', -222], ['APPL FOO', -224], ['APPL 1,2,(@1)', -108], ['MEAS:VOLT', -113],
    ['MEAS:VOLT? (@4)', -222],
    ['MEAS:VOLT? CH2', -224],
  ])('refuses %s with %i', (message, number) => {
    const client = sampleClient()
    client.send(message)
    expect(client.errors()).toEqual([number])
  })

  it('may answer bytes, which are sent as they are', () => {
    expect(sampleClient().ask('DATA:DUMP?;:MODE?')).toBe('#13;\n\u00ff;FIX')
  })

  it('may fail with an error of its own', () => {
    const measure = (): never => { throw new DeviceError(735, 'Cannot change while trigger is initiated') }
    const client = sampleClient({ handlers: { measure } })
    expect(client.ask('MEAS:VOLT?')).toBeUndefined()
    expect(client.ask('SYST:ERR?;*ESR?')).toBe('+735,"Cannot change while trigger is initiated";+136')
  })

  it('that breaks gives a system error with what happened', () => {
    const client = sampleClient({ handlers: { measure: () => { throw new Error('division by zero') } } })
    client.send('MEAS:VOLT?')
    expect(client.ask('SYST:ERR?')).toBe('-310,"System error;Error: division by zero"')
  })

  it('answers nothing when it was a command', () => {
    const client = sampleClient({ handlers: { apply: () => 'unasked' } })
    expect(client.ask('APPL 1')).toBeUndefined()
  })

  it('without a handler keeps the device from being made', () => {
    expect(() => defineDevice({ identity, commands: declarations, handlers: { measure: () => '', dump: () => '' } }))
      .toThrow('no handler for apply')
  })

  it('that is a common command needs no handler, but may have one', () => {
    const trigger = action({ header: '*TRG', form: 'command', effect: { kind: 'triggers' }, description: 'Triggers.' })
    const commands = { trigger }
    expect(new Client(defineDevice({ identity, commands })).ask('*TRG;SYST:ERR?')).toBe('-211,"Trigger ignored"')
    let fired = 0
    new Client(defineDevice({ identity, commands, handlers: { trigger: () => { fired += 1 } } })).send('*TRG')
    expect(fired).toBe(1)
  })

  it('gets the numbers of its header', () => {
    const route = action({ header: 'ROUTe<n>:TO<n>', form: 'command', effect: { kind: 'none' }, description: 'Routes.' })
    const seen: unknown[] = []
    const handlers = { route: ({ suffixes }: DeviceCall) => { seen.push(suffixes) } }
    const client = new Client(defineDevice({ identity, commands: { route }, handlers }))
    client.send('ROUT2:TO5;:ROUT:TO')
    expect(seen).toEqual([[2, 5], [1, 1]])
  })
})

describe('declarations that answer to the same header', () => {
  it('keep the device from being made', () => {
    const none = { kind: 'none' } as const
    const commands = {
      one: action({ header: 'READ[:NOW]', form: 'query', effect: none, description: 'One.' }),
      two: action({ header: 'READ', form: 'query', effect: none, description: 'Two.' }),
    }
    const handlers = { one: () => '1', two: () => '2' }
    expect(() => defineDevice({ identity, commands, handlers })).toThrow('cannot be told apart')
  })
})
