import type { Signal } from './signal.ts'

/** A value that does not change. */
export class ConstantWaveform implements Signal {
  readonly #value: number

  constructor(value: number) {
    this.#value = value
  }

  at(_time: number): number {
    return this.#value
  }
}

/** A signal times a factor, plus an offset. */
export class ScaledWaveform implements Signal {
  readonly period?: number
  readonly #signal: Signal
  readonly #factor: number
  readonly #offset: number

  constructor(signal: Signal, factor: number, offset: number) {
    if (signal.period !== undefined) this.period = signal.period
    this.#signal = signal
    this.#factor = factor
    this.#offset = offset
  }

  /** The same, higher by a constant. */
  raisedBy(constant: number): ScaledWaveform {
    return new ScaledWaveform(this.#signal, this.#factor, this.#offset + constant)
  }

  at(time: number): number {
    return this.#offset + this.#factor * this.#signal.at(time)
  }
}

/** Signals of one or more ports, and a constant. */
export class SumWaveform implements Signal {
  readonly period?: number
  readonly #parts: readonly Signal[]
  readonly #offset: number

  constructor(parts: readonly Signal[], offset: number) {
    const period = commonPeriod(parts)
    if (period !== undefined) this.period = period
    this.#parts = parts
    this.#offset = offset
  }

  at(time: number): number {
    let sum = this.#offset
    for (let index = 0; index < this.#parts.length; index++) sum += this.#parts[index]?.at(time) ?? 0
    return sum
  }
}

/** How many periods of the longest one may make up the common one, and how well they must fit. */
const mostPeriods = 1000
const tolerance = 1e-9

/** The shortest time in s after which all signals repeat; undefined where one does not, or it would be too long. */
export function commonPeriod(signals: readonly Signal[]): number | undefined {
  const periods = signals.map(({ period }) => period ?? Infinity)
  const longest = Math.max(...periods)
  if (longest === Infinity || periods.length === 0) return undefined
  for (let count = 1; count <= mostPeriods; count++) {
    const total = count * longest
    if (periods.every((period) => Math.abs(total / period - Math.round(total / period)) <= tolerance * count)) return total
  }
  return undefined
}
