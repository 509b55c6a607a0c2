import { sleepOn, type Clock } from '@lab/core'

export interface VirtualClockOptions {
  /** `now()` at the start: UTC in milliseconds since 1970. 2026-01-01 when absent. */
  readonly startMs?: number
}

/** A clock whose time moves only when it is told to. Timers fire in order of their time, those of one time in order of their start. */
export interface VirtualClock extends Clock {
  /** Timers that have not fired yet. */
  readonly pending: number
  /**
   * Moves the time on by `ms`. Timers that come due fire at their own time; what they resolve runs on before the next one fires.
   * @throws RangeError for a negative time.
   */
  advance(ms: number): Promise<void>
  /**
   * Moves the time to each next timer until none is left.
   * @throws RangeError when more than `limitMs` would pass (default: a year), as with a timer that always starts another.
   */
  runUntilIdle(options?: { readonly limitMs?: number }): Promise<void>
}

const yearMs = 365 * 24 * 3600 * 1000

/** A {@link VirtualClock}. */
export function virtualClock(options: VirtualClockOptions = {}): VirtualClock {
  return new SteppedClock(options.startMs ?? Date.UTC(2026, 0, 1))
}

interface Timer {
  readonly dueMs: number
  readonly callback: () => void
}

class SteppedClock implements VirtualClock {
  readonly #startMs: number
  readonly #timers: Timer[] = []
  #elapsedMs = 0

  constructor(startMs: number) {
    this.#startMs = startMs
  }

  get pending(): number {
    return this.#timers.length
  }

  now(): number {
    return this.#startMs + this.#elapsedMs
  }

  monotonic(): number {
    return this.#elapsedMs
  }

  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void> {
    return sleepOn(this, ms, options?.signal)
  }

  after(ms: number, callback: () => void): () => void {
    if (Number.isNaN(ms)) throw new RangeError('A timer of NaN ms was started on a virtual clock, expected a number.')
    const timer = { dueMs: this.#elapsedMs + Math.max(0, ms), callback }
    this.#timers.splice(this.#positionFor(timer.dueMs), 0, timer)
    return () => this.#remove(timer)
  }

  async advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`A virtual clock was advanced by ${ms} ms, expected 0 or more.`)
    await this.#fireUntil(this.#elapsedMs + ms)
  }

  async runUntilIdle({ limitMs = yearMs }: { readonly limitMs?: number } = {}): Promise<void> {
    const endMs = this.#elapsedMs + limitMs
    await settled()
    for (let next = this.#timers[0]; next !== undefined; next = this.#timers[0]) {
      if (next.dueMs > endMs) throw new RangeError(`A virtual clock was not idle after ${limitMs} ms: timers still wait.`)
      await this.#fireUntil(next.dueMs)
    }
  }

  async #fireUntil(endMs: number): Promise<void> {
    await settled()
    for (let next = this.#timers[0]; next !== undefined && next.dueMs <= endMs; next = this.#timers[0]) {
      this.#timers.shift()
      this.#elapsedMs = next.dueMs
      next.callback()
      await settled()
    }
    this.#elapsedMs = Math.max(this.#elapsedMs, endMs)
  }

  /** Timers stand in the order they fire in; a new one comes behind those of the same time. */
  #positionFor(dueMs: number): number {
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#timers[middle]?.dueMs ?? Infinity) <= dueMs) low = middle + 1
      else high = middle
    }
    return low
  }

  #remove(timer: Timer): void {
    const position = this.#timers.indexOf(timer)
    if (position >= 0) this.#timers.splice(position, 1)
  }
}

/** Resolves when every promise that could run on has done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
