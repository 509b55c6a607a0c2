import { SettingError } from '@lab/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { action, numberSetting, type Declarations } from '../src/declarations.ts'
import { generatorRig } from './support/generator.ts'
import { errorOf } from './support/link-rig.ts'

describe('a range that other settings decide', () => {
  it('asks for what decides it, in one message, and sends nothing when the value is outside', async () => {
    const { link, connection } = generatorRig()
    await link.set({ waveform: 'ramp' }, { channel: 2 })
    connection.sent.length = 0
    const error = await errorOf(link.set({ frequency: 200_001 }, { channel: 2 }))
    expect(error).toBeInstanceOf(SettingError)
    expect(error).toHaveProperty('message',
      'frequency 200001 Hz is outside 0.000001 … 200000 Hz (waveform ramp, doubled false) of awg channel 2; nothing was sent.')
    expect(connection.sent).toEqual([':SOUR2:FUNC?;:SYST:DOUB?'])
  })

  it('takes a value at the edge, on the channel whose settings allow it', async () => {
    const { link, device } = generatorRig()
    await link.set({ waveform: 'ramp' }, { channel: 2 })
    await link.set({ frequency: 200_000 }, { channel: 2 })
    await link.set({ frequency: 20e6 }, { channel: 1 })
    expect([device.get('frequency', 1), device.get('frequency', 2)]).toEqual([20e6, 200_000])
  })

  it('follows values of the same call that come before it, without asking', async () => {
    const { link, connection } = generatorRig()
    await errorOf(link.set({ waveform: 'ramp', frequency: 1e6 }, { channel: 1 }))
    await link.set({ load: Infinity, amplitude: 20 }, { channel: 1 })
    expect(connection.sent.filter((message) => message.includes('VOLT'))).toEqual([':OUTP1:LOAD INF;:SOUR1:VOLT 20'])
    expect(connection.sent.some((message) => message.includes('FREQ 1'))).toBe(false)
  })

  it('does not look at values of the same call that come behind it', async () => {
    const { link, device } = generatorRig()
    await expect(link.set({ amplitude: 20, load: Infinity }, { channel: 1 })).rejects.toBeInstanceOf(SettingError)
    expect(device.get('load', 1)).toBe(50)
  })

  it('refuses what is outside the widest span before it asks', async () => {
    const { link, connection } = generatorRig()
    await expect(link.set({ amplitude: 20.1 }, { channel: 1 })).rejects.toThrow('amplitude 20.1 V is outside 0.001 … 20 V of awg channel 1')
    expect(connection.sent).toEqual([])
  })

  it('asks nothing for settings without dependencies', async () => {
    const { link, connection } = generatorRig({}, { errorCheck: 'off' })
    await link.set({ phase: 90, waveform: 'ramp' }, { channel: 1 })
    expect(connection.sent).toEqual([':SOUR1:PHAS 90;:SOUR1:FUNC RAMP'])
  })

  it('lets nobody in between asking and setting', async () => {
    const { link, device } = generatorRig()
    const ramp = link.set({ frequency: 1e6 }, { channel: 1 })
    const late = link.set({ waveform: 'ramp' }, { channel: 1 })
    await Promise.all([ramp, late])
    expect(device.get('frequency', 1)).toBe(1e6)
  })

  it('is refused by the link exactly where the instrument refuses it', async () => {
    await fc.assert(fc.asyncProperty(
      fc.constantFrom('sine' as const, 'ramp' as const), fc.boolean(), fc.constantFrom(50, 10_000, Infinity),
      fc.oneof(fc.constantFrom(1e-6, 200e3, 400e3, 20e6, 40e6, 200_000.1), fc.double({ min: 0, max: 5e7, noNaN: true })),
      fc.oneof(fc.constantFrom(0.001, 10, 20, 10.001), fc.double({ min: 0, max: 25, noNaN: true })),
      async (waveform, doubled, load, frequency, amplitude) => {
        const { link, device } = generatorRig()
        await link.set({ doubled })
        await link.set({ waveform, load }, { channel: 1 })
        for (const [name, header, value] of [['frequency', 'FREQ', frequency], ['amplitude', 'VOLT', amplitude]] as const) {
          const refused = await link.set({ [name]: value }, { channel: 1 }).then(() => false, (error: unknown) => error instanceof SettingError)
          await link.write(`:SOUR1:${header} ${value}`)
          expect(refused).toBe(device.errors.length > 0)
          device.errors.clear()
        }
      },
    ), { numRuns: 150 })
  })

  it.each<[string, readonly string[], string]>([
    ['an unknown one', ['load'], 'The range of level cannot depend on load, which is not a setting.'],
    ['a string', ['text'], 'The range of level cannot depend on text, which is a string.'],
    ['one of channels it does not have', ['gain'], 'The range of level cannot depend on gain, which is not there for all its channels.'],
  ])('cannot depend on %s', (_what, dependsOn, message) => {
    const widest = { min: 0, max: 1 }
    const declarations: Declarations = {
      level: numberSetting({ header: 'LEVel<n>', channels: [1, 2], range: { dependsOn, widest, at: () => widest }, description: '' }),
      text: { kind: 'setting', header: 'TEXT', parameter: { kind: 'string' }, description: '' },
      gain: numberSetting({ header: 'GAIN<n>', channels: [1], description: '' }),
    }
    expect(() => defineCommands(declarations)).toThrow(message)
  })
})

