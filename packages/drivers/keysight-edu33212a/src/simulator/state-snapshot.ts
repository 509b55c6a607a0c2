import type { Declarations } from '@lab/scpi'
import { DeviceError, type DeviceControl, type DeviceValue } from '@lab/scpi/device'
import type { ChannelMemory } from './channel-memory.ts'

interface StoredSetting {
  readonly name: string
  readonly channel?: number
  readonly value: DeviceValue
}

/** What a state keeps of a channel besides its settings. */
interface StoredMemory {
  readonly list: readonly number[]
  readonly autorange: boolean
  readonly emf: { readonly peakToPeak: number; readonly offset: number }
  readonly formerLoad: number
}

/** The state of the instrument, as it stores it. */
export interface InstrumentState {
  readonly settings: readonly StoredSetting[]
  readonly memories: readonly StoredMemory[]
}

/** Every setting that `*RST` touches, for each of its channels. */
function places(commands: Declarations): readonly { readonly name: string; readonly channel?: number }[] {
  return Object.entries(commands).flatMap(([name, declaration]) => {
    if (declaration.kind !== 'setting' || declaration.reset === undefined) return []
    return declaration.channels === undefined ? [{ name }] : declaration.channels.map((channel) => ({ name, channel }))
  })
}

/** Stores the present state. */
export function takeState(commands: Declarations, device: DeviceControl, memories: readonly ChannelMemory[]): InstrumentState {
  return {
    settings: places(commands).map((place) => ({ ...place, value: device.get(place.name, place.channel) })),
    memories: memories.map(({ list, autorange, emf, formerLoad }) => ({ list, autorange, emf: { ...emf }, formerLoad })),
  }
}

/** Puts a state back. */
export function putState(state: InstrumentState, device: DeviceControl, memories: readonly ChannelMemory[]): void {
  for (const { name, channel, value } of state.settings) device.set(name, value, channel)
  for (const [index, stored] of state.memories.entries()) Object.assign(
    memories[index] ?? {}, { ...stored, emf: { ...stored.emf } },
  )
}

/** A state as the contents of a file. What is in it is the simulator's own business, as it is the instrument's. */
export function encodeState(state: InstrumentState): Uint8Array {
  const finite = (_: string, value: unknown): unknown => (value === Infinity ? 'Infinity' : value)
  return new TextEncoder().encode(JSON.stringify(state, finite))
}

/** @throws DeviceError -230 for a file that holds no state. */
export function decodeState(file: Uint8Array): InstrumentState {
  try {
    const parsed: unknown = JSON.parse(
      new TextDecoder().decode(file), (_, value: unknown) => (value === 'Infinity' ? Infinity : value),
    )
    if (isState(parsed)) return parsed
  } catch {
    // What is no JSON is refused below, like any other file that holds no state.
  }
  throw new DeviceError(-230, 'Data corrupt or stale;state file')
}

function isState(value: unknown): value is InstrumentState {
  return typeof value === 'object' && value !== null && 'settings' in value && 'memories' in value
}
