import { TimeoutError, type Clock, type OperationOptions } from '@lab/core'

/** An operation that waits: settled once, by its result, its time-out, its signal, or the end of the link. */
export class PendingOperation<T> {
  readonly promise: Promise<T>
  readonly #settled: () => void
  readonly #options: OperationOptions | undefined
  #cancelTimer: (() => void) | undefined
  #accept: (value: T) => void = () => undefined
  #refuse: (reason: unknown) => void = () => undefined

  /** `settled` is called when it is over, whichever way. */
  constructor(clock: Clock, options: OperationOptions | undefined, what: string, settled: () => void) {
    this.#settled = settled
    this.#options = options
    this.promise = new Promise((resolve, reject) => {
      this.#accept = resolve
      this.#refuse = reject
    })
    options?.signal?.addEventListener('abort', this.#abort)
    const { timeoutMs } = options ?? {}
    if (timeoutMs === undefined) return
    this.#cancelTimer = clock.after(timeoutMs, () => {
      this.reject(new TimeoutError(`No answer in time: ${what} took longer than ${timeoutMs} ms.`))
    })
  }

  resolve(value: T): void {
    this.#finish()
    this.#accept(value)
  }

  reject(reason: unknown): void {
    this.#finish()
    this.#refuse(reason)
  }

  readonly #abort = (): void => this.reject(this.#options?.signal?.reason)

  #finish(): void {
    this.#cancelTimer?.()
    this.#options?.signal?.removeEventListener('abort', this.#abort)
    this.#settled()
  }
}
