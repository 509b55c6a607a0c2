import type { DeviceSession } from '@lab/scpi/device'

interface Subscriber {
  readonly push: (statusByte: number) => void
  readonly end: () => void
}

/** Service requests of one link, for any number of readers. Each sees those that come after it has subscribed. */
export class ServiceRequestFeed {
  private readonly subscribers = new Set<Subscriber>()
  private ended = false

  constructor(session: Pick<DeviceSession, 'onServiceRequest' | 'statusByte'>) {
    session.onServiceRequest(() => {
      if (this.subscribers.size > 0) this.publish(session.statusByte())
    })
  }

  private publish(statusByte: number): void {
    for (const subscriber of this.subscribers) subscriber.push(statusByte)
  }

  end(): void {
    this.ended = true
    for (const subscriber of [...this.subscribers]) subscriber.end()
  }

  /** Status bytes as they come, until the link ends or the signal aborts. */
  async *subscribe(signal?: AbortSignal): AsyncGenerator<number> {
    const queue: number[] = []
    let wake: () => void = () => undefined
    let open = !this.ended
    const subscriber: Subscriber = {
      push: (statusByte) => {
        queue.push(statusByte)
        wake()
      },
      end: () => {
        open = false
        wake()
      },
    }
    this.subscribers.add(subscriber)
    signal?.addEventListener('abort', subscriber.end)
    try {
      while (open || queue.length > 0) {
        signal?.throwIfAborted()
        const next = queue.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => { wake = resolve })
      }
      signal?.throwIfAborted()
    } finally {
      this.subscribers.delete(subscriber)
      signal?.removeEventListener('abort', subscriber.end)
    }
  }
}
