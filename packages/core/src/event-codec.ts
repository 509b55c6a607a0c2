import { canonicalPoint } from './canonical-point.ts'
import { SessionError, StoreError } from './errors.ts'
import { isReading, type Uncertainty, type UncertaintyComponent } from './reading.ts'
import type { CellDetail, PointAcquired, SessionEvent } from './session-event.ts'
import { printedUnit, rewriteEvent, rewriteReading, rewriteWaveform, storedUnit } from './stored-units.ts'
import { isWaveform, type RawSamples } from './waveform.ts'

/** An event as text with its binary parts beside it: what a store keeps. */
export interface EncodedEvent {
  /** JSON after the published schema. */
  readonly json: string
  /** Bytes that the JSON refers to as `{"$bytes": index, …}`. */
  readonly blobs: readonly Uint8Array[]
}

const noBlobs: readonly Uint8Array[] = []

const sampleTypes = {
  int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array,
  float32: Float32Array, float64: Float64Array,
} as const

type SampleType = keyof typeof sampleTypes

/**
 * Encodes an event. Every float64 comes back bit for bit, except that all NaN are one. Units are stored as UCUM codes and come back
 * as their printed symbols, so that `ohm` comes back as `Ω`; one that nobody knows comes back as it was. Equal points give equal
 * text, whatever the order of their keys.
 */
export function encodeEvent(given: SessionEvent): EncodedEvent {
  const event = given.type === 'point' ? canonicalPoint(given) : given
  if (event.type === 'point' && isPlainPoint(event)) return { json: JSON.stringify(event), blobs: noBlobs }
  const blobs: Uint8Array[] = []
  return { json: JSON.stringify(rewriteEvent(toJson(event, blobs, event.type), storedUnit)), blobs }
}

/** Whether JSON has a form of its own for everything in a point. That is the common case, and much the fastest. */
function isPlainPoint({ cells, details }: PointAcquired): boolean {
  for (const cell of cells) if (!isPlain(cell)) return false
  if (details === undefined) return true
  for (const detail of details) if (detail !== null && !isPlainDetail(detail)) return false
  return true
}

function isPlainDetail({ timeMs, range, raw, condition, uncertainty, source }: CellDetail): boolean {
  if (condition !== undefined || source !== undefined) return false
  return isPlain(timeMs) && isPlain(range) && isPlain(raw) && (uncertainty === undefined || isPlainUncertainty(uncertainty))
}

function isPlainUncertainty({ standard, degreesOfFreedom, components }: Uncertainty): boolean {
  return isPlain(standard) && isPlain(degreesOfFreedom) && (components === undefined || components.every(isPlainComponent))
}

function isPlainComponent({ standard, degreesOfFreedom, ensemble, input }: UncertaintyComponent): boolean {
  return isPlain(standard) && isPlain(degreesOfFreedom) && ensemble === undefined && input === undefined
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return isPlainNumber(value)
  return value === null || typeof value === 'string' || typeof value === 'boolean' || value === undefined
}

function isPlainNumber(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/**
 * Checks that a value can be stored, without storing it.
 * @throws SessionError (value) naming the path of what cannot.
 */
export function assertStorable(value: unknown, path: string): void {
  toJson(value, [], path)
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

function toJson(value: unknown, blobs: Uint8Array[], path: string, above: readonly object[] = []): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return isPlainNumber(value) ? value : { $number: numberText(value) }
  if (typeof value !== 'object') return refuseValue(path, describeKind(value))
  if (above.includes(value)) return refuseValue(path, 'a circular reference')
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? refuseValue(path, 'an invalid date') : { $date: value.toISOString() }
  if (value instanceof Uint8Array) return bytesToJson(value, blobs, path)
  const inside = [...above, value]
  if (isWaveform(value)) {
    const { raw, kind: _, ...rest } = value
    return { $waveform: { ...rewriteWaveform(objectToJson(rest, blobs, path, inside), storedUnit), raw: bytesToJson(raw, blobs, path) } }
  }
  if (isReading(value)) return { $reading: rewriteReading(objectToJson(value, blobs, path, inside), storedUnit) }
  if (Array.isArray(value)) return value.map((item, index) => toJson(item, blobs, `${path}[${index}]`, inside))
  return objectToJson(value, blobs, path, inside)
}

function objectToJson(value: object, blobs: Uint8Array[], path: string, above: readonly object[]): { [key: string]: Json } {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    refuseValue(path, `an instance of ${value.constructor.name}`)
  }
  const json: { [key: string]: Json } = {}
  for (const [key, item] of Object.entries(value)) {
    if (key.startsWith('$') || key === '__proto__') refuseValue(`${path}.${key}`, `a key that is reserved (${key})`)
    if (item !== undefined) json[key] = toJson(item, blobs, `${path}.${key}`, above)
  }
  return json
}

