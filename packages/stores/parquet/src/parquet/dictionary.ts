/** Distinct values of a column with the place of each row's value among them. */
export interface Dictionary<T> {
  readonly values: readonly T[]
  /** For each row that has a value. */
  readonly places: Uint32Array
}

const sampleSize = 512
/** More distinct values than this are no dictionary: it would take memory and win little. */
const mostValues = 16_384

/** −0 is another value than 0; every NaN is the same. */
function keyOf(value: unknown): unknown {
  return Object.is(value, -0) ? '-0' : value
}

/** A dictionary where it takes less than half the room of the values, `sizeOf` each. */
export function dictionaryOf<T extends number | string>(
  items: ArrayLike<T>, sizeOf: (value: T) => number,
): Dictionary<T> | undefined {
  if (items.length < 8 || isVaried(items)) return undefined
  const places = new Uint32Array(items.length)
  const values: T[] = []
  const known = new Map<unknown, number>()
  let plain = 0
  let distinct = 0
  for (let i = 0; i < items.length; i++) {
    const value = items[i]
    if (value === undefined) return undefined
    const key = value === 0 ? keyOf(value) : value
    let place = known.get(key)
    if (place === undefined) {
      place = values.length
      if (place === mostValues) return undefined
      known.set(key, place)
      values.push(value)
      distinct += sizeOf(value)
    }
    places[i] = place
    plain += sizeOf(value)
  }
  return 2 * (distinct + (items.length * widthOf(values.length)) / 8) <= plain ? { values, places } : undefined
}

/** Bits for the place of one of so many values. */
export function widthOf(values: number): number {
  return Math.max(1, 32 - Math.clz32(values - 1))
}

/** Whether a sample over all rows has hardly a value twice. */
function isVaried<T>(items: ArrayLike<T>): boolean {
  const size = Math.min(sampleSize, items.length)
  const seen = new Set<unknown>()
  for (let i = 0; i < size; i++) seen.add(keyOf(items[Math.floor((i * items.length) / size)]))
  return seen.size > size * 0.75
}
