import type { Complex } from './complex-system.ts'
import { fourier } from './fourier.ts'
import type { Signal } from './signal.ts'
import { harmonics, pointsPerPeriod, spectrumOf, type Spectrum } from './signal-spectrum.ts'

/** Part of the largest harmonic below which one is left out. */
const leastShare = 1e-9

/** Gain at a frequency in Hz. */
export type Gain = (frequency: number) => Complex

/**
 * What a circuit with capacitors and inductors makes of a signal that repeats, without its average: `direct` times the signal,
 * plus a table of one period. `direct` is the gain at the highest harmonic, so that what is left for the table has no steps.
 */
export class PeriodicResponse implements Signal {
  readonly period: number
  readonly #signal: Signal
  readonly #direct: number
  /** One period and its first point once more. */
  readonly #table = new Float64Array(pointsPerPeriod + 1)

  constructor(signal: Signal, period: number, mean: number, gain: Gain) {
    this.period = period
    this.#signal = signal
    this.#direct = gain(harmonics / period).re
    this.#fill(spectrumOf(signal, period), gain)
    const offset = this.#direct * mean
    for (let index = 0; index < this.#table.length; index++) this.#table[index] = (this.#table[index] ?? 0) - offset
  }

  at(time: number): number {
    const turns = time / this.period
    const place = (turns - Math.floor(turns)) * pointsPerPeriod
    const index = Math.min(Math.floor(place), pointsPerPeriod - 1)
    const before = this.#table[index] ?? 0
    const rest = before + (place - index) * ((this.#table[index + 1] ?? 0) - before)
    return this.#direct === 0 ? rest : rest + this.#direct * this.#signal.at(time)
  }

  #fill({ re, im }: Spectrum, gain: Gain): void {
    const least = leastShare * this.#largest(re, im)
    const tableRe = new Float64Array(pointsPerPeriod)
    const tableIm = new Float64Array(pointsPerPeriod)
    for (let k = 1; k <= harmonics; k++) {
      const ownRe = re[k] ?? 0
      const ownIm = im[k] ?? 0
      if (Math.hypot(ownRe, ownIm) <= least) continue
      const factor = gain(k / this.period)
      const rest = factor.re - this.#direct
      tableRe[k] = 2 * (ownRe * rest - ownIm * factor.im)
      tableIm[k] = 2 * (ownRe * factor.im + ownIm * rest)
    }
    fourier(tableIm, tableRe)
    this.#table.set(tableRe)
    this.#table[pointsPerPeriod] = tableRe[0] ?? 0
  }

  #largest(re: Float64Array, im: Float64Array): number {
    let largest = 0
    for (let k = 1; k <= harmonics; k++) largest = Math.max(largest, Math.hypot(re[k] ?? 0, im[k] ?? 0))
    return largest
  }
}
