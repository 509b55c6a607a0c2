import { TimeoutError, type Clock, type OperationOptions } from '@lab/core'

/**
 * The right to use the link, held by one operation or transaction at a time. Its signal cancels what is in flight: the caller's
 * own signal, the safe-state lane, and closing all abort it.
 */
export type Turn = AbortController

interface Waiter {
  readonly resolve: (turn: Turn) => void
  readonly reject: (reason: unknown) => void
}

/** Who is next: first come, first served. Nothing is allocated while nobody waits. */
export class LinkQueue {
  readonly #alias: string
  readonly #clock: Clock
  readonly #onClose: ((reason: unknown) => void) | undefined
  readonly #waiting: Waiter[] = []
  #turn: Turn = new AbortController()
  #busy = false
  #closed: { readonly reason: unknown } | undefined
  #inner: LinkQueue | undefined

  /** @param onClose called once with the reason of closing. */
  constructor(alias: string, clock: Clock, onClose?: (reason: unknown) => void) {
    this.#alias = alias
    this.#clock = clock
    this.#onClose = onClose
  }

  /**
   * Takes the turn at once, or waits for it. Without `timeoutMs` the wait ends only with the turn, the signal, or closing.
   * @throws the reason of closing when it is closed, the reason of the signal when it is aborted.
   */
  enter(options?: OperationOptions): Turn | Promise<Turn> {
    this.#assertOpen()
    options?.signal?.throwIfAborted()
    if (this.#busy) return this.#wait(options)
    this.#busy = true
    return this.#turn
  }

  /** Gives the turn to the next. Harmless for a turn that was taken away meanwhile. */
  leave(turn: Turn): void {
    if (turn !== this.#turn) return
    if (turn.signal.aborted) this.#turn = new AbortController()
    this.#inner = undefined
    const next = this.#waiting.shift()
    if (next === undefined) this.#busy = false
    else next.resolve(this.#turn)
  }

  /** The queue inside the transaction that has the turn; it is closed when the turn is taken away. */
  nest(inner: LinkQueue): void {
    this.#inner = inner
  }

  /** Takes the turn from whoever has it, cancelling that, and rejects everybody who waits. */
  seize(reason: unknown): Turn {
    this.#assertOpen()
    this.#evict(reason)
    this.#busy = true
    return this.#turn
  }

  /** Cancels everything, and rejects whoever comes from now on. */
  close(reason: unknown): void {
    if (this.#closed !== undefined) return
    this.#closed = { reason }
    this.#evict(reason)
    this.#onClose?.(reason)
  }

  /** Closes it after everything that was begun has ended. */
  async finish(reason: unknown): Promise<void> {
    try {
      await this.enter()
    } catch {
      return // it was closed meanwhile, and everything in it rejected
    }
    this.close(reason)
  }

  #assertOpen(): void {
    if (this.#closed !== undefined) throw this.#closed.reason
  }

  #evict(reason: unknown): void {
    const turn = this.#turn
    this.#turn = new AbortController()
    this.#inner?.close(reason)
    this.#inner = undefined
    for (const waiter of this.#waiting.splice(0)) waiter.reject(reason)
    turn.abort(reason)
  }

  #wait(options: OperationOptions | undefined): Promise<Turn> {
    return new Promise((resolve, reject) => {
      if (options?.signal === undefined && options?.timeoutMs === undefined) this.#waiting.push({ resolve, reject })
      else this.#waitBounded({ resolve, reject }, options)
    })
  }

  #waitBounded({ resolve, reject }: Waiter, { signal, timeoutMs }: OperationOptions): void {
    const giveUp = (reason: unknown): void => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
      waiter.reject(reason)
    }
    const onAbort = (): void => giveUp(signal?.reason)
    const cancelTimer = timeoutMs === undefined ? undefined : this.#clock.after(timeoutMs, () => giveUp(this.#overdue(timeoutMs)))
    const settled = (): void => {
      cancelTimer?.()
      signal?.removeEventListener('abort', onAbort)
    }
    const waiter: Waiter = {
      resolve: (turn) => { settled(); resolve(turn) },
      reject: (reason) => { settled(); reject(reason) },
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    this.#waiting.push(waiter)
  }

  #overdue(timeoutMs: number): TimeoutError {
    return new TimeoutError(`${this.#alias} was busy with other operations for ${timeoutMs} ms; nothing was sent.`, {
      hint: 'Raise timeoutMs, or end the transaction that holds the instrument.',
    })
  }
}
