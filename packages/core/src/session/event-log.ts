import type { Clock } from '../clock.ts'
import type { Cell, EventBody, PointAcquired, SessionEvent } from '../session-event.ts'
import type { SessionWriter } from '../session-store.ts'

/** Events handed to the writer that share one commit. */
interface Batch {
  readonly durable: Promise<void>
  lastSeq: number
  points: number
}

/** Most events that may wait for the store; beyond, the run waits. */
const mostPending = 1024

/** The one place where events get their number and time, and where it is known which of them are durable. */
export class EventLog {
  /** Set when the store has refused an event. */
  failure: unknown
  /** Points known to be durable. */
  acknowledgedPoints = 0
  /** Called after every acknowledgement, and once when the store has failed. */
  onAcknowledged: (() => void) | undefined
  /** Sees every event as it is appended. */
  onEvent: ((event: SessionEvent) => void) | undefined
  readonly #writer: SessionWriter
  readonly #clock: Clock
  #seq: number
  #points = 0
  #acknowledgedSeq: number
  #batch: Batch | undefined

  constructor(writer: SessionWriter, clock: Clock, firstSeq: number) {
    this.#writer = writer
    this.#clock = clock
    this.#seq = firstSeq
    this.#acknowledgedSeq = firstSeq
  }

  get points(): number {
    return this.#points
  }

  /** Appends an event; resolves when it is durable. A rejection is also kept in `failure`, so it need not be awaited. */
  append(body: EventBody): Promise<void> {
    const event = this.#stamp(body)
    const durable = this.#writer.append(event)
    this.#track(durable, event.seq)
    this.onEvent?.(event)
    return durable
  }

  /** Appends a point. What the store says of it is heard by `onAcknowledged` and kept in `failure`. */
  appendPoint(acquisition: string, index: number, cells: readonly Cell[], details: PointAcquired['details']): void {
    const seq = ++this.#seq
    const timeMs = this.#clock.now()
    const monotonicMs = this.#clock.monotonic()
    const event: PointAcquired = details === undefined
      ? { type: 'point', seq, timeMs, monotonicMs, acquisition, index, cells }
      : { type: 'point', seq, timeMs, monotonicMs, acquisition, index, cells, details }
    this.#points++
    this.#track(this.#writer.append(event), seq)
    this.onEvent?.(event)
  }

  #stamp(body: EventBody): SessionEvent {
    return { ...body, seq: ++this.#seq, timeMs: this.#clock.now(), monotonicMs: this.#clock.monotonic() }
  }

  #track(durable: Promise<void>, seq: number): void {
    if (this.#batch?.durable === durable) {
      this.#batch.lastSeq = seq
      this.#batch.points = this.#points
      return
    }
    const batch: Batch = { durable, lastSeq: seq, points: this.#points }
    this.#batch = batch
    durable.then(() => this.#acknowledge(batch), (error: unknown) => this.#fail(error))
  }

  #acknowledge(batch: Batch): void {
    if (this.#batch === batch) this.#batch = undefined
    this.#acknowledgedSeq = Math.max(this.#acknowledgedSeq, batch.lastSeq)
    this.acknowledgedPoints = Math.max(this.acknowledgedPoints, batch.points)
    this.onAcknowledged?.()
  }

  #fail(error: unknown): void {
    this.failure ??= error
    this.onAcknowledged?.()
  }

  /** Whether so much waits for the store that the run should, too. */
  get isCrowded(): boolean {
    return this.#seq - this.#acknowledgedSeq > mostPending
  }

  /** Resolves when what waits now is durable. */
  async room(): Promise<void> {
    await this.#batch?.durable
  }

  /** Resolves when everything appended so far is durable. */
  async flush(): Promise<void> {
    await this.#batch?.durable
    if (this.failure !== undefined) throw this.failure
  }

  async close(): Promise<void> {
    await this.#writer.close()
  }
}
