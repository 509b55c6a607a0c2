import type { Clock, ConnectionError, OperationOptions } from '@lab/core'
import { DeadlineWatch, differentMarkers, Marker, OperationSlot } from '@lab/core/transport'
import type { SocketStream } from './stream.ts'

/** Gets a stream into step with the instrument again by a {@link Marker}. */
export class MarkerSearch {
  readonly #stream: SocketStream
  readonly #watch: DeadlineWatch
  readonly #waiting: OperationSlot<void>
  #turn = 0
  /** Markers whose answer has not come. */
  #unanswered = 0

  constructor(stream: SocketStream, name: string, clock: Clock) {
    this.#stream = stream
    this.#watch = new DeadlineWatch(clock)
    this.#waiting = new OperationSlot({ watch: this.#watch, overdue: `no answer to the marker that was sent to ${name}` })
  }

  /** Whether so many markers are unanswered that another could be taken for one of them. */
  get exhausted(): boolean {
    return this.#unanswered >= differentMarkers
  }

  /**
   * Sends a marker and resolves when its answer has come; what came before is dropped. When it rejects, what comes is dropped
   * still.
   */
  async run(options: OperationOptions): Promise<void> {
    const marker = new Marker({ turn: this.#turn++, atLineStart: this.#stream.atLineStart })
    this.#unanswered += 1
    this.#stream.divert((bytes) => {
      if (marker.push(bytes) < 0) return
      this.#stream.divert(undefined)
      this.#unanswered = 0
      this.#waiting.resolve()
    })
    const found = this.#waiting.begin(options)
    // Whichever fails first is what the caller hears; the other one fails with it.
    this.#stream.write(marker.query, options).catch((error: unknown) => this.#waiting.reject(error))
    await found
  }

  cancel(reason: ConnectionError): void {
    this.#waiting.reject(reason)
  }

  /** The stream is a new one: nothing is expected of it. */
  reset(): void {
    this.#unanswered = 0
  }

  stop(reason: ConnectionError): void {
    this.#waiting.reject(reason)
    this.#watch.stop()
  }
}
