import { encodeBlock } from '@lab/scpi'
import { DeviceError, numberFor, type DeviceControl, type DeviceValue } from '@lab/scpi/device'
import { edu36311aDeclarations } from './settings.ts'

/** One setting of a stored state. */
interface StoredSetting {
  readonly name: string
  readonly channel?: number
  readonly value: DeviceValue
}

/** The settings that `*RST` touches, as they were. */
export type StoredState = readonly StoredSetting[]

/** Every setting that `*RST` touches, for each of its channels. */
function storedPlaces(): readonly { readonly name: string; readonly channel?: number }[] {
  return Object.entries(edu36311aDeclarations).flatMap(([name, declaration]) => {
    if (declaration.kind !== 'setting' || declaration.reset === undefined) return []
    return declaration.channels === undefined ? [{ name }] : declaration.channels.map((channel) => ({ name, channel }))
  })
}

const places = storedPlaces()

/** The present state. `isOn` says whether an output is on: one that has tripped is stored as off. */
export function captureState(device: DeviceControl, isOn: (channel: number) => boolean): StoredState {
  return places.map((place) => {
    const { name, channel } = place
    return { ...place, value: name === 'output' && channel !== undefined ? isOn(channel) : device.get(name, channel) }
  })
}

/** `SYSTem:SET?`: the state as a block. What is in it is the simulator's own business, as it is the instrument's. */
export function encodeState(state: StoredState): Uint8Array {
  return encodeBlock(new TextEncoder().encode(JSON.stringify(state)))
}

function isStoredSetting(value: unknown): value is StoredSetting {
  return typeof value === 'object' && value !== null && 'name' in value && 'value' in value
}

function isState(value: unknown): value is StoredState {
  return Array.isArray(value) && value.every(isStoredSetting)
}

/** A block from somewhere else must not bring what no command could set. */
function isPossible({ name, channel, value }: StoredSetting, device: DeviceControl): boolean {
  if (!places.some((place) => place.name === name && place.channel === channel)) return false
  if (typeof value !== typeof device.get(name, channel)) return false
  const declaration = Object.entries(edu36311aDeclarations).find(([key]) => key === name)?.[1]
  if (declaration?.kind !== 'setting') return false
  const { parameter } = declaration
  if (parameter.kind === 'choice') return typeof value === 'string' && Object.hasOwn(parameter.choices, value)
  if (parameter.kind === 'number') numberFor(parameter, value, channel)
  return true
}

/** @throws DeviceError -161 for a block that is none of {@link encodeState}, -222 for a value that is out of range. */
export function decodeState(device: DeviceControl, block: Uint8Array): StoredState {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(block))
    if (isState(parsed) && parsed.every((entry) => isPossible(entry, device))) return parsed
  } catch (error) {
    if (error instanceof DeviceError) throw error
    // What is no JSON is refused below, like any other block that did not come from SYSTem:SET?.
  }
  throw new DeviceError(-161)
}

/** Puts the settings back. */
export function restoreState(device: DeviceControl, state: StoredState): void {
  for (const { name, channel, value } of state) device.set(name, value, channel)
}
