import { diffSnapshots, InstrumentError, LimitError, RestoreError, SettingError, type InstrumentLimits, type Snapshot } from '@lab/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { booleanSetting, numberSetting, type Declarations } from '../src/declarations.ts'
import { DeviceError, defineDevice, type DeviceDefinition, type ScpiDevice } from '../src/device/index.ts'
import { LimitGuard } from '../src/guard.ts'
import { scpiLink, type ScpiLink } from '../src/link.ts'
import { DeviceConnection } from './support/device-connection.ts'
import { generatorRig } from './support/generator.ts'
import { errorOf } from './support/link-rig.ts'
import { supply, supplyDeclarations } from './support/supply.ts'

type Supply = typeof supplyDeclarations

interface SupplyRig {
  readonly device: ScpiDevice
  readonly connection: DeviceConnection
  readonly link: ScpiLink<Supply>
}

/** A supply whose tracking works: while it is on, the voltage of one of the channels 2 and 3 is that of both. */
function supplyRig(extra: Partial<DeviceDefinition<Supply>> = {}, limits?: InstrumentLimits): SupplyRig {
  const none = (): undefined => undefined
  const device = defineDevice({
    identity: { manufacturer: 'ACME', model: 'PS3', serial: 'X1', firmware: '1.0' },
    commands: supplyDeclarations,
    handlers: { apply: none, initiate: none, measureVoltage: () => '1', setState: none },
    onSet: (name, channel, value, control) => {
      if (name === 'tracking' && value === true) control.set('voltage', control.get('voltage', 2), 3)
      if (name === 'voltage' && channel !== 1 && control.getBoolean('tracking')) for (const other of [2, 3]) control.set('voltage', value, other)
    },
    ...extra,
  })
  const connection = new DeviceConnection(device)
  const guard = limits === undefined ? undefined : new LimitGuard('psu', limits, supply)
  return { device, connection, link: scpiLink({ alias: 'psu', connection, commands: supply, guard }) }
}

function writes(connection: DeviceConnection): string[] {
  return connection.sent.filter((message) => !message.includes('?'))
}