function bytesToJson(raw: RawSamples, blobs: Uint8Array[], path: string): Json {
  const type = sampleTypeOf(raw)
  if (type === undefined) return refuseValue(`${path}.raw`, describeKind(raw))
  blobs.push(littleEndianBytes(raw))
  return { $bytes: blobs.length - 1, type, length: raw.length }
}

function sampleTypeOf(raw: RawSamples): SampleType | undefined {
  for (const [name, constructor] of Object.entries(sampleTypes)) {
    if (raw instanceof constructor && isSampleType(name)) return name
  }
  return undefined
}

function isSampleType(name: string): name is SampleType {
  return Object.hasOwn(sampleTypes, name)
}

const machineIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** The bytes of samples, least significant first, as blobs have them. */
function littleEndianBytes(raw: RawSamples): Uint8Array {
  const bytes = new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength)
  return machineIsLittleEndian ? bytes : swapped(bytes, raw.BYTES_PER_ELEMENT)
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const result = new Uint8Array(bytes) // slice() of a Buffer is no copy
  for (let i = 0; i < result.length; i += width) result.subarray(i, i + width).reverse()
  return result
}

function describeKind(value: unknown): string {
  if (typeof value === 'function') return `a function${value.name === '' ? '' : ` (${value.name})`}`
  if (value === undefined) return 'undefined'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function refuseValue(path: string, what: string): never {
  throw new SessionError('value', `${path} is ${what}, which cannot be stored.`, {
    hint: 'Store numbers, strings, booleans, null, dates, bytes, readings, waveforms, and arrays or plain objects of these.',
  })
}

/**
 * Decodes what {@link encodeEvent} made. Samples are views into the blobs where their alignment allows it.
 * @throws StoreError (corrupt) where the text is not an event.
 */
export function decodeEvent(encoded: EncodedEvent): SessionEvent {
  let parsed: unknown
  try {
    parsed = JSON.parse(encoded.json)
  } catch (cause) {
    throw new StoreError('corrupt', 'A stored event is not JSON.', { cause })
  }
  const event = encoded.json.includes('"$') ? fromJson(parsed, encoded.blobs) : parsed
  if (!isEvent(event)) throw new StoreError('corrupt', `A stored event has no type, number or time: ${encoded.json.slice(0, 80)}`)
  return rewriteEvent(event, printedUnit)
}

/** The stamp and type are checked; the rest was checked when it was written. */
function isEvent(value: unknown): value is SessionEvent {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' &&
    'seq' in value && typeof value.seq === 'number' && 'timeMs' in value && typeof value.timeMs === 'number'
  )
}

function fromJson(value: unknown, blobs: readonly Uint8Array[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => fromJson(item, blobs))
  if ('$number' in value) return Number(value.$number)
  if ('$date' in value) return new Date(String(value.$date))
  if ('$reading' in value) return rewriteReading(fromJson(value.$reading, blobs), printedUnit)
  if ('$bytes' in value) return samplesFromJson(value, blobs)
  if ('$waveform' in value) return Object.assign({ kind: 'waveform' }, rewriteWaveform(fromJson(value.$waveform, blobs), printedUnit))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fromJson(item, blobs)]))
}

function samplesFromJson(value: { readonly $bytes: unknown; readonly type?: unknown }, blobs: readonly Uint8Array[]): RawSamples {
  const bytes = blobs[Number(value.$bytes)]
  const type = String(value.type)
  if (bytes === undefined || !isSampleType(type)) throw new StoreError('corrupt', 'A stored waveform has lost its samples.')
  const constructor = sampleTypes[type]
  const width = constructor.BYTES_PER_ELEMENT
  const ordered = machineIsLittleEndian ? bytes : swapped(bytes, width)
  const aligned = ordered.byteOffset % width === 0 ? ordered : new Uint8Array(ordered) // slice() of a Buffer is no copy
  // Blobs come from files and from slice(): never from shared memory.
  return new constructor(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / width)
}
