import { sleepOn, type Clock } from '../src/index.ts'

interface Timer {
  readonly atMs: number
  readonly callback: () => void
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  timeMs = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return 1_700_000_000_000 + this.timeMs
  }

  monotonic(): number {
    return this.timeMs
  }

  get pendingTimers(): number {
    return this.#timers.size
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.timeMs + ms, callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void> {
    return sleepOn(this, ms, options?.signal)
  }

  /** Goes to the next timer whenever everything else waits, until the promise has settled. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    const running = new Set([promise])
    const settle = (): unknown => running.delete(promise)
    promise.then(settle, settle)
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (running.size === 0) return await promise
      this.#fireNext()
    }
  }

  #fireNext(): void {
    const [next] = [...this.#timers].sort((a, b) => a.atMs - b.atMs)
    if (next === undefined) return
    this.#timers.delete(next)
    this.timeMs = Math.max(this.timeMs, next.atMs)
    next.callback()
  }
}