describe('a restore', () => {
  it('of what is set already writes nothing, also where outputs are on', async () => {
    const { link, connection } = supplyRig()
    await link.set({ voltage: 3, output: true }, { channel: 1 })
    const snapshot = await link.snapshot()
    connection.sent.length = 0
    expect(await link.restore(snapshot)).toMatchObject({ restored: [], leftOff: [] })
    expect(writes(connection)).toEqual([])
  })

  it('writes what differs, says so, and leaves out what can only be read', async () => {
    const { link, device } = supplyRig()
    await link.set({ voltage: 3, voltageMode: 'step' }, { channel: 1 })
    const snapshot = await link.snapshot()
    device.reset()
    const report = await link.restore(snapshot)
    expect(report.restored).toEqual(['voltage@1', 'voltageMode@1'])
    expect(report.skipped).toEqual(['tripped@1', 'tripped@2', 'tripped@3'])
    expect(diffSnapshots(snapshot, await link.snapshot())).toEqual({})
  })

  it('takes outputs that are on off before anything changes, and leaves them off', async () => {
    const { link, connection } = supplyRig()
    await link.set({ voltage: 3, output: true }, { channel: 1 })
    const snapshot = await link.snapshot()
    await link.set({ voltage: 5 }, { channel: 1 })
    connection.sent.length = 0
    const report = await link.restore(snapshot)
    expect(writes(connection)).toEqual([':OUTP OFF,(@1)', ':VOLT 3,(@1)'])
    expect(report).toMatchObject({ restored: ['voltage@1'], leftOff: ['output@1'] })
  })

  it('switches on last, where it is asked to', async () => {
    const { link, connection } = supplyRig()
    await link.set({ voltage: 3, output: true }, { channel: 1 })
    const snapshot = await link.snapshot()
    await link.set({ voltage: 5, output: false }, { channel: 1 })
    await link.set({ output: true }, { channel: 2 })
    connection.sent.length = 0
    const report = await link.restore(snapshot, { outputs: true })
    expect(writes(connection)).toEqual([':OUTP OFF,(@2)', ':VOLT 3,(@1)', ':OUTP ON,(@1)'])
    expect(report).toEqual({ restored: ['output@2', 'voltage@1', 'output@1'], leftOff: [], skipped: expect.any(Array) })
  })

  it('switches nothing on where a setting could not be restored', async () => {
    const { link, device } = supplyRig({
      onSet: (name, channel) => {
        if (name === 'currentLimit' && channel === 1) throw new DeviceError(-221)
      },
    })
    await link.set({ output: true }, { channel: 1 })
    const snapshot = { ...await link.snapshot(), 'currentLimit@1': 2, 'voltage@1': 2 }
    const error = await errorOf(link.restore(snapshot, { outputs: true }))
    expect(error).toBeInstanceOf(RestoreError)
    expect(error).toMatchObject({
      code: 'LAB_RESTORE', instrument: 'psu', restored: ['voltage@1'], notRestored: expect.arrayContaining(['currentLimit@1', 'output@1']),
      cause: expect.any(InstrumentError),
    })
    expect(error).toHaveProperty('message', expect.stringContaining('currentLimit@1 is 5, not 2'))
    expect(device.get('output', 1)).toBe(false)
  })

  it('gets couplings right: off while levels are written, on again behind them', async () => {
    const { link, connection } = supplyRig()
    await link.set({ voltage: 7 }, { channel: 2 })
    await link.set({ tracking: true })
    const coupled = await link.snapshot()
    await link.set({ tracking: false })
    await link.set({ voltage: 4 }, { channel: 3 })
    const apart = await link.snapshot()
    await link.restore(coupled)
    expect(diffSnapshots(coupled, await link.snapshot())).toEqual({})
    connection.sent.length = 0
    await link.restore(apart)
    expect(writes(connection)).toEqual([':OUTP:TRAC OFF', ':VOLT 4,(@3)'])
    expect(diffSnapshots(apart, await link.snapshot())).toEqual({})
  })

  it('restores those that it is given', async () => {
    const { link, device } = supplyRig()
    await link.set({ voltage: 4 }, { channel: 3 })
    expect(await link.restore({ 'voltage@1': 2 })).toEqual({ restored: ['voltage@1'], leftOff: [], skipped: [] })
    expect(device.get('voltage', 3)).toBe(4)
  })

  it.each<[string, Snapshot, string]>([
    ['a name', { speed: 1 }, 'psu has no setting "speed"; nothing was sent.'],
    ['a channel', { 'voltage@4': 1 }, 'psu channel 4 has no voltage'],
    ['a channel where there is none', { 'tracking@1': true }, 'tracking belongs to psu as a whole'],
    ['the lack of a channel', { voltage: 1 }, 'voltage needs a channel'],
    ['a value', { 'voltage@1': 7 }, 'voltage 7 V is outside 0 … 6.18 V'],
    ['a kind of value', { 'output@1': 'on' }, 'output "on" is neither true nor false'],
  ])('refuses %s that it does not have, before anything is sent', async (_what, snapshot, message) => {
    const { link, connection } = supplyRig()
    const error = await errorOf(link.restore({ 'voltage@2': 3, ...snapshot }))
    expect(error).toBeInstanceOf(SettingError)
    expect(error).toHaveProperty('message', expect.stringContaining(message))
    expect(connection.sent).toEqual([])
  })

  it('refuses a level outside a limit of the bench, before anything is sent', async () => {
    const { link, connection } = supplyRig({}, { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } })
    expect(await errorOf(link.restore({ 'voltage@2': 3, 'voltage@1': 6 }))).toBeInstanceOf(LimitError)
    expect(connection.sent).toEqual([])
  })

  it('says which limit keeps an output off that it was to switch on', async () => {
    const { link, device } = supplyRig({}, { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } })
    device.set('voltage', 6, 1)
    await link.readGuardedState()
    const error = await errorOf(link.restore({ 'output@1': true }, { outputs: true }))
    expect(error).toMatchObject({ name: 'RestoreError', notRestored: ['output@1'], cause: expect.any(LimitError) })
    expect(device.get('output', 1)).toBe(false)
  })

  it('says what was restored and what was not when the link is lost on the way', async () => {
    const { link, device, connection } = supplyRig({ onSet: (name) => { if (name === 'currentLimit') connection.lose() } })
    device.set('output', true, 1)
    const error = await errorOf(link.restore({ 'voltage@1': 3, 'currentLimit@1': 2, 'voltage@2': 4, 'output@1': false }))
    expect(error).toBeInstanceOf(RestoreError)
    expect(error).toMatchObject({ restored: ['output@1', 'voltage@1', 'voltage@2'], notRestored: ['currentLimit@1'] })
  })

  it('rejects with the reason of its signal', async () => {
    const { link } = supplyRig()
    const controller = new AbortController()
    const reason = new Error('enough')
    const restored = link.restore({ 'voltage@1': 3 }, { signal: controller.signal })
    controller.abort(reason)
    expect(await errorOf(restored)).toBe(reason)
  })

  it('says what was restored when its time is over', async () => {
    const { link } = supplyRig({ latencyMs: ({ text }) => (text.includes('CURR 2') ? 10_000 : 0) })
    const error = await errorOf(link.restore({ 'voltage@1': 3, 'currentLimit@1': 2 }, { timeoutMs: 100 }))
    expect(error).toMatchObject({ name: 'RestoreError', restored: ['voltage@1'], notRestored: ['currentLimit@1'] })
  })
})

