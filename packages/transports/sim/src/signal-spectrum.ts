import { fourier } from './fourier.ts'
import { moments } from './moments.ts'
import type { Signal } from './signal.ts'

/** Points of one period that are looked at. */
export const pointsPerPeriod = 16384

/** Part of the largest value below which an average is rounding. */
const roundingShare = 1e-13

/** Harmonics of one period, c[k] of Σ c[k]·exp(2πi·k·t/T) for k = 0 … N/2. */
export interface Spectrum {
  readonly re: Float64Array
  readonly im: Float64Array
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
  const im = new Float64Array(pointsPerPeriod)
  fourier(re, im)
  for (let k = 0; k <= pointsPerPeriod / 2; k++) centre(re, im, k)
  const spectrum = { re: re.subarray(0, pointsPerPeriod / 2 + 1), im: im.subarray(0, pointsPerPeriod / 2 + 1) }
  spectra.set(signal, spectrum)
  return spectrum
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
