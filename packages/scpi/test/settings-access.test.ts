import { ProtocolError, SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { numberSetting, type Setting } from '../src/declarations.ts'
import { scpiLink, type ScpiLink } from '../src/link.ts'
import { MemoryConnection } from './support/memory-connection.ts'
import { supply, type supplyDeclarations } from './support/supply.ts'

function rig(replies: Readonly<Record<string,
  string>> = {}): { link: ScpiLink<typeof supplyDeclarations>; connection: MemoryConnection } {
  const connection = new MemoryConnection({
    onMessage: (message, wire) => { if (message.includes('?')) wire.reply(replies[message] ?? '0') },
  })
  return { connection, link: scpiLink({ alias: 'psu', connection, commands: supply, errorCheck: 'off' }) }
}

async function settingError(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(() => undefined, (reason: unknown) => reason)
  expect(error).toBeInstanceOf(SettingError)
  return error instanceof Error ? error.message : ''
}

describe('set', () => {
  it('compiles values in the order given into one message', async () => {
    const { link, connection } = rig()
    await link.set({ currentLimit: 0.1, voltage: 1e-7 }, { channel: 2 })
    await link.set({ voltage: 5, voltageMode: 'step', output: true }, { channel: 1 })
    await link.set({ tracking: false, label: 'a "b"', selected: 'P30V' })
    expect(connection.sent).toEqual([
      ':CURR 0.1,(@2);:VOLT 1E-7,(@2)', ':VOLT 5,(@1);:VOLT:MODE STEP,(@1);:OUTP ON,(@1)',
      ':OUTP:TRAC OFF;:DISP:LAB "a ""b""";:INST P30V',
    ])
  })

  it('sends nothing for no values', async () => {
    const { link, connection } = rig()
    await link.set({}, { channel: 1 })
    expect(connection.sent).toEqual([])
  })

  it('names setting, range, unit, instrument and channel, and clips nothing', async () => {
    const { link, connection } = rig()
    const message = await settingError(link.set({ voltage: 6.5 }, { channel: 1 }))
    expect(message).toBe('voltage 6.5 V is outside 0 … 6.18 V of psu channel 1; nothing was sent.')
    await link.set({ voltage: 6.5 }, { channel: 2 })
    expect(connection.sent).toEqual([':VOLT 6.5,(@2)'])
  })

  it('refuses all values when one is wrong', async () => {
    const { link, connection } = rig()
    await settingError(link.set({ voltage: 1, currentLimit: 99 }, { channel: 1 }))
    expect(connection.sent).toEqual([])
  })

  it.each([
    ['NaN', { voltage: Number.NaN }, 'voltage NaN is not a finite number'],
    ['infinity', { voltage: Infinity }, 'voltage Infinity is not a finite number'],
    ['a string for a number', { voltage: '5' }, 'voltage "5" is not a finite number'],
    ['another word', { voltageMode: 'ramp' }, 'voltageMode "ramp" is not one of fixed, step'],
    ['an inherited word', { voltageMode: 'toString' }, 'is not one of fixed, step'],
    ['a number for a switch', { output: 1 }, 'output 1 is neither true nor false'],
    ['what can only be read', { tripped: true }, 'tripped of psu can only be read'],
    ['an unknown setting', { volts: 1 }, 'psu has no setting "volts"'],
    ['an action', { initiate: true }, 'psu has no setting "initiate"'],
    ['a setting of the whole instrument', { tracking: true }, 'tracking belongs to psu as a whole, not to channel 1'],
  ])('refuses %s', async (_, values, problem) => {
    const { link, connection } = rig()
    expect(await settingError(link.set(values as object, { channel: 1 }))).toContain(problem)
    expect(connection.sent).toEqual([])
  })

  it('refuses a fraction where a whole number is needed, and a text that is too long', async () => {
    const { link } = rig()
    expect(await settingError(link.set({ selectedNumber: 1.5 }))).toContain('is not a whole number')
    expect(await settingError(link.set({ label: 'thirteen long' }))).toContain('13 characters, more than the 12')
  })

  it('refuses a missing or unknown channel', async () => {
    const { link } = rig()
    expect(await settingError(link.set({ voltage: 1 }))).toBe('voltage needs a channel; channels of psu with it: 1, 2, 3.')
    expect(await settingError(link.set({ voltage: 1 }, { channel: 4 }))).toContain('psu channel 4 has no voltage')
  })
})

describe('get', () => {
  it('reads every kind of value', async () => {
    const { link } = rig({
      ':VOLT? (@2)': '+1.25000000E+00', ':OUTP? (@1)': '1', ':VOLT:MODE? (@1)': 'STEP', ':DISP:LAB?': '"a ""b"", c"',
      ':INST?': 'P30V',
    })
    expect(await link.get('voltage', { channel: 2 })).toBe(1.25)
    expect(await link.get('output', { channel: 1 })).toBe(true)
    expect(await link.get('output', { channel: 3 })).toBe(false)
    expect(await link.get('voltageMode', { channel: 1 })).toBe('step')
    expect(await link.get('label')).toBe('a "b", c')
    expect(await link.get('selected')).toBe('P30V')
  })

  it('names command and reply when the reply is of another kind', async () => {
    const { link } = rig({ ':VOLT? (@1)': 'hello', ':VOLT:MODE? (@1)': 'RAMP', ':OUTP? (@1)': 'X', ':VOLT? (@2)': '1,2' })
    await expect(link.get('voltage', { channel: 1 })).rejects
      .toThrow('psu answered ":VOLT? (@1)" with "hello", which is not a number')
    await expect(link.get('voltageMode', { channel: 1 })).rejects.toThrow('which is not one of FIXed, STEP')
    await expect(link.get('output', { channel: 1 })).rejects.toThrow('which is not 0 or 1')
    await expect(link.get('voltage', { channel: 2 })).rejects.toThrow('2 values where 1 were expected')
    await expect(link.get('voltage', { channel: 1 })).rejects.toBeInstanceOf(ProtocolError)
  })

  it('refuses unknown settings and channels', async () => {
    const { link, connection } = rig()
    await settingError(link.get('voltage', { channel: 9 }))
    await settingError(link.get('tracking', { channel: 1 }))
    expect(connection.sent).toEqual([])
  })
})

describe('snapshot', () => {
  it('reads every declared setting by queries, by channel where there are channels', async () => {
    const three = '1,2,3'
    const { link, connection } = rig({
      ':VOLT? (@1,2,3)': three, ':VOLT:TRIG? (@1,2,3)': three, ':CURR? (@1,2,3)': three, ':VOLT:MODE? (@1,2,3)': 'FIX,STEP,FIX',
      ':OUTP? (@1,2,3)': '0,1,0', ':OUTP:PON:STAT?': 'RST', ':INST?': 'P6V', ':INST:NSEL?': '1', ':DISP:LAB?': '"x"',
      ':VOLT:PROT:TRIP? (@1,2,3)': '0,0,0',
    })
    const snapshot = await link.snapshot()
    expect(snapshot).toMatchObject({
      'voltage@1': 1, 'voltage@3': 3, 'voltageMode@2': 'step', 'output@2': true, tracking: false, selected: 'P6V', label: 'x',
      display: false,
    })
    expect(connection.sent.every((message) => message.includes('?'))).toBe(true)
    expect(Object.keys(snapshot)).toHaveLength(6 * 3 + 6)
  })
})

describe('settings addressed by a suffix of their header, and blocks', () => {
  const gain = numberSetting({ header: 'SENSe<n>:GAIN', channels: [1, 2], range: { min: 0, max: 9 }, description: 'Gain.' })
  const wave: Setting<{ readonly kind: 'block' }> = { kind: 'setting', header: 'DATA', parameter: { kind: 'block' },
    description: 'Data.' }
  const commands = defineCommands({ gain, wave })

  it('put the channel there', async () => {
    const connection = new MemoryConnection({ onMessage: (message, wire) => { if (message.includes('?')) wire.reply('3;4') } })
    const link = scpiLink({ alias: 'amp', connection, commands: defineCommands({ gain }), errorCheck: 'off' })
    await link.set({ gain: 2 }, { channel: 2 })
    expect(await link.snapshot()).toEqual({ 'gain@1': 3, 'gain@2': 4 })
    expect(connection.sent).toEqual([':SENS2:GAIN 2', ':SENS1:GAIN?;:SENS2:GAIN?'])
  })

  it('are written and read as they are', async () => {
    const connection = new MemoryConnection({ onMessage: (message,
      wire) => { if (message.includes('?')) wire.reply('#13\x00\n\xff') } })
    const link = scpiLink({ alias: 'amp', connection, commands, errorCheck: 'off' })
    await link.set({ wave: Uint8Array.of(0, 10, 255) })
    expect(connection.sent).toEqual([':DATA #13\x00\n\xff'])
    expect([...await link.get('wave')]).toEqual([0, 10, 255])
  })
})
