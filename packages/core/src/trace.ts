/** What one line of a trace is about: bytes sent, bytes received, or something that happened to the link. */
export type TraceDirection = 'sent' | 'received' | 'event'

/** One step between driver and instrument. */
export interface TraceRecord {
  /** UTC in milliseconds since 1970. */
  readonly timeMs: number
  /** Alias of the instrument. */
  readonly instrument: string
  readonly direction: TraceDirection
  /** The bytes, or for an event its text in UTF-8. */
  readonly data: Uint8Array
}

/** Takes trace records as they happen. Must not throw and must not wait. */
export type TraceSink = (record: TraceRecord) => void
