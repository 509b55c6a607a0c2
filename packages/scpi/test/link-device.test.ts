import { InstrumentError, LimitError, TimeoutError } from '@lab/core'
import { defineDevice, type ScpiDevice } from '@lab/scpi/device'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { LimitGuard } from '../src/guard.ts'
import { scpiLink, type ScpiLink } from '../src/link.ts'
import { DeviceConnection } from './support/device-connection.ts'
import { sampleDevice, declarations } from './device/sample-device.ts'
import { supply, supplyDeclarations } from './support/supply.ts'

const sample = defineCommands(declarations)

function sampleRig(): { link: ScpiLink<typeof declarations>; device: ScpiDevice; connection: DeviceConnection } {
  const device = sampleDevice()
  const connection = new DeviceConnection(device)
  return { device, connection, link: scpiLink({ alias: 'psu', connection, commands: sample }) }
}

describe('a link to a device made from the same declarations', () => {
  it('sets and reads back every kind of value', async () => {
    const { link, device } = sampleRig()
    await link.set({ voltage: 2.5, current: 1e-3, output: true }, { channel: 2 })
    await link.set({ mode: 'step', count: 7, label: 'a"b', wave: Uint8Array.of(10, 0, 255) })
    await link.set({ gain: 3 }, { channel: 2 })
    expect(device.get('voltage', 2)).toBe(2.5)
    expect(await link.get('voltage', { channel: 2 })).toBe(2.5)
    expect(await link.get('current', { channel: 2 })).toBe(1e-3)
    expect(await link.get('output', { channel: 2 })).toBe(true)
    expect(await link.get('mode')).toBe('step')
    expect(await link.get('count')).toBe(7)
    expect(await link.get('label')).toBe('a"b')
    expect([...await link.get('wave')]).toEqual([10, 0, 255])
    expect(await link.get('gain', { channel: 2 })).toBe(3)
    expect(await link.get('gain', { channel: 1 })).toBe(1)
  })

  it('reads a snapshot of all its channels', async () => {
    const { link } = sampleRig()
    await link.set({ voltage: 4 }, { channel: 3 })
    expect(await link.snapshot()).toMatchObject({ 'voltage@1': 0, 'voltage@3': 4, 'current@1': 5, mode: 'fixed', 'gain@2': 1 })
  })

  it('throws the error that the device reports, with the command', async () => {
    const { link } = sampleRig()
    const error: unknown = await link.execute('VOLT 99,(@1)').catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InstrumentError)
    expect(error).toMatchObject({ number: -222, command: 'VOLT 99,(@1)', instrument: 'psu' })
  })

  it('says that a mistyped query was not understood', async () => {
    const { link } = sampleRig()
    const error: unknown = await link.query('VOLTA?', { timeoutMs: 10 }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TimeoutError)
    expect(String(error)).toContain('the instrument reports -113 "Undefined header"')
    expect(await link.query('*IDN?')).toBe('ACME,PS3,X1,1.0')
    expect(await link.readErrors()).toEqual([])
  })
})

describe('a guarded link to a device', () => {
  it('reads what it has to know, and keeps the device inside', async () => {
    const device = defineDevice({
      identity: { manufacturer: 'ACME', model: 'PS3', serial: '1', firmware: '1' }, commands: supplyDeclarations,
      handlers: { apply: () => {}, initiate: () => {}, measureVoltage: () => '1', setState: () => {} },
    })
    device.set('voltage', 5.5, 1)
    const limits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }
    const connection = new DeviceConnection(device)
    const link = scpiLink({ alias: 'psu', connection, commands: supply, guard: new LimitGuard('psu', limits, supply) })
    await link.readGuardedState()
    await expect(link.set({ output: true }, { channel: 1 })).rejects.toBeInstanceOf(LimitError)
    await link.set({ voltage: 5, output: true }, { channel: 1 })
    await expect(link.set({ voltage: 6 }, { channel: 1 })).rejects.toBeInstanceOf(LimitError)
    expect([device.get('voltage', 1), device.get('output', 1)]).toEqual([5, true])
  })
})
