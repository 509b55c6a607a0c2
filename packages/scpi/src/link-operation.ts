import { TimeoutError, type Clock, type OperationOptions } from '@lab/core'
import type { Turn } from './link-queue.ts'

/** One operation that has the turn. It is the options object of its steps on the connection, each with the time that is left. */
export class Operation {
  /** Aborted by the caller's signal, the safe-state lane, and closing. */
  readonly signal: AbortSignal
  /** What is left for the next step. */
  timeoutMs: number
  readonly turn: Turn
  readonly caller: AbortSignal | undefined
  /** The time the whole operation may take. */
  readonly totalMs: number
  readonly #clock: Clock
  readonly #startedMs: number

  constructor(clock: Clock, turn: Turn, totalMs: number, options?: OperationOptions, startedMs = clock.monotonic()) {
    this.#clock = clock
    this.#startedMs = startedMs
    this.turn = turn
    this.signal = turn.signal
    this.caller = options?.signal
    this.totalMs = totalMs
    this.timeoutMs = this.totalMs
  }

  /** This, with the time that is left. @throws TimeoutError when there is none. */
  next(): this {
    const left = this.totalMs - (this.#clock.monotonic() - this.#startedMs)
    if (left <= 0) throw new TimeoutError(`Nothing is left of the ${this.totalMs} ms.`)
    this.timeoutMs = left
    return this
  }
}
