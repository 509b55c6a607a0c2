import type { InstrumentLimits } from '@lab/core'
import { defineCommands } from '../../src/command-set.ts'
import { booleanSetting, choiceSetting, numberSetting, type Declarations } from '../../src/declarations.ts'
import { defineDevice, type DeviceDefinition, type ScpiDevice } from '../../src/device/index.ts'
import { LimitGuard } from '../../src/guard.ts'
import type { ScpiLinkOptions } from '../../src/link-options.ts'
import { scpiLink, type ScpiLink } from '../../src/link.ts'
import { DeviceConnection } from './device-connection.ts'

const channels = [1, 2]

/** A generator with two outputs: its channels stand in the header, its ranges depend on other settings. */
export const generatorDeclarations = {
  waveform: choiceSetting({
    header: '[SOURce<n>:]FUNCtion', choices: { sine: 'SINusoid', ramp: 'RAMP' }, channels, reset: 'sine', description: 'Waveform.',
  }),
  load: numberSetting({
    header: 'OUTPut<n>:LOAD', unit: 'Ω', range: { min: 1, max: 10_000 }, infinity: 'INFinity', channels, reset: 50,
    description: 'Load.',
  }),
  doubled: booleanSetting({ header: 'SYSTem:DOUBle', reset: false, description: 'Twice the frequency.' }),
  frequency: numberSetting({
    header: '[SOURce<n>:]FREQuency', unit: 'Hz', channels, reset: 1000,
    range: {
      dependsOn: ['waveform', 'doubled'],
      widest: { min: 1e-6, max: 40e6 },
      at: ({ waveform, doubled }) => ({ min: 1e-6, max: (waveform === 'ramp' ? 200e3 : 20e6) * (doubled === true ? 2 : 1), default: 1000 }),
    },
    description: 'Frequency.',
  }),
  amplitude: numberSetting({
    header: '[SOURce<n>:]VOLTage', unit: 'V', channels, reset: 0.1, effect: { kind: 'level', quantity: 'amplitude' },
    range: {
      dependsOn: ['load'],
      widest: { min: 0.001, max: 20 },
      at: ({ load }) => ({ min: 0.001, max: load === Infinity ? 20 : 10, default: 0.1 }),
    },
    description: 'Amplitude.',
  }),
  phase: numberSetting({ header: '[SOURce<n>:]PHASe', range: { min: -360, max: 360 }, channels, reset: 0, description: 'Phase.' }),
  count: numberSetting({
    header: 'COUNt', integer: true, format: 'nr1', range: { min: 1, max: 10 }, reset: 1, description: 'Count.',
  }),
  output: booleanSetting({ header: 'OUTPut<n>[:STATe]', channels, reset: false, effect: { kind: 'energises' }, description: 'On.' }),
} as const satisfies Declarations

export type Generator = typeof generatorDeclarations

export const generator = defineCommands(generatorDeclarations)

type Extra = Partial<Omit<DeviceDefinition<Generator>, 'commands' | 'identity'>>

export function generatorDevice(extra: Extra = {}): ScpiDevice {
  return defineDevice({
    identity: { manufacturer: 'ACME', model: 'G2', serial: 'X1', firmware: '1.0' }, commands: generatorDeclarations, ...extra,
  })
}

export interface GeneratorRig {
  readonly device: ScpiDevice
  readonly connection: DeviceConnection
  readonly link: ScpiLink<Generator>
}

/** A link to the generator. */
export function generatorRig(
  extra: Extra = {}, options: Partial<ScpiLinkOptions<Generator>> & { limits?: InstrumentLimits } = {},
): GeneratorRig {
  const device = generatorDevice(extra)
  const connection = new DeviceConnection(device)
  const { limits, ...rest } = options
  const guard = limits === undefined ? undefined : new LimitGuard('awg', limits, generator)
  return { device, connection, link: scpiLink({ alias: 'awg', connection, commands: generator, guard, ...rest }) }
}
