import type { SettingValue } from '@lab/core'
import { defineCommands } from '../../src/command-set.ts'
import { action, booleanSetting, numberSetting, type Declarations } from '../../src/declarations.ts'
import type { LevelCommand, LevelModel, LevelState } from '../../src/level-model.ts'
import type { ProgramData } from '../../src/program-message.ts'
import { anySpan, exactly, hull, type Span } from '../../src/span.ts'

const channels = [1, 2]
const names = ['amplitude', 'offset', 'output'] as const

/** Two outputs whose peak is amplitude and offset together; the channel stands in a list, the selected one is meant without. */
export const composedDeclarations = {
  amplitude: numberSetting({
    header: 'AMPLitude', unit: 'V', range: { dependsOn: ['offset'], widest: { min: 0, max: 10 }, at: ({ offset }) => ({ min: 0, max: 10 - Math.abs(Number(offset)), default: 1 }) },
    channels, reset: 1, effect: { kind: 'composes' }, description: 'Peak amplitude.',
  }),
  offset: numberSetting({ header: 'OFFSet', unit: 'V', range: { min: -5, max: 5, default: 0 }, channels, reset: 0, effect: { kind: 'composes' }, description: 'Offset.' }),
  output: booleanSetting({ header: 'OUTPut', channels, reset: false, effect: { kind: 'energises' }, description: 'On.' }),
  selected: numberSetting({
    header: 'SELect', integer: true, format: 'nr1', range: { min: 1, max: 2 }, reset: 1, effect: { kind: 'selects-channel', channels: { 1: 1, 2: 2 } }, description: 'Selected.',
  }),
  clear: action({ header: 'CLEar', form: 'command', channels, effect: { kind: 'energises' }, description: 'Clears a trip; the output goes on.' }),
  preset: action({ header: 'PRESet', form: 'command', effect: { kind: 'reset' }, description: 'Resets amplitudes only.' }),
} as const satisfies Declarations

interface Known {
  readonly amplitude: Span
  readonly offset: Span
  readonly on: boolean | undefined
}

const unknownChannel: Known = { amplitude: anySpan, offset: anySpan, on: undefined }

function numberOf(data: ProgramData | undefined): Span {
  if (data?.kind === 'number') return exactly(data.value)
  return anySpan
}

function isOn(data: ProgramData | undefined): boolean | undefined {
  return data?.kind === 'word' ? data.word === 'ON' : undefined
}

class PeakState implements LevelState {
  readonly #known: readonly Known[]

  constructor(known: readonly Known[]) {
    this.#known = known
  }

  learned(name: string, channel: number | undefined, value: SettingValue): PeakState {
    return this.#with(channel === undefined ? [] : [channel], (known) => {
      if (name === 'output') return { ...known, on: value === true }
      return typeof value === 'number' ? { ...known, [name]: exactly(value) } : known
    })
  }

  after({ name, channels: on, data: [first] }: LevelCommand): PeakState {
    switch (name) {
      case '*RST': return new PeakState(channels.map(() => ({ amplitude: exactly(1), offset: exactly(0), on: false })))
      case 'amplitude': return this.#with(on, (known) => ({ ...known, amplitude: numberOf(first) }))
      case 'offset': return this.#with(on, (known) => ({ ...known, offset: numberOf(first) }))
      case 'output': return this.#with(on, (known) => ({ ...known, on: isOn(first) }))
      case 'clear': return this.#with(on, (known) => ({ ...known, on: undefined }))
      default: return this
    }
  }

  either(other: LevelState): PeakState {
    if (!(other instanceof PeakState)) return this.forgotten()
    return new PeakState(this.#known.map((known, index) => {
      const { amplitude, offset, on } = other.#known[index] ?? unknownChannel
      return { amplitude: hull(known.amplitude, amplitude), offset: hull(known.offset, offset), on: known.on === on ? on : undefined }
    }))
  }

  carriesOut(): boolean {
    return false
  }

  forgotten(): PeakState {
    return new PeakState(channels.map(() => unknownChannel))
  }

  span(channel: number): Span {
    const { amplitude, offset } = this.#known[channel - 1] ?? unknownChannel
    return { min: offset.min - amplitude.max, max: offset.max + amplitude.max }
  }

  isOff(channel: number): boolean {
    return this.#known[channel - 1]?.on === false
  }

  #with(on: readonly number[], change: (known: Known) => Known): PeakState {
    return new PeakState(this.#known.map((known, index) => (on.includes(index + 1) ? change(known) : known)))
  }
}

const model: LevelModel = {
  quantity: 'voltage', unit: 'V', channels, settings: names, unknown: () => new PeakState(channels.map(() => unknownChannel)),
}

export const composed = defineCommands(composedDeclarations, model)
