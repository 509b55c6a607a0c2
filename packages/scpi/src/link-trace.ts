import type { Clock, TraceDirection, TraceSink } from '@lab/core'

const utf8 = new TextEncoder()

/** Hands what passes a link to a trace sink. */
export class LinkTrace {
  readonly #alias: string
  readonly #clock: Clock
  readonly #sink: TraceSink

  constructor(alias: string, clock: Clock, sink: TraceSink) {
    this.#alias = alias
    this.#clock = clock
    this.#sink = sink
  }

  /** Bytes sent. The array must not change any more. */
  sent(data: Uint8Array): void {
    this.#record('sent', data)
  }

  /** Bytes received; they are copied, because the connection uses their array again. */
  received(data: Uint8Array): void {
    this.#record('received', data.slice())
  }

  /** Something that happened to the link. */
  event(text: string): void {
    this.#record('event', utf8.encode(text))
  }

  #record(direction: TraceDirection, data: Uint8Array): void {
    this.#sink({ timeMs: this.#clock.now(), instrument: this.#alias, direction, data })
  }
}