describe('a restore of settings that depend on each other', () => {
  it('goes from any state to any other, whatever the order of declaration', async () => {
    const state = fc.record({
      waveform: fc.constantFrom('sine', 'ramp'), doubled: fc.boolean(), load: fc.constantFrom(50, 75, Infinity),
      frequency: fc.double({ min: 1e-6, max: 200e3, noNaN: true }), amplitude: fc.double({ min: 0.001, max: 10, noNaN: true }),
    })
    await fc.assert(fc.asyncProperty(state, state, async (from, to) => {
      const { link, device } = generatorRig()
      const apply = ({ doubled, ...values }: typeof from): void => {
        device.set('doubled', doubled)
        for (const [name, value] of Object.entries(values)) device.set(name, value, 1)
      }
      apply(to)
      device.set('amplitude', to.load === Infinity ? to.amplitude * 2 : to.amplitude, 1)
      device.set('frequency', to.waveform === 'sine' ? to.frequency * 100 : to.frequency, 1)
      const snapshot = await link.snapshot()
      apply(from)
      await link.restore(snapshot)
      expect(diffSnapshots(snapshot, await link.snapshot())).toEqual({})
    }), { numRuns: 60 })
  })

  it('finds an order where two limit each other', async () => {
    const other = (name: string) => ({
      dependsOn: [name], widest: { min: 0, max: 10 }, at: (values: Readonly<Record<string, unknown>>) => ({ min: 0, max: 10 - Number(values[name]) }),
    })
    const declarations = {
      high: numberSetting({ header: 'HIGH', range: other('low'), reset: 0, description: '' }),
      low: numberSetting({ header: 'LOW', range: other('high'), reset: 0, description: '' }),
    } satisfies Declarations
    const device = defineDevice({ identity: { manufacturer: 'A', model: 'B', serial: 'C', firmware: 'D' }, commands: declarations })
    const link = scpiLink({ alias: 'x', connection: new DeviceConnection(device), commands: defineCommands(declarations) })
    await link.restore({ high: 9, low: 1 })
    await link.restore({ high: 2, low: 8 })
    await link.restore({ high: 8, low: 2 })
    expect([device.get('high'), device.get('low')]).toEqual([8, 2])
  })
})

describe('a snapshot with a value outside the range that another one of it decides', () => {
  it('is refused before anything is written', async () => {
    const { device, link } = generatorRig()
    const snapshot = { ...await link.snapshot(), 'waveform@1': 'ramp', 'frequency@1': 1e6 }
    await expect(link.restore(snapshot)).rejects.toThrow('frequency 1000000 Hz is outside 0.000001 … 200000 Hz (waveform ramp, doubled false)')
    await expect(link.restore(snapshot)).rejects.toBeInstanceOf(SettingError)
    expect(device.get('waveform', 1)).toBe('sine')
  })

  it('is restored where the instrument has that value already', async () => {
    const { device, link } = generatorRig()
    device.set('waveform', 'ramp', 1)
    device.set('frequency', 1e6, 1)
    const snapshot = await link.snapshot()
    await link.set({ phase: 90 }, { channel: 1 })
    expect((await link.restore(snapshot)).restored).toEqual(['phase@1'])
  })
})

describe('what a declaration says of restoring', () => {
  const declarations = {
    range: numberSetting({ header: 'RANGe<n>', channels: [1, 2], reset: 1, restoreOnlyWhile: { setting: 'auto', is: [false] }, description: '' }),
    auto: booleanSetting({ header: 'AUTO<n>', channels: [1, 2], reset: true, description: '' }),
    late: numberSetting({ header: 'LATE', reset: 0, restoreAfter: ['first'], description: '' }),
    first: numberSetting({ header: 'FIRSt', reset: 0, description: '' }),
    kept: numberSetting({ header: 'KEPT', reset: 0, restorable: false, description: '' }),
  } satisfies Declarations

  it('is followed: its order, its conditions, what is left out', async () => {
    const device = defineDevice({
      identity: { manufacturer: 'A', model: 'B', serial: 'C', firmware: 'D' }, commands: declarations,
      onSet: (name, channel, _value, control) => {
        if (name === 'range') control.set('auto', false, channel)
        if (name === 'first') control.set('late', 99)
      },
    })
    const connection = new DeviceConnection(device)
    const link = scpiLink({ alias: 'x', connection, commands: defineCommands(declarations) })
    const report = await link.restore({ 'range@1': 5, 'auto@1': true, 'range@2': 7, 'auto@2': false, late: 3, first: 1, kept: 4 })
    expect(writes(connection)).toEqual([':RANG2 7', ':AUTO2 OFF', ':FIRS 1', ':LATE 3'])
    expect(report.skipped).toEqual(['range@1', 'kept'])
    expect([device.get('auto', 1), device.get('range', 2), device.get('late')]).toEqual([true, 7, 3])
  })
})
