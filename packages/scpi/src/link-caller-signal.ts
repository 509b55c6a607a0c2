import type { Operation } from './link-operation.ts'

/**
 * Lets the signal of a caller cancel the operation in flight. The listener stays on the signal used last: a sweep passes the same
 * one with every call, and adding and removing it each time would cost more than the rest of a call.
 */
export class CallerSignal {
  #signal: AbortSignal | undefined
  #operation: Operation | undefined
  readonly #onAbort = (): void => {
    const operation = this.#operation
    if (operation !== undefined) operation.turn.abort(operation.caller?.reason)
  }

  watch(operation: Operation): void {
    const { caller } = operation
    if (caller === undefined) return
    this.#operation = operation
    if (caller === this.#signal) return
    this.stop()
    this.#signal = caller
    caller.addEventListener('abort', this.#onAbort, { once: true })
  }

  /** Nothing is in flight any more. */
  release(): void {
    this.#operation = undefined
  }

  /** Takes the listener away. */
  stop(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.#signal = undefined
  }
}
