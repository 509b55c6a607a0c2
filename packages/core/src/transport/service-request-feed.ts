import type { ServiceRequests } from '../connection.ts'

/** One reader: what it has not taken yet, and how to wake it. */
class Subscriber implements ServiceRequests {
  readonly #queue: number[] = []
  readonly #leave: (subscriber: Subscriber) => void
  readonly #signal: AbortSignal | undefined
  #open = true
  #problem: Error | undefined
  #wake: (() => void) | undefined

  constructor(leave: (subscriber: Subscriber) => void, signal: AbortSignal | undefined) {
    this.#leave = leave
    this.#signal = signal
    signal?.addEventListener('abort', this.#stop)
  }

  push(statusByte: number): void {
    this.#queue.push(statusByte)
    this.#wake?.()
  }

  end(problem?: Error): void {
    this.#open = false
    this.#problem = problem
    this.#signal?.removeEventListener('abort', this.#stop)
    this.#leave(this)
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    try {
      while (this.#open || this.#queue.length > 0) {
        this.#signal?.throwIfAborted()
        const next = this.#queue.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => { this.#wake = resolve })
      }
      this.#signal?.throwIfAborted()
      if (this.#problem !== undefined) throw this.#problem
    } finally {
      this.end()
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.end()
    return Promise.resolve()
  }

  readonly #stop = (): void => this.end()
}

/** The service requests of one link, for any number of readers. Each sees those that come after it has subscribed. */
export class ServiceRequestFeed {
  readonly #subscribers = new Set<Subscriber>()
  #ended = false
  #problem: Error | undefined

  /** Whether anybody listens. */
  get listening(): boolean {
    return this.#subscribers.size > 0
  }

  publish(statusByte: number): void {
    for (const subscriber of this.#subscribers) subscriber.push(statusByte)
  }

  /** No more will come: every reader ends once it has taken what came before, with the problem where there is one. */
  end(problem?: Error): void {
    this.#ended = true
    this.#problem = problem
    for (const subscriber of [...this.#subscribers]) subscriber.end(problem)
  }

  /** Status bytes from now on, until the link ends or the signal aborts. */
  subscribe(signal?: AbortSignal): ServiceRequests {
    const subscriber = new Subscriber((one) => this.#subscribers.delete(one), signal)
    if (this.#ended || signal?.aborted === true) subscriber.end(this.#problem)
    else this.#subscribers.add(subscriber)
    return subscriber
  }
}
