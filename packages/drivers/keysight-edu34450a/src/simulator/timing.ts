import { readingRates } from '../specifications.ts'
import { isGraded, rangeKeyOf, type DisplaySetup } from './setup.ts'

/** Readings per second of functions without a speed of their own (data sheet; that of capacitance is a guess). */
const fixedRates = { capacitance: 1, temperature: 4.5, continuity: 110, diode: 110 } as const

/** Milliseconds that one reading of a display takes; 0 while it is off. */
export function readingMs(setup: DisplaySetup): number {
  const { function: name, aperture } = setup
  if (name === undefined) return 0
  if (name === 'frequency' || name === 'current-frequency') return 1000 * aperture * (1 / 0.9)
  if (isGraded(name)) return 1000 / readingRates[name][setup.rangeSetup(rangeKeyOf(name) ?? name).speed]
  return 1000 / fixedRates[name]
}
