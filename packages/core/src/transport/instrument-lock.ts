/** Who holds or wants a lock: one object for each client's link. */
export type LockClient = object

export interface LockRequest {
  /** Others with the same key share the lock. Without a key it is exclusive. */
  readonly sharedKey?: string | undefined
  /** Longest wait, in ms; 0 does not wait. */
  readonly timeoutMs: number
}

interface Waiting {
  readonly client: LockClient
  readonly key: string | undefined
  readonly settle: (granted: boolean) => void
}

/**
 * The lock of one instrument, whichever wire its clients come over (VXI-11 device_lock; HiSLIP shared and exclusive locks,
 * IVI-6.1, section 6.5; VISA viLock). One client may hold the shared lock and the exclusive one besides. Those who wait are served
 * in the order they came.
 */
export class InstrumentLock {
  #exclusive: LockClient | undefined
  #sharedKey: string | undefined
  readonly #sharers = new Set<LockClient>()
  #waiting: readonly Waiting[] = []
  readonly #released = new Set<() => void>()

  /** Whether a client's messages may reach the instrument now. */
  permits(client: LockClient): boolean {
    if (this.#exclusive !== undefined) return this.#exclusive === client
    return this.#sharers.size === 0 || this.#sharers.has(client)
  }

  holdsExclusive(client: LockClient): boolean {
    return this.#exclusive === client
  }

  /** Whether a client holds the shared lock, under this key where one is given. */
  holdsShared(client: LockClient, key = this.#sharedKey): boolean {
    return this.#sharers.has(client) && key === this.#sharedKey
  }

  /** For lock information: whether the exclusive lock is held, and how many clients hold any. */
  get holders(): { readonly exclusive: boolean; readonly count: number } {
    const extra = this.#exclusive !== undefined && !this.#sharers.has(this.#exclusive) ? 1 : 0
    return { exclusive: this.#exclusive !== undefined, count: this.#sharers.size + extra }
  }

  /** Takes the lock if it is free for this client now. False too where the client holds it already. */
  tryAcquire(client: LockClient, sharedKey?: string): boolean {
    return this.#grant(client, sharedKey)
  }

  /** True when the lock was granted; false when it was not within the time, or the client left. */
  acquire(client: LockClient, { sharedKey, timeoutMs }: LockRequest): Promise<boolean> {
    if (this.#grant(client, sharedKey)) return Promise.resolve(true)
    if (timeoutMs <= 0) return Promise.resolve(false)
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(false), Math.min(timeoutMs, 2 ** 31 - 1))
      const settle = (granted: boolean): void => {
        clearTimeout(timer)
        this.#waiting = this.#waiting.filter((one) => one !== waiting)
        resolve(granted)
      }
      const waiting: Waiting = { client, key: sharedKey, settle }
      this.#waiting = [...this.#waiting, waiting]
    })
  }

  /**
   * Gives back what a client holds: of this kind, or else the exclusive lock first and the shared one next. What was released;
   * undefined for nothing.
   */
  release(client: LockClient, kind?: 'exclusive' | 'shared'): 'exclusive' | 'shared' | undefined {
    const released = this.#take(client, kind)
    if (released !== undefined) this.#handOn()
    return released
  }

  /** Stops waiting for a client, without giving back what it holds. */
  giveUp(client: LockClient): void {
    for (const waiting of this.#waiting) if (waiting.client === client) waiting.settle(false)
  }

  /** The client is gone: all it holds and waits for. */
  forget(client: LockClient): void {
    this.giveUp(client)
    const held = [this.#take(client), this.#take(client)]
    if (held.some((kind) => kind !== undefined)) this.#handOn()
  }

  /** Calls back whenever a lock was given back or taken, so that a client that is kept out can try again. */
  onChange(listener: () => void): () => void {
    this.#released.add(listener)
    return () => this.#released.delete(listener)
  }

  #grant(client: LockClient, key: string | undefined): boolean {
    if (key === undefined) return this.#grantExclusive(client)
    if (this.#sharers.has(client) || (this.#exclusive !== undefined && this.#exclusive !== client)) return false
    if (this.#sharers.size > 0 && this.#sharedKey !== key) return false
    this.#sharedKey = key
    this.#sharers.add(client)
    return true
  }

  #grantExclusive(client: LockClient): boolean {
    if (this.#exclusive !== undefined) return false
    if (this.#sharers.size > 0 && !this.#sharers.has(client)) return false
    this.#exclusive = client
    return true
  }

  #take(client: LockClient, kind?: 'exclusive' | 'shared'): 'exclusive' | 'shared' | undefined {
    if (kind !== 'shared' && this.#exclusive === client) {
      this.#exclusive = undefined
      return 'exclusive'
    }
    return kind !== 'exclusive' && this.#sharers.delete(client) ? 'shared' : undefined
  }

  #handOn(): void {
    for (const { client, key, settle } of this.#waiting) if (this.#grant(client, key)) settle(true)
    for (const listener of [...this.#released]) listener()
  }
}
