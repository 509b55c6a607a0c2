/** Values on an even grid. */
export interface SampleRecord {
  readonly values: Float64Array
  readonly start: number
  readonly step: number
}

/** One edge from one outer threshold to the other, with the times at which it passes the three. */
export interface Edge {
  readonly rising: boolean
  readonly lower: number
  readonly middle: number
  readonly upper: number
}

/** Levels of the three thresholds. */
export interface Thresholds {
  readonly lower: number
  readonly middle: number
  readonly upper: number
}

/** Where between two points a level is passed, going back from an index. */
function crossing({ values, start, step }: SampleRecord, level: number, rising: boolean, from: number, down: number): number {
  for (let index = from; index > down; index--) {
    const before = values[index - 1] ?? 0
    const after = values[index] ?? 0
    if (rising ? before < level && after >= level : before > level && after <= level) {
      return start + (index - 1 + (level - before) / (after - before)) * step
    }
  }
  return start + down * step
}

/** The edges of a record in their order: each begins beyond one outer threshold and ends beyond the other. */
export function edgesOf(record: SampleRecord, thresholds: Thresholds): readonly Edge[] {
  const { values } = record
  const edges: Edge[] = []
  let side = 0
  let left = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0
    const now = value >= thresholds.upper ? 1 : value <= thresholds.lower ? -1 : 0
    if (now !== 0 && now === side) left = index
    if (now === 0 || now === side) continue
    if (side !== 0) edges.push(edgeAt(record, thresholds, now > 0, index, left))
    side = now
    left = index
  }
  return edges
}

function edgeAt(record: SampleRecord, { lower, middle, upper }: Thresholds, rising: boolean, index: number, left: number): Edge {
  const at = (level: number): number => crossing(record, level, rising, index, left)
  return { rising, lower: at(lower), middle: at(middle), upper: at(upper) }
}

/** Top and base of a record, and its extremes. */
export interface Levels {
  readonly maximum: number
  readonly minimum: number
  readonly top: number
  readonly base: number
}

const bins = 256

/** The value that occurs most in the upper or lower part of the range, where one clearly does; the extreme otherwise. */
function commonValue(counts: Uint32Array, sums: Float64Array, from: number, to: number, total: number, extreme: number): number {
  let best = from
  for (let bin = from; bin < to; bin++) if ((counts[bin] ?? 0) > (counts[best] ?? 0)) best = bin
  const count = counts[best] ?? 0
  return count > 0.05 * total ? (sums[best] ?? 0) / count : extreme
}

export function levelsOf(values: Float64Array): Levels {
  let [maximum, minimum] = [-Infinity, Infinity]
  for (const value of values) {
    if (value > maximum) maximum = value
    if (value < minimum) minimum = value
  }
  const span = maximum - minimum
  if (!(span > 0)) return { maximum, minimum, top: maximum, base: minimum }
  const counts = new Uint32Array(bins)
  const sums = new Float64Array(bins)
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor(((value - minimum) / span) * bins))
    counts[bin] = (counts[bin] ?? 0) + 1
    sums[bin] = (sums[bin] ?? 0) + value
  }
  const part = Math.round(bins * 0.4)
  return {
    maximum, minimum,
    top: commonValue(counts, sums, bins - part, bins, values.length, maximum),
    base: commonValue(counts, sums, 0, part, values.length, minimum),
  }
}
