/** What the suffix of a number stands for: `MHZ` is 10^6 Hz. */
export interface UnitSuffix {
  /** Base unit by the symbol that `@lab/core` uses. */
  readonly unit: string
  /** Power of ten. */
  readonly exponent: number
  /** A factor that is no power of ten, such as 60 for minutes. */
  readonly factor?: number
}

/** Suffix units (IEEE 488.2, table 7-1; SCPI-99 vol. 1, 7.4) and the symbols they stand for. */
const units: ReadonlyMap<string, string> = new Map([
  ['V', 'V'], ['A', 'A'], ['OHM', 'Ω'], ['HZ', 'Hz'], ['S', 's'], ['SEC', 's'], ['W', 'W'], ['F', 'F'], ['FAR', 'F'],
  ['H', 'H'], ['C', 'C'], ['J', 'J'], ['K', 'K'], ['CEL', '°C'], ['DEG', '°'], ['RAD', 'rad'], ['PCT', '%'], ['PPM', 'ppm'],
  ['DB', 'dB'], ['DBM', 'dBm'], ['DBV', 'dBV'], ['DBMV', 'dBmV'], ['DBUV', 'dBµV'], ['DBUW', 'dBµW'], ['DBW', 'dBW'],
  ['VPP', 'Vpp'], ['VRMS', 'Vrms'], ['VPK', 'Vpk'], ['APP', 'App'], ['ARMS', 'Arms'], ['M', 'm'], ['G', 'g'], ['NEWT', 'N'],
  ['PAL', 'Pa'], ['SIE', 'S'], ['T', 'T'], ['WB', 'Wb'], ['VA', 'VA'],
])

const prefixes: ReadonlyMap<string, number> = new Map([
  ['EX', 18], ['PE', 15], ['T', 12], ['G', 9], ['MA', 6], ['K', 3], ['M', -3], ['U', -6], ['N', -9], ['P', -12], ['F', -15],
  ['A', -18],
])

/** Two units take the prefix M as mega (IEEE 488.2, 7.7.3.3). */
const megaUnits: ReadonlySet<string> = new Set(['HZ', 'OHM'])

const unprefixed: ReadonlySet<string> = new Set(['PCT', 'PPM', 'DB', 'DBM', 'DBV', 'DBMV', 'DBUV', 'DBUW', 'DBW', 'DEG', 'CEL'])

const times: ReadonlyMap<string, UnitSuffix> = new Map([
  ['MIN', { unit: 's', exponent: 0, factor: 60 }],
  ['HR', { unit: 's', exponent: 0, factor: 3600 }],
])

const cache = new Map<string, UnitSuffix>()
const mostCached = 256

function prefixed(text: string, length: number): UnitSuffix | undefined {
  const rest = text.slice(length)
  const symbol = unprefixed.has(rest) ? undefined : units.get(rest)
  const exponent = prefixes.get(text.slice(0, length))
  if (symbol === undefined || exponent === undefined) return undefined
  return { unit: symbol, exponent: exponent === -3 && megaUnits.has(rest) ? 6 : exponent }
}

function simple(text: string): UnitSuffix | undefined {
  const symbol = units.get(text)
  if (symbol !== undefined) return { unit: symbol, exponent: 0 }
  return times.get(text) ?? prefixed(text, 2) ?? prefixed(text, 1)
}

/** `V/US`: one unit per another. */
function quotient(numerator: string, denominator: string): UnitSuffix | undefined {
  const above = simple(numerator)
  const below = simple(denominator)
  if (above === undefined || below === undefined) return undefined
  return {
    unit: `${above.unit}/${below.unit}`,
    exponent: above.exponent - below.exponent,
    factor: (above.factor ?? 1) / (below.factor ?? 1),
  }
}

function resolve(text: string): UnitSuffix | undefined {
  const slash = text.indexOf('/')
  return slash === -1 ? simple(text) : quotient(text.slice(0, slash), text.slice(slash + 1))
}

/**
 * The unit and multiplier of a suffix in any letter case: M is mega before HZ and OHM, milli otherwise; MA is mega always
 * (IEEE 488.2, 7.7.3). `MA` alone is milliampere, `K` alone kelvin, `M` alone metre.
 * @returns undefined for a suffix the standard does not have.
 */
export function parseUnitSuffix(text: string): UnitSuffix | undefined {
  const upper = text.toUpperCase()
  const known = cache.get(upper)
  if (known !== undefined) return known
  const resolved = resolve(upper)
  if (resolved !== undefined && cache.size < mostCached) cache.set(upper, resolved)
  return resolved
}
