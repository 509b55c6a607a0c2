import { encodeBlock } from '@lab/scpi'
import { DeviceError, type DeviceControl, type DeviceValue } from '@lab/scpi/device'
import { edu36311aDeclarations } from './settings.ts'

interface StoredSetting {
  readonly name: string
  readonly channel?: number
  readonly value: DeviceValue
}

/** Every setting that `*RST` touches, for each of its channels. */
function storedPlaces(): readonly { readonly name: string; readonly channel?: number }[] {
  return Object.entries(edu36311aDeclarations).flatMap(([name, declaration]) => {
    if (declaration.kind !== 'setting' || declaration.reset === undefined) return []
    return declaration.channels === undefined ? [{ name }] : declaration.channels.map((channel) => ({ name, channel }))
  })
}

/** `SYSTem:SET?`: the state as a block. What is in it is the simulator's own business, as it is the instrument's. */
export function encodeState(device: DeviceControl): Uint8Array {
  const settings: StoredSetting[] = storedPlaces().map((place) => ({ ...place, value: device.get(place.name, place.channel) }))
  return encodeBlock(new TextEncoder().encode(JSON.stringify(settings)))
}

function isStoredSetting(value: unknown): value is StoredSetting {
  return typeof value === 'object' && value !== null && 'name' in value && 'value' in value
}

function parseState(block: Uint8Array): readonly StoredSetting[] {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(block))
    if (Array.isArray(parsed) && parsed.every(isStoredSetting)) return parsed
  } catch {
    // What is no JSON is refused below, like any other block that did not come from SYSTem:SET?.
  }
  throw new DeviceError(-161)
}

/** @throws DeviceError -161 for a block that is none of {@link encodeState}. */
export function restoreState(device: DeviceControl, block: Uint8Array): void {
  for (const { name, channel, value } of parseState(block)) device.set(name, value, channel)
}
