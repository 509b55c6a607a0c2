import type { PointAcquired, SessionOpened } from '@lab/core'

/** An event that opens a session for the benchmarks of stores. */
export function openedSession(id: string): SessionOpened {
  return {
    type: 'session-opened', seq: 1, timeMs: 1_763_826_000_000, monotonicMs: 0, schemaVersion: 3, sessionId: id, name: 'benchmark', metadata: {}, instruments: [],
  }
}

/** A point with three numbers, as a sweep gives them. */
export function pointEvent(seq: number): PointAcquired {
  return {
    type: 'point', seq, timeMs: 1_763_826_000_000 + seq * 0.125, monotonicMs: seq / 3, acquisition: 'sweep', index: seq - 2,
    cells: [seq / 7, Math.sin(seq), Math.cos(seq)],
  }
}
