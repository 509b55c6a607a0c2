import type { Signal } from './signal.ts'
import type { SmallSignal } from './small-signal.ts'
import { stageShare, TransientStep, type SignalPath } from './transient-step.ts'

/** The past is gone through in steps that double with age, from 1 ns to 64 s, so many of each. */
const finestStep = 2 ** -30
const coarsestStep = 64
const stepsOfEach = 16

/** Points that the signal is averaged over in a step of the past. */
const pointsOfPast = 16

/** How well two steps agree that count as the same, as part of the step and, for the rounding of a late time, of the time. */
const tolerance = 1e-4
const roundingShare = 1e-15

/**
 * What a circuit with capacitors and inductors makes of a signal without period, such as noise or a single burst, or one that has too
 * much in its period for its harmonics. Asked in even steps of time it goes on from one to the next; asked for any other time it goes
 * through the past of that time anew, which was at rest half an hour before.
 */
export class TransientResponse implements Signal {
  readonly period?: number
  readonly #signal: Signal
  readonly #linear: SmallSignal
  readonly #path: SignalPath
  readonly #state: Float64Array
  readonly #pastSteps = new Map<number, TransientStep>()
  #step: TransientStep | undefined
  #stepTime = Number.NaN
  #time = Number.NaN
  #value = 0

  constructor(signal: Signal, linear: SmallSignal, path: SignalPath) {
    if (signal.period !== undefined) this.period = signal.period
    this.#signal = signal
    this.#linear = linear
    this.#path = path
    this.#state = new Float64Array(linear.reactances.length)
  }

  at(time: number): number {
    const elapsed = time - this.#time
    if (elapsed === 0) return this.#value
    const goesOn = Math.abs(elapsed - this.#stepTime) <= tolerance * this.#stepTime + roundingShare * Math.abs(time)
    this.#value = goesOn ? this.#goOn(time) : this.#startAnew(time, elapsed)
    this.#time = time
    return this.#value
  }

  #goOn(time: number): number {
    this.#step ??= new TransientStep(this.#linear, this.#path, this.#stepTime)
    return this.#step.advance(this.#state, this.#signal.at(time - (1 - stageShare) * this.#stepTime), this.#signal.at(time))
  }

  #startAnew(time: number, elapsed: number): number {
    this.#step = undefined
    this.#stepTime = elapsed > 0 ? elapsed : Number.NaN
    this.#state.fill(0)
    let age = stepsOfEach * (2 * coarsestStep - finestStep)
    let value = 0
    for (let step = coarsestStep; step >= finestStep; step /= 2) {
      for (let index = 0; index < stepsOfEach; index++) {
        age -= step
        const input = this.#average(time - age - step, step)
        value = this.#pastStep(step).advance(this.#state, input, input)
      }
    }
    return value
  }

  /** The signal over a step of the past, at points that no frequency favours. */
  #average(start: number, step: number): number {
    let sum = 0
    for (let point = 0; point < pointsOfPast; point++) {
      const turns = (start / step + point) * Math.SQRT2
      sum += this.#signal.at(start + ((point + turns - Math.floor(turns)) / pointsOfPast) * step)
    }
    return sum / pointsOfPast
  }

  #pastStep(step: number): TransientStep {
    const known = this.#pastSteps.get(step)
    if (known !== undefined) return known
    const made = new TransientStep(this.#linear, this.#path, step)
    this.#pastSteps.set(step, made)
    return made
  }
}