describe('a parameter of an action', () => {
  it('may depend on a setting of channels that the action does not name, but not on what is not there', () => {
    const widest = { min: 0, max: 1 }
    const declared = (dependsOn: readonly string[]): Declarations => ({
      gain: numberSetting({ header: 'GAIN<n>', channels: [1], description: '' }),
      apply: action({
        header: 'APPLy', form: 'command', effect: { kind: 'none' }, description: '',
        parameters: [{ parameter: { kind: 'number', range: { dependsOn, widest, at: () => widest } } }],
      }),
    })
    expect(defineCommands(declared(['gain'])).hasDependentRanges).toBe(false)
    expect(() => defineCommands(declared(['load']))).toThrow('The range of a parameter of apply cannot depend on load, which is not a setting.')
  })
})

describe('no limit at all', () => {
  it('is sent as a word, answered as 9.9E37, and read as Infinity', async () => {
    const { link, connection } = generatorRig()
    await link.set({ load: Infinity }, { channel: 2 })
    expect(connection.sent[0]).toBe(':OUTP2:LOAD INF')
    await expect(link.query('OUTP2:LOAD?')).resolves.toBe('+9.90000000E+37')
    await expect(link.get('load', { channel: 2 })).resolves.toBe(Infinity)
  })

  it('may be sent as a number, too', async () => {
    const { link, device } = generatorRig()
    await link.write('OUTP1:LOAD 9.9E37;:OUTP2:LOAD INFINITY')
    expect([device.get('load', 1), device.get('load', 2), device.errors.length]).toEqual([Infinity, Infinity, 0])
  })

  it('is refused where the setting has no word for it, and minus infinity everywhere', async () => {
    const { link, device } = generatorRig()
    await expect(link.set({ phase: Infinity }, { channel: 1 })).rejects.toThrow('phase Infinity is not a finite number')
    await expect(link.set({ load: -Infinity }, { channel: 1 })).rejects.toThrow('load -Infinity is not a finite number')
    await link.write('PHAS INF')
    expect(device.errors.entries.map(({ number }) => number)).toEqual([-222])
  })
})

describe('channels in headers', () => {
  it('are read back by a snapshot, beside settings of the whole instrument', async () => {
    const { link } = generatorRig()
    await link.set({ waveform: 'ramp', load: Infinity, frequency: 5 }, { channel: 2 })
    expect(await link.snapshot()).toEqual({
      'waveform@1': 'sine', 'waveform@2': 'ramp', 'load@1': 50, 'load@2': Infinity, doubled: false,
      'frequency@1': 1000, 'frequency@2': 5, 'amplitude@1': 0.1, 'amplitude@2': 0.1, 'phase@1': 0, 'phase@2': 0, count: 1,
      'output@1': false, 'output@2': false,
    })
  })
})
