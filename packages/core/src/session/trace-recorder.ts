import type { EventBody } from '../session-event.ts'
import type { TraceRecord } from '../trace.ts'
import type { TraceRelay } from './trace-relay.ts'

/** An event takes no more than so many records … */
const mostRecords = 256
/** … or bytes. */
const mostBytes = 65_536

/** Writes traces into the log, many records an event. */
export class TraceRecorder {
  readonly #append: (body: EventBody) => void
  readonly #disconnect: () => void
  #records: TraceRecord[] = []
  #bytes = 0

  constructor(relay: TraceRelay, append: (body: EventBody) => void) {
    this.#append = append
    this.#disconnect = relay.connect((record) => this.#add(record))
  }

  #add({ timeMs, instrument, direction, data }: TraceRecord): void {
    this.#records.push({ timeMs, instrument, direction, data: data.slice() })
    this.#bytes += data.length
    if (this.#records.length >= mostRecords || this.#bytes >= mostBytes) this.flush()
  }

  /** Writes what has come so far. */
  flush(): void {
    if (this.#records.length === 0) return
    const records = this.#records
    this.#records = []
    this.#bytes = 0
    this.#append({ type: 'traced', records })
  }

  close(): void {
    this.#disconnect()
    this.flush()
  }
}
