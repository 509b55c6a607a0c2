import type { ReadingSource } from './reading.ts'
import type { Unit } from './units.ts'

/** The sample formats an instrument can send. */
export type RawSamples =
  | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array

/**
 * Samples as the instrument sent them, with the scale that makes quantities of them:
 * value\[i\] = (raw\[i\] − origin) · scale + offset in `unit`, at x\[i\] = start + i · step in `xUnit`.
 */
export interface Waveform<U extends string = Unit> {
  readonly kind: 'waveform'
  readonly raw: RawSamples
  readonly scale: number
  readonly origin: number
  readonly offset: number
  readonly unit: U
  /** Position of the first sample, in `xUnit`. */
  readonly start: number
  /** Distance of two samples, in `xUnit`; > 0. */
  readonly step: number
  readonly xUnit: Unit
  /** UTC in milliseconds since 1970, when the waveform had arrived. */
  readonly timeMs: number
  readonly source?: ReadingSource
}

export type WaveformOptions<U extends string> = Pick<Waveform<U>, 'raw' | 'unit' | 'step' | 'timeMs'> &
  Partial<Omit<Waveform<U>, 'kind'>>

/** A waveform with the usual defaults: scale 1, origin 0, offset 0, start 0 s. */
export function waveform<U extends string>(options: WaveformOptions<U>): Waveform<U> {
  return { kind: 'waveform', scale: 1, origin: 0, offset: 0, start: 0, xUnit: 's', ...options }
}

/** True for anything made by {@link waveform}. */
export function isWaveform(value: unknown): value is Waveform {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'waveform' && 'raw' in value
}

/** Samples that are made values at a time: what of them is at hand stays in the processor's cache. */
const piece = 8192

/**
 * The scaled values, written into `target` when one is given.
 * @throws RangeError when `target` has another length than the samples.
 */
export function waveformValues(wave: Waveform, target = new Float64Array(wave.raw.length)): Float64Array {
  const { raw, scale, origin, offset } = wave
  const { length } = raw
  if (target.length !== length) throw new RangeError(`The target has ${target.length} places for ${length} samples.`)
  for (let from = 0; from < length; from += piece) {
    const to = Math.min(from + piece, length)
    // The copy turns every sample format into doubles, so that the loop sees one kind of array only: it is as fast with all of them.
    target.set(raw.subarray(from, to), from)
    for (let i = from; i < to; i++) target[i] = ((target[i] ?? Number.NaN) - origin) * scale + offset
  }
  return target
}
