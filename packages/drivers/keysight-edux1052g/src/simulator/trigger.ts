import { crossings, type Transition } from './crossings.ts'

type Wave = (time: number) => number

/** What the trigger compares: a wave with its level and how much it ignores. */
export interface TriggerInput {
  readonly wave: Wave
  readonly level: number
  readonly hysteresis: number
  /** The upper and the lower level, for slopes. */
  readonly high: number
  readonly low: number
}

export type Slope = 'positive' | 'negative' | 'either'

/** What makes a trigger. Times and widths in s. */
export type TriggerCondition =
  | { readonly kind: 'edge'; readonly input: TriggerInput; readonly slope: Slope }
  /** Every so often, as the mains or the own generator. */
  | { readonly kind: 'periodic'; readonly period: number }
  | {
    readonly kind: 'width'; readonly input: TriggerInput; readonly positive: boolean
    readonly min: number; readonly max: number
  }
  /** Each input is 1, 0, X (either), R or F (an edge). */
  | { readonly kind: 'pattern'; readonly inputs: readonly { readonly input: TriggerInput; readonly wanted: string }[] }
  | {
    readonly kind: 'transition'; readonly input: TriggerInput; readonly rising: boolean
    readonly longer: boolean; readonly time: number
  }
  | {
    readonly kind: 'setup-hold'; readonly clock: TriggerInput; readonly data: TriggerInput; readonly rising: boolean
    readonly setup: number; readonly hold: number
  }
  /** Video and serial buses: there is nothing of the kind in the circuit. */
  | { readonly kind: 'never' }

/** Where to look, and how closely. */
export interface TriggerSpan {
  readonly from: number
  readonly until: number
  readonly step: number
}

function transitionsOf({ wave, level, hysteresis }: TriggerInput, span: TriggerSpan): Generator<Transition> {
  return crossings({ wave, level, hysteresis, ...span })
}

function edge(input: TriggerInput, slope: Slope, span: TriggerSpan): number | undefined {
  for (const { time, rising } of transitionsOf(input, span)) {
    if (slope === 'either' || rising === (slope === 'positive')) return time
  }
  return undefined
}

function pulse(condition: TriggerCondition & { kind: 'width' }, span: TriggerSpan): number | undefined {
  let begun: number | undefined
  for (const { time, rising } of transitionsOf(condition.input, span)) {
    const begins = rising === condition.positive
    const width = begun === undefined ? Number.NaN : time - begun
    if (!begins && width >= condition.min && width <= condition.max) return time
    begun = begins ? time : undefined
  }
  return undefined
}

function isTrue(wanted: string, { wave, level }: TriggerInput, time: number): boolean {
  return wanted === '1' ? wave(time) >= level : wanted === '0' ? wave(time) < level : true
}

/** Triggers where the pattern becomes true; with an edge in it, at that edge. */
function patternEntered(condition: TriggerCondition & { kind: 'pattern' }, span: TriggerSpan): number | undefined {
  const edges = condition.inputs.filter(({ wanted }) => wanted === 'R' || wanted === 'F')
  const levels = condition.inputs.filter(({ wanted }) => wanted === '0' || wanted === '1')
  const holds = (time: number): boolean => levels.every(({ input, wanted }) => isTrue(wanted, input, time))
  const [first] = edges
  if (first !== undefined) {
    for (const { time, rising } of transitionsOf(first.input, span)) {
      if (rising === (first.wanted === 'R') && holds(time)) return time
    }
    return undefined
  }
  if (levels.length === 0) return undefined
  const entered: TriggerInput = { wave: (time) => (holds(time) ? 1 : 0), level: 0.5, hysteresis: 0.1, high: 1, low: 0 }
  return edge(entered, 'positive', span)
}

/** An edge between the two levels that takes longer, or less long, than a time. */
function slowEdge(
  { input, rising, longer, time: limit }: TriggerCondition & { kind: 'transition' }, span: TriggerSpan,
): number | undefined {
  const [start, end] = rising ? [input.low, input.high] : [input.high, input.low]
  for (const begin of crossings({ ...input, level: start, hysteresis: 0, ...span })) {
    if (begin.rising !== rising) continue
    const ends = crossings({ ...input, level: end, hysteresis: 0, from: begin.time, until: span.until, step: span.step })
    for (const { time } of ends) {
      if ((time - begin.time > limit) === longer) return time
      break
    }
  }
  return undefined
}

/** Data that change too shortly before or after an edge of the clock. */
function violation(condition: TriggerCondition & { kind: 'setup-hold' }, span: TriggerSpan): number | undefined {
  const changes = [...transitionsOf(condition.data, span)].map(({ time }) => time)
  for (const { time, rising } of transitionsOf(condition.clock, span)) {
    if (rising !== condition.rising) continue
    if (changes.some((change) => change > time - condition.setup && change < time + condition.hold)) return time
  }
  return undefined
}

/** The first time in a span at which the condition is met. */
export function findTrigger(condition: TriggerCondition, span: TriggerSpan): number | undefined {
  switch (condition.kind) {
    case 'edge': return edge(condition.input, condition.slope, span)
    case 'periodic': return Math.ceil(span.from / condition.period) * condition.period
    case 'width': return pulse(condition, span)
    case 'pattern': return patternEntered(condition, span)
    case 'transition': return slowEdge(condition, span)
    case 'setup-hold': return violation(condition, span)
    case 'never': return undefined
  }
}
