import { codesPerDivision } from '../specifications.ts'

/** Units of what can be shown. */
export type TraceUnit = 'V' | 'A' | 'V²' | 'V/s' | 'V·s' | 'dBV' | 'Vrms' | '1'

/** How points were made. */
export type AcquisitionType = 'normal' | 'average' | 'highResolution' | 'peak'

/** Left-justified codes of 16 bits that stand for more than a value. */
export const hole = 0
export const clippedLow = 1
const clippedHigh = 0xffff

/** Code of the value in the middle of the screen. */
export const middleCode = 0x8000

/** Codes of 16 bits for one division. */
export const codesPerDivision16 = codesPerDivision * 256

/** Points of one source as they are in the memory. */
export interface Trace {
  /** Left-justified: the 8-bit codes are the upper bytes. */
  readonly codes: Uint16Array
  /** Value of one code of 16 bits. */
  readonly increment: number
  /** Value of {@link middleCode}. */
  readonly origin: number
  /** Place of the first point: s after the trigger, or Hz. */
  readonly start: number
  readonly step: number
  readonly unit: TraceUnit
  readonly type: AcquisitionType
  readonly averages: number
}

/** Turns a value into a code: rounded to so many bits, clipped where the converter ends. */
export function encode(value: number, increment: number, origin: number, bits: number): number {
  const grain = 2 ** (16 - bits)
  const code = Math.round(((value - origin) / increment + middleCode) / grain) * grain
  if (code < 512) return clippedLow
  return code > 0xfeff ? clippedHigh : code
}

/** The value a code stands for; NaN for a hole. */
export function decode(code: number, { increment, origin }: Pick<Trace, 'increment' | 'origin'>): number {
  if (code === hole) return Number.NaN
  const place = code === clippedLow ? 256 : code === clippedHigh ? 0xff00 : code
  return (place - middleCode) * increment + origin
}

const values = new WeakMap<Trace, Float64Array>()

/** All values of a trace. */
export function valuesOf(trace: Trace): Float64Array {
  let known = values.get(trace)
  if (known === undefined) {
    known = new Float64Array(trace.codes.length)
    for (let index = 0; index < known.length; index++) known[index] = decode(trace.codes[index] ?? hole, trace)
    values.set(trace, known)
  }
  return known
}

/** Whether a trace leaves the range of the converter. */
export function isClipped({ codes }: Trace): boolean {
  return codes.includes(clippedLow) || codes.includes(clippedHigh)
}

/** A trace made of computed values. */
export function computedTrace(
  computed: Float64Array, scale: number, offset: number, rest: Pick<Trace, 'start' | 'step' | 'unit' | 'type' | 'averages'>,
): Trace {
  const increment = scale / codesPerDivision16
  const codes = Uint16Array.from(computed, (value) => (Number.isNaN(value) ? hole : encode(value, increment, offset, 16)))
  return { codes, increment, origin: offset, ...rest }
}
