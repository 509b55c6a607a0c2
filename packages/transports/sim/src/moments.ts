import type { Signal } from './signal.ts'

/** Points over a period: two small counts of which one is not a multiple of the other, and the count where they disagree. */
const quickPoints = 256
const otherPoints = 375
const allPoints = 16384

/** How well the two must agree, as a part of the largest value, or of the square. */
const agreement = 1e-12

/** Average of a signal in V, and of the square of its deviation from that in V². */
export interface Moments {
  readonly mean: number
  readonly variance: number
  /** Largest distance from 0. */
  readonly largest: number
}

function momentsOf(signal: Signal, time: number, points: number): Moments {
  const origin = signal.at(0)
  let [sum, squares, largest] = [0, 0, Math.abs(origin)]
  for (let index = 0; index < points; index++) {
    const value = signal.at(((index + 0.5) * time) / points)
    const deviation = value - origin
    sum += deviation
    squares += deviation * deviation
    if (value > largest) largest = value
    else if (-value > largest) largest = -value
  }
  const mean = sum / points
  return { mean: origin + mean, variance: Math.max(0, squares / points - mean * mean), largest }
}

/** Average and variance over a time that the signal repeats after. A smooth signal, such as a sine, needs few points. */
export function moments(signal: Signal, time: number): Moments {
  const quick = momentsOf(signal, time, quickPoints)
  const other = momentsOf(signal, time, otherPoints)
  const isSmooth = Math.abs(quick.mean - other.mean) <= agreement * quick.largest
    && Math.abs(quick.variance - other.variance) <= agreement * quick.largest ** 2
  return isSmooth ? other : momentsOf(signal, time, allPoints)
}
