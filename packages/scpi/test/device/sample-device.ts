import type { Identity } from '@lab/core'
import { action, booleanSetting, choiceSetting, decodeLatin1, encodeLatin1, numberSetting, perChannel } from '@lab/scpi'
import { defineDevice, type DeviceDefinition, type DeviceLink, type ScpiDevice } from '@lab/scpi/device'

const channels = [1, 2, 3]
const none = { kind: 'none' } as const

export const identity: Identity = { manufacturer: 'ACME', model: 'PS3', serial: 'X1', firmware: '1.0' }

/** A supply with three outputs. */
export const declarations = {
  voltage: numberSetting({
    header: '[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]', unit: 'V', channels, reset: 0, description: 'Voltage.',
    range: perChannel({ 1: { min: 0, max: 6, default: 1 }, 2: { min: 0, max: 30 }, 3: { min: 0, max: 30 } }),
  }),
  current: numberSetting({
    header: '[SOURce:]CURRent[:LEVel]', unit: 'A', channels, reset: perChannel({ 1: 5, 2: 1, 3: 1 }),
    range: { min: 0.001, max: 5 }, description: 'Current.',
  }),
  output: booleanSetting({ header: 'OUTPut[:STATe]', channels, reset: false, description: 'On or off.' }),
  mode: choiceSetting({ header: 'MODE', choices: { fixed: 'FIXed', step: 'STEP' }, reset: 'fixed', description: 'Mode.' }),
  count: numberSetting({
    header: 'COUNt', integer: true, format: 'nr1', range: { min: 1, max: 10 }, reset: 1, description: 'Count.',
  }),
  ratio: numberSetting({ header: 'RATio', format: 'nr2', description: 'Pure number without a range.' }),
  load: numberSetting({
    header: 'OUTPut:LOAD', unit: 'Ω', words: ['AUTO'], range: { min: 1, max: Infinity }, reset: 50, description: 'Load.',
  }),
  label: {
    kind: 'setting', header: 'DISPlay:TEXT', parameter: { kind: 'string', maxLength: 8 }, reset: '', description: 'Text.',
  },
  wave: { kind: 'setting', header: 'DATA', parameter: { kind: 'block' }, description: 'Bytes.' },
  kept: booleanSetting({ header: 'BEEPer:STATe', description: 'Not touched by a reset.' }),
  tripped: booleanSetting({
    header: 'VOLTage:PROTection:TRIPped', channels, writable: false, description: 'Whether it tripped.',
  }),
  gain: numberSetting({
    header: 'SENSe<n>:GAIN', channels: [1, 2], range: { min: 0, max: 9 }, reset: 1, description: 'By suffix.',
  }),
  measure: action({
    header: 'MEASure:VOLTage[:DC]', form: 'query', channels, effect: none, description: 'Measures.',
    parameters: [{ parameter: { kind: 'choice', choices: { one: 'CH1' } }, optional: true }],
  }),
  apply: action({
    header: 'APPLy', form: 'both', effect: none, description: 'Both at once.',
    parameters: [
      { parameter: { kind: 'number', integer: true, range: { min: 1, max: 3 } } },
      { parameter: { kind: 'number', unit: 'V', range: perChannel({ 1: { min: 0, max: 6 } }) }, optional: true },
    ],
  }),
  dump: action({ header: 'DATA:DUMP', form: 'query', effect: none, description: 'A block.' }),
} as const

type Extra = Partial<Omit<DeviceDefinition<typeof declarations>, 'commands' | 'identity'>>

/** The supply, measuring 1.5 V everywhere, with what a test adds. */
export function sampleDevice(extra: Extra = {}): ScpiDevice {
  return defineDevice({
    identity,
    commands: declarations,
    ...extra,
    handlers: {
      measure: ({ channels: asked }) => asked.map(() => '+1.5').join(','),
      apply: ({ query, parameters }) => (query ? `"${parameters.join()}"` : undefined),
      dump: () => Uint8Array.of(35, 49, 51, 59, 10, 255),
      ...extra.handlers,
    },
  })
}

/** A client of a device on a wire without END. */
export class Client {
  readonly device: ScpiDevice
  readonly link: DeviceLink

  constructor(device: ScpiDevice) {
    this.device = device
    this.link = device.openLink()
  }

  send(message: string): void {
    this.link.receive(encodeLatin1(`${message}\n`))
  }

  read(): string | undefined {
    const response = this.link.read()
    return response === undefined ? undefined : decodeLatin1(response)
  }

  /** The response without its LF; undefined when there is none. */
  ask(message: string): string | undefined {
    this.send(message)
    return this.read()?.slice(0, -1)
  }

  /** The numbers of the error queue, which is empty afterwards. */
  errors(): number[] {
    const numbers = this.device.errors.entries.map(({ number }) => number)
    this.device.errors.clear()
    return numbers
  }
}

export function sampleClient(extra: Extra = {}): Client {
  return new Client(sampleDevice(extra))
}
