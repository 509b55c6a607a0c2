import type { TraceRecord, TraceSink } from '../trace.ts'

/** Where instruments put their traces before there is a session to keep them, and a session takes them from. */
export interface TraceRelay {
  /** What instruments are opened with. */
  readonly sink: TraceSink
  /** Hands over what has come so far, and everything from now on. Returns how to stop. */
  connect(listener: TraceSink): () => void
}

/** Records kept until a session takes them: what opening a bench says. */
const mostKept = 10_000

/**
 * Carries traces from instruments to a session that is opened later:
 *
 * ```ts
 * const trace = traceRelay()
 * await using psu = await openInstrument(edu36311a, { resource, trace: trace.sink })
 * await using session = await MeasurementSession.open({ name: 'traced', instruments: { psu }, store, trace })
 * ```
 */
export function traceRelay(): TraceRelay {
  let waiting: TraceRecord[] = []
  let listener: TraceSink | undefined
  return {
    sink: (record) => {
      if (listener !== undefined) listener(record)
      else if (waiting.length < mostKept) waiting.push({ ...record, data: record.data.slice() })
    },
    connect: (next) => {
      listener = next
      for (const record of waiting) next(record)
      waiting = []
      return () => {
        if (listener === next) listener = undefined
      }
    },
  }
}
