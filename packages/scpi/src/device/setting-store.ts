import { SettingError } from '@lab/core'
import {
  forChannel, type Declarations, type DependentRange, type NumberParameter, type NumberRange, type Setting,
} from '../declarations.ts'
import { dependencyValues, widestRange } from '../number-range.ts'
import type { DeviceValue } from './device-definition.ts'

/** Values of one setting by channel; 0 stands for "no channel". */
interface Slot {
  readonly setting: Setting
  readonly values: Map<number, DeviceValue>
}

/** Values of all settings that `*RST` touches, for `*SAV`. */
export type SavedState = ReadonlyMap<string, ReadonlyMap<number, DeviceValue>>

function firstNumber(parameter: NumberParameter, channel: number | undefined): number {
  const range = widestRange(parameter, channel)
  return range?.default ?? range?.min ?? 0
}

/** Before anything has been set: the reset value; without one, DEF, MIN or 0, off, the first choice, or nothing. */
function firstValue(setting: Setting, channel: number | undefined): DeviceValue {
  const reset = forChannel<DeviceValue>(setting.reset, channel)
  if (reset !== undefined) return reset
  const { parameter } = setting
  switch (parameter.kind) {
    case 'number': return firstNumber(parameter, channel)
    case 'boolean': return false
    case 'choice': return Object.keys(parameter.choices)[0] ?? ''
    case 'string': return ''
    case 'block': return new Uint8Array(0)
  }
}

function channelsOf(setting: Setting): readonly number[] {
  return setting.channels ?? [0]
}

/** What the device remembers: the value of every declared setting, by channel. */
export class SettingStore {
  readonly #slots = new Map<string, Slot>()

  constructor(declarations: Declarations) {
    for (const [name, declaration] of Object.entries(declarations)) {
      if (declaration.kind === 'setting') this.#slots.set(name, { setting: declaration, values: firstValues(declaration) })
    }
  }

  /** @throws SettingError for a name or channel that was not declared. */
  get(name: string, channel = 0): DeviceValue {
    return this.#slots.get(name)?.values.get(channel) ?? this.#refuse(name, channel)
  }

  /** The range that the values decide now; undefined where a channel is missing. */
  rangeOf(range: DependentRange, channel: number | undefined): NumberRange | undefined {
    const values = dependencyValues(range, (name) => this.#comparable(name, channel))
    return values === undefined ? undefined : range.at(values, channel)
  }

  /** @throws SettingError for a name or channel that was not declared. */
  set(name: string, value: DeviceValue, channel = 0): void {
    const values = this.#slots.get(name)?.values
    if (values?.has(channel) !== true) this.#refuse(name, channel)
    values.set(channel, value)
  }

  /** Puts back what `*RST` touches. */
  reset(): void {
    for (const { setting, values } of this.#slots.values()) {
      if (setting.reset === undefined) continue
      for (const [channel, value] of firstValues(setting)) values.set(channel, value)
    }
  }

  save(): SavedState {
    const kept = [...this.#slots].filter(([, { setting }]) => setting.reset !== undefined)
    return new Map(kept.map(([name, { values }]) => [name, new Map(values)]))
  }

  restore(state: SavedState): void {
    for (const [name, values] of state) {
      for (const [channel, value] of values) this.set(name, value, channel)
    }
  }

  #comparable(name: string, channel: number | undefined): number | boolean | string | undefined {
    const slot = this.#slots.get(name)
    const value = slot?.values.get(slot.setting.channels === undefined ? 0 : channel ?? 0)
    return value instanceof Uint8Array ? undefined : value
  }

  #refuse(name: string, channel: number): never {
    const place = channel === 0 ? 'without a channel' : `on channel ${channel}`
    throw new SettingError(`The simulated device has no setting ${name} ${place}.`)
  }
}

function firstValues(setting: Setting): Map<number, DeviceValue> {
  return new Map(channelsOf(setting).map((channel) => [channel, firstValue(setting, channel === 0 ? undefined : channel)]))
}
