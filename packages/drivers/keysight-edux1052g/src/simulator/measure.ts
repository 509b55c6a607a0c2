import { edgesOf, levelsOf, type Edge, type Levels, type SampleRecord, type Thresholds } from './edges.ts'

/** How thresholds are given. */
export interface ThresholdDefinition {
  readonly kind: 'percent' | 'absolute'
  readonly upper: number
  readonly middle: number
  readonly lower: number
}

export const standardThresholds: ThresholdDefinition = { kind: 'percent', upper: 90, middle: 50, lower: 10 }

/** What a measurement is made of; worked out once for a record. */
export interface Subject {
  readonly record: SampleRecord
  /** Whether it leaves the range of the converter. */
  readonly clipped: boolean
  /** Least amplitude that has edges: less is noise. */
  readonly leastAmplitude: number
  readonly definition: ThresholdDefinition
}

/** Stands for what cannot be measured. */
export const invalid = Number.POSITIVE_INFINITY

/** One record with what is known of its levels and edges. */
export class Measured {
  readonly record: SampleRecord
  readonly levels: Levels
  readonly edges: readonly Edge[]
  readonly clipped: boolean

  constructor({ record, clipped, leastAmplitude, definition }: Subject) {
    this.record = record
    this.clipped = clipped
    this.levels = levelsOf(record.values)
    const { maximum, minimum } = this.levels
    this.edges = maximum - minimum < leastAmplitude ? [] : edgesOf(record, thresholdsOf(this.levels, definition))
  }

  /** Times at which edges of one direction pass the middle. */
  middles(rising: boolean): readonly number[] {
    return this.edges.filter((edge) => edge.rising === rising).map(({ middle }) => middle)
  }

  /** Time of the first whole cycle; undefined without one. */
  get cycle(): { readonly from: number; readonly to: number } | undefined {
    const [first] = this.edges
    if (first === undefined) return undefined
    const [from, to] = this.middles(first.rising)
    return from === undefined || to === undefined ? undefined : { from, to }
  }

  /** Width of the first pulse that begins with an edge of this direction. */
  width(rising: boolean): number {
    const index = this.edges.findIndex((edge) => edge.rising === rising)
    const [begin, end] = [this.edges[index], this.edges[index + 1]]
    return index < 0 || begin === undefined || end === undefined ? invalid : end.middle - begin.middle
  }

  /** The values of the whole record or of the first cycle; undefined where there is none. */
  part(cycle: boolean): Float64Array | undefined {
    if (!cycle) return this.record.values
    const { cycle: span, record: { values, start, step } } = this
    if (span === undefined) return undefined
    return values.subarray(Math.round((span.from - start) / step), Math.round((span.to - start) / step))
  }
}

function thresholdsOf({ top, base }: Levels, { kind, upper, middle, lower }: ThresholdDefinition): Thresholds {
  if (kind === 'absolute') return { upper, middle, lower }
  const at = (percent: number): number => base + ((top - base) * percent) / 100
  return { upper: at(upper), middle: at(middle), lower: at(lower) }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function meanOf(subject: Measured, cycle: boolean): number {
  const values = subject.part(cycle)
  return values === undefined || values.length === 0 ? invalid : mean(values)
}

export function rmsOf(subject: Measured, cycle: boolean, ac: boolean): number {
  const values = subject.part(cycle)
  if (values === undefined || values.length === 0) return invalid
  const centre = ac ? mean(values) : 0
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length)
}

function periodOf({ cycle }: Measured): number {
  return cycle === undefined ? invalid : cycle.to - cycle.from
}

function edgeTime({ edges }: Measured, rising: boolean): number {
  const edge = edges.find((candidate) => candidate.rising === rising)
  return edge === undefined ? invalid : Math.abs(edge.upper - edge.lower)
}

function bitRate({ edges }: Measured): number {
  let shortest = Infinity
  for (const [index, edge] of edges.entries()) {
    const next = edges[index + 1]
    if (next !== undefined) shortest = Math.min(shortest, next.middle - edge.middle)
  }
  return Number.isFinite(shortest) ? 1 / shortest : invalid
}

function placeOf({ record: { values, start, step } }: Measured, extreme: number): number {
  return start + values.indexOf(extreme) * step
}

function ofAmplitude({ levels: { top, base } }: Measured, part: number): number {
  return top > base ? (100 * part) / (top - base) : invalid
}

type Formula = (subject: Measured) => number

/** Not where the converter was overdriven: what is beyond it is not known. */
function inRange(formula: Formula): Formula {
  return (subject) => (subject.clipped ? invalid : formula(subject))
}

/** What each measurement of one source is, by the name of its declaration. */
export const formulas: Readonly<Record<string, Formula>> = {
  measurePeakToPeak: inRange(({ levels }) => levels.maximum - levels.minimum),
  measureMaximum: inRange(({ levels }) => levels.maximum),
  measureMinimum: inRange(({ levels }) => levels.minimum),
  measureAmplitude: inRange(({ levels }) => levels.top - levels.base),
  measureTop: inRange(({ levels }) => levels.top),
  measureBase: inRange(({ levels }) => levels.base),
  measureOvershoot: inRange((subject) => ofAmplitude(subject, subject.levels.maximum - subject.levels.top)),
  measurePreshoot: inRange((subject) => ofAmplitude(subject, subject.levels.base - subject.levels.minimum)),
  measurePeriod: periodOf,
  measureFrequency: (subject) => 1 / periodOf(subject) || invalid,
  measurePositiveWidth: (subject) => subject.width(true),
  measureNegativeWidth: (subject) => subject.width(false),
  measureDutyCycle: (subject) => (Number.isFinite(periodOf(subject)) ? (100 * subject.width(true)) / periodOf(subject) : invalid),
  measureRiseTime: (subject) => edgeTime(subject, true),
  measureFallTime: (subject) => edgeTime(subject, false),
  measureBitRate: bitRate,
  measureTimeOfMaximum: (subject) => placeOf(subject, subject.levels.maximum),
  measureTimeOfMinimum: (subject) => placeOf(subject, subject.levels.minimum),
}

/** The n-th edge of one direction, from either of two subjects to the other. */
export function delayBetween(one: Measured, other: Measured, firstRising: boolean, secondRising: boolean): number {
  const [from] = one.middles(firstRising)
  if (from === undefined) return invalid
  const candidates = other.middles(secondRising)
  const nearest = candidates.reduce((best, time) => (Math.abs(time - from) < Math.abs(best - from) ? time : best), Infinity)
  return Number.isFinite(nearest) ? nearest - from : invalid
}

/** Phase in degrees from one to the other, by the period of the first. */
export function phaseBetween(one: Measured, other: Measured): number {
  const period = periodOf(one)
  const delay = delayBetween(one, other, true, true)
  return Number.isFinite(period) && Number.isFinite(delay) ? (-delay / period) * 360 : invalid
}

/** Time at which a value is crossed for the n-th time: rising for positive numbers, falling for negative ones. */
export function timeOfValue({ record }: Measured, level: number, occurrence: number): number {
  const rising = occurrence > 0
  let left = Math.abs(occurrence)
  const { values, start, step } = record
  for (let index = 1; index < values.length; index++) {
    const before = values[index - 1] ?? 0
    const after = values[index] ?? 0
    const crossed = rising ? before < level && after >= level : before > level && after <= level
    if (crossed && --left === 0) return start + (index - 1 + (level - before) / (after - before)) * step
  }
  return invalid
}
