import { SessionError } from './errors.ts'
import type { SequencePlan } from './session-event.ts'

/** What an axis can step through. */
export type AxisValue = number | string | boolean

/** Values in order, as data: a long axis is a formula, not a list. */
export interface Sequence<Value extends AxisValue = AxisValue> extends Iterable<Value> {
  readonly length: number
  /** @throws RangeError outside 0 … length − 1 */
  at(index: number): Value
  /** How it is written into the event log. */
  readonly plan: SequencePlan
}

function sequence<Value extends AxisValue>(plan: SequencePlan, length: number, valueAt: (index: number) => Value): Sequence<Value> {
  const at = (index: number): Value => {
    if (!(index >= 0 && index < length)) throw new RangeError(`Index ${index} is outside 0 … ${length - 1}.`)
    return valueAt(index)
  }
  return {
    length,
    at,
    plan,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++) yield at(index)
    },
  }
}

function requireCount(name: string, count: number): void {
  if (Number.isSafeInteger(count) && count >= 1) return
  throw new SessionError('plan', `${name}: the count is ${count}, expected a whole number from 1.`)
}

function requireFinite(name: string, ...values: readonly number[]): void {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new SessionError('plan', `${name}: ${value} is not a finite number.`)
  }
}

/** `count` values from `start` to `stop`, both included, equally far apart. */
export function linspace(start: number, stop: number, count: number): Sequence<number> {
  requireCount('linspace', count)
  requireFinite('linspace', start, stop)
  const plan = { kind: 'linear', start, stop, count } as const
  const steps = Math.max(1, count - 1)
  const span = stop - start
  // The span of two huge values of different sign is beyond a float64; each share of them is not.
  const between = Number.isFinite(span)
    ? (index: number): number => start + (span * index) / steps
    : (index: number): number => start * (1 - index / steps) + stop * (index / steps)
  return sequence(plan, count, (index) => (index === count - 1 && count > 1 ? stop : between(index)))
}

/** `count` values from `start` to `stop`, both included, with equal ratios. Both have one sign and are not 0. */
export function logspace(start: number, stop: number, count: number): Sequence<number> {
  requireCount('logspace', count)
  requireFinite('logspace', start, stop)
  if (start === 0 || Math.sign(start) !== Math.sign(stop)) throw new SessionError('plan', `logspace: ${start} and ${stop} must have one sign and not be 0.`)
  const plan = { kind: 'logarithmic', start, stop, count } as const
  const sign = Math.sign(start)
  const [first, last] = [Math.log10(Math.abs(start)), Math.log10(Math.abs(stop))]
  const valueAt = (index: number): number => sign * 10 ** (first + ((last - first) * index) / Math.max(1, count - 1))
  return sequence(plan, count, (index) => (index === 0 ? start : index === count - 1 ? stop : valueAt(index)))
}

/** The values of a list, as a sequence. */
export function listSequence<Value extends AxisValue>(values: readonly Value[]): Sequence<Value> {
  const copy = [...values]
  return sequence({ kind: 'list', values: copy }, copy.length, (index) => {
    const value = copy[index]
    if (value === undefined) throw new RangeError(`The list has no value at ${index}.`)
    return value
  })
}

/** The sequence that an event log has written down. */
export function sequenceOf(plan: SequencePlan): Sequence {
  if (plan.kind === 'list') return listSequence(plan.values)
  return plan.kind === 'linear' ? linspace(plan.start, plan.stop, plan.count) : logspace(plan.start, plan.stop, plan.count)
}
