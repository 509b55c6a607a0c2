import type { DeviceSession } from '@lab/scpi/device'

/** RQS, bit 6 of the status byte (IEEE 488.2, 11.2). */
const requestsService = 0x40

interface Subscriber {
  push(statusByte: number): void
  end(): void
}

/** Service requests of one link, for any number of readers. Each sees those that come after it has subscribed. */
export class ServiceRequestFeed {
  private readonly session: DeviceSession
  private readonly subscribers = new Set<Subscriber>()
  private requested = false
  private ended = false

  constructor(session: DeviceSession) {
    this.session = session
  }

  /** Looks whether the instrument requests service now and did not before. Costs nothing while nobody has subscribed. */
  check(): void {
    if (this.subscribers.size === 0) return
    const statusByte = this.session.statusByte()
    const requested = (statusByte & requestsService) !== 0
    if (requested && !this.requested) for (const subscriber of this.subscribers) subscriber.push(statusByte)
    this.requested = requested
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
