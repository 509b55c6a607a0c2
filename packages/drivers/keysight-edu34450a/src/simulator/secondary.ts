import type { DmmFunction } from '../functions.ts'

const together: ReadonlySet<string> = new Set([
  'dc-voltage', 'ac-voltage', 'dc-current', 'ac-current', 'frequency', 'current-frequency',
])

/**
 * Whether two functions can be shown at once: those that put nothing into the circuit, and temperature with its resistance. The
 * pairs of the real meter are not documented; these follow from what its input does.
 */
export function canBePaired(primary: DmmFunction, secondary: DmmFunction): boolean {
  if (primary === secondary) return false
  if (primary === 'temperature') return secondary === 'resistance'
  return together.has(primary) && together.has(secondary)
}
