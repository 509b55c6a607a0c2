import { moments } from './moments.ts'
import type { Signal } from './signal.ts'
import { commonPeriod } from './waveform.ts'

/** How long a signal without period is looked at, from its time 0, in s. */
const aperiodicTime = 1

/** An effective value below this, in V or A, is rounding. */
const leastRms = 1e-12

/** The alternating part of what is at a port: effective value in V or A, and frequency in Hz. */
export interface Alternating {
  readonly rms: number
  readonly frequency: number
}

/** Effective value of what alternates in a signal, over a time that it repeats after. */
function rmsOver(signal: Signal, time: number): number {
  return Math.sqrt(moments(signal, time).variance)
}

/**
 * Effective value over one common period of the parts. Where they have none they are not in step with each other, and their
 * squares add. The frequency is that of the strongest part, 0 where nothing alternates or that part does not repeat.
 */
export function alternatingOf(whole: Signal, parts: readonly Signal[]): Alternating {
  let strongest: Signal | undefined
  let largest = leastRms
  let squares = 0
  for (const part of parts) {
    const rms = rmsOver(part, part.period ?? aperiodicTime)
    squares += rms * rms
    if (rms <= largest) continue
    largest = rms
    strongest = part
  }
  if (strongest === undefined) return { rms: 0, frequency: 0 }
  const period = parts.length === 1 ? undefined : commonPeriod(parts)
  const rms = period === undefined ? Math.sqrt(squares) : rmsOver(whole, period)
  return { rms, frequency: strongest.period === undefined ? 0 : 1 / strongest.period }
}
