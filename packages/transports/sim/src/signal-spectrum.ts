import { fourier } from './fourier.ts'
import { moments } from './moments.ts'
import type { Signal } from './signal.ts'

/** Points of one period that are looked at. */
export const pointsPerPeriod = 16384

/** Part of the largest value below which an average is rounding. */
const roundingShare = 1e-13

/** Harmonics that are sent through the circuit one by one. */
export const harmonics = 2048

/** Part of the power that may be above these harmonics, or between the points, as it is of a pulse that is not too short. */
const mostBeyond = 0.05

/** Every so many points one between the points is looked at. */
const checkedPoints = 37

/** Harmonics of one period, c[k] of Σ c[k]·exp(2πi·k·t/T) for k = 0 … N/2. */
export interface Spectrum {
  readonly re: Float64Array
  readonly im: Float64Array
  /** Whether they are the signal: those of a short burst of a fast sine are not. */
  readonly isResolved: boolean
}

const means = new WeakMap<Signal, number>()
const spectra = new WeakMap<Signal, Spectrum>()

function samplePeriod(signal: Signal, period: number): Float64Array {
  const values = new Float64Array(pointsPerPeriod)
  for (let index = 0; index < pointsPerPeriod; index++) values[index] = signal.at(((index + 0.5) * period) / pointsPerPeriod)
  return values
}

/** The average in V over one period; 0 for a signal without period. */
export function meanOf(signal: Signal): number {
  if (signal.period === undefined) return 0
  const known = means.get(signal)
  if (known !== undefined) return known
  const { mean, largest } = moments(signal, signal.period)
  const rounded = Math.abs(mean) <= roundingShare * largest ? 0 : mean
  means.set(signal, rounded)
  return rounded
}

/** The harmonics of a signal that repeats; with point k at the middle of its interval. */
export function spectrumOf(signal: Signal, period: number): Spectrum {
  const known = spectra.get(signal)
  if (known !== undefined) return known
  const re = samplePeriod(signal, period)
  const between = powerBetween(signal, period, re)
  const im = new Float64Array(pointsPerPeriod)
  fourier(re, im)
  for (let k = 0; k <= pointsPerPeriod / 2; k++) centre(re, im, k)
  const half = { re: re.subarray(0, pointsPerPeriod / 2 + 1), im: im.subarray(0, pointsPerPeriod / 2 + 1) }
  const [within, beyond] = [powerOf(half, 1, harmonics), powerOf(half, harmonics + 1, pointsPerPeriod / 2)]
  const spectrum = { ...half, isResolved: Math.max(beyond, between) <= mostBeyond * within }
  spectra.set(signal, spectrum)
  return spectrum
}

/** Power of what is between the points and not on the straight line from one to the next. */
function powerBetween(signal: Signal, period: number, values: Float64Array): number {
  let sum = 0
  let count = 0
  for (let index = 0; index < pointsPerPeriod - 1; index += checkedPoints, count++) {
    const turns = count * Math.SQRT2
    const place = turns - Math.floor(turns)
    const line = (1 - place) * (values[index] ?? 0) + place * (values[index + 1] ?? 0)
    sum += (signal.at(((index + 0.5 + place) * period) / pointsPerPeriod) - line) ** 2
  }
  return sum / count
}

/** Power of the harmonics of both signs. */
function powerOf({ re, im }: { re: Float64Array; im: Float64Array }, from: number, to: number): number {
  let sum = 0
  for (let k = from; k <= to; k++) sum += (re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2
  return 2 * sum
}

/** Divides by the number of points, and refers the phase to the start of the period. */
function centre(re: Float64Array, im: Float64Array, k: number): void {
  const angle = (-Math.PI * k) / pointsPerPeriod
  const cosine = Math.cos(angle) / pointsPerPeriod
  const sine = Math.sin(angle) / pointsPerPeriod
  const before = re[k] ?? 0
  re[k] = before * cosine - (im[k] ?? 0) * sine
  im[k] = before * sine + (im[k] ?? 0) * cosine
}
