import type { Driver, Instrument } from '@lab/core'
import { booleanSetting, choiceSetting, defineCommands, numberSetting, scpiDriver, type Declarations } from '@lab/scpi'
import { defineDevice, type DeviceDefinition, type DeviceLink } from '@lab/scpi/device'
import { ContractInstrument, type ContractLink, type ContractLinkOptions, type SettingsFixture } from '../src/index.ts'
import { ReferenceConnection } from './reference-connection.ts'

const channels = [1, 2]

/** Settings of every kind. */
export const supplyDeclarations = {
  range: choiceSetting({ header: 'RANGe', choices: { low: 'LOW', high: 'HIGH' }, channels, reset: 'low', description: 'Range.' }),
  voltage: numberSetting({
    header: 'VOLTage', unit: 'V', channels, reset: 0, description: 'Voltage.',
    range: { dependsOn: ['range'], widest: { min: 0, max: 30 }, at: ({ range }) => ({ min: 0, max: range === 'high' ? 30 : 6 }) },
  }),
  delay: numberSetting({
    header: 'DELay', unit: 's', range: { min: 0, max: 3600 }, infinity: 'INFinity', reset: 0, description: 'Delay.',
  }),
  count: numberSetting({ header: 'COUNt', integer: true, format: 'nr1', range: { min: 1, max: 10 }, reset: 1, description: 'Count.' }),
  output: booleanSetting({ header: 'OUTPut', channels, reset: false, effect: { kind: 'energises' }, description: 'On.' }),
  label: { kind: 'setting', header: 'LABel', parameter: { kind: 'string', maxLength: 4 }, reset: '', description: 'Label.' },
  wave: { kind: 'setting', header: 'WAVE', parameter: { kind: 'block' }, description: 'Bytes.' },
  tripped: booleanSetting({ header: 'TRIPped', channels, writable: false, description: 'Tripped.' }),
} as const satisfies Declarations

/** A device behind a wire of the contracts. */
class DeviceOnWire extends ContractInstrument {
  readonly #device

  constructor(definition: DeviceDefinition) {
    super()
    this.#device = defineDevice(definition)
  }

  override link({ send }: ContractLinkOptions): ContractLink {
    const link: DeviceLink = this.#device.openLink()
    const forward = (): void => {
      for (let reply = link.read(); reply !== undefined; reply = link.read()) send(reply)
    }
    link.onResponse(forward)
    return {
      receive: (bytes) => link.receive(bytes, true), trigger: () => link.trigger(), clear: () => link.clear(), close: () => link.close(),
    }
  }
}

/** A fresh supply. */
export function supplyFixture(commands: Declarations, extra: Partial<DeviceDefinition> = {}): SettingsFixture {
  const identity = { manufacturer: 'Toy', model: 'S2', serial: '1', firmware: '1.0' }
  const connection = new ReferenceConnection(new DeviceOnWire({ identity, commands, ...extra }))
  return { connection, [Symbol.asyncDispose]: () => connection.close() }
}

/** A driver of the supply. @param change breaks its instrument. */
export function supplyDriver(
  declarations: Declarations, change: (instrument: Instrument) => Instrument = (instrument) => instrument,
): Driver {
  return scpiDriver({
    name: 'toy/S2',
    models: ['S2'],
    commands: defineCommands(declarations),
    safeState: () => Promise.resolve({ actions: [], verified: true }),
    create: ({ base }) => change(base),
  })
}
