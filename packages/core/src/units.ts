/**
 * The units that the toolkit itself uses, by the symbol it prints. Storage uses the UCUM code beside it
 * (The Unified Code for Units of Measure, §4).
 */
export const knownUnits = {
  V: 'V',
  A: 'A',
  'Ω': 'Ohm',
  W: 'W',
  Hz: 'Hz',
  s: 's',
  F: 'F',
  H: 'H',
  C: 'C',
  J: 'J',
  K: 'K',
  '°C': 'Cel',
  '°': 'deg',
  rad: 'rad',
  '%': '%',
  ppm: '[ppm]',
  dB: 'dB',
  dBm: 'dB[mW]',
  dBV: 'dB[V]',
  Vpp: 'V{pp}',
  Vrms: 'V{rms}',
  m: 'm',
  kg: 'kg',
  N: 'N',
  Pa: 'Pa',
  '1': '1',
} as const

/** A unit the toolkit knows. */
export type KnownUnit = keyof typeof knownUnits

/** Any unit: a known one completes in the editor, an unknown one is kept as it is. */
export type Unit = KnownUnit | (string & Record<never, never>)

declare const unitOf: unique symbol

/**
 * A number that remembers its unit in its type only. A plain number is accepted where a `Quantity` is asked for; a quantity
 * of another unit does not compile. Arithmetic gives a plain number again.
 */
export type Quantity<U extends string> = number & { readonly [unitOf]?: U }

/** True for a unit that {@link knownUnits} lists. */
export function isKnownUnit(unit: string): unit is KnownUnit {
  return Object.hasOwn(knownUnits, unit)
}
