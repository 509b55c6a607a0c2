import { randomUUID } from 'node:crypto'
import {
  waveform, type MessageLogged, type PointAcquired, type SessionClosed, type SessionEvent, type SessionOpened, type StoredValue, type ValueRecorded,
} from '@lab/core'

const startMs = 1_763_826_000_000

function stamp(seq: number): { readonly seq: number; readonly timeMs: number; readonly monotonicMs: number } {
  return { seq, timeMs: startMs + seq * 0.125, monotonicMs: 1e5 + seq / 3 }
}

export function opened(changes: Partial<SessionOpened> = {}): SessionOpened {
  return {
    ...stamp(1), type: 'session-opened', schemaVersion: 1, sessionId: randomUUID(), name: 'regulation',
    metadata: { operator: 'A. Example' }, instruments: [], ...changes,
  }
}

export function point(seq: number): PointAcquired {
  return { ...stamp(seq), type: 'point', acquisition: 'regulation', index: seq - 2, cells: [4 + seq / 7, Math.sin(seq)] }
}

export function recorded(seq: number, value: StoredValue, key = 'key'): ValueRecorded {
  return { ...stamp(seq), type: 'recorded', key, value }
}

/** Samples of more than 256 KiB: they lie beside the store. */
export function largeWaveform(seq: number): ValueRecorded {
  return recorded(seq, waveform({ raw: Int16Array.from({ length: 150_000 }, (_, i) => i * seq), unit: 'V', step: 1e-6, timeMs: 0 }), 'trace')
}

/** Mostly points. */
export function eventAt(seq: number): SessionEvent {
  return seq % 150 === 0 ? largeWaveform(seq) : point(seq)
}

export function message(seq: number, text = 'text'): MessageLogged {
  return { ...stamp(seq), type: 'message', level: 'info', text }
}

export function closed(seq: number, outcome: SessionClosed['outcome'] = 'completed'): SessionClosed {
  return { ...stamp(seq), type: 'session-closed', outcome }
}

/** Everything a session does at its end, from a `seq` on. */
export function closing(seq: number): SessionEvent[] {
  return [
    message(seq, 'the disk is full'),
    { ...stamp(seq + 1), type: 'made-safe', instrument: 'psu', outcome: 'safe', actions: ['output 1 off'], verified: true },
    { ...stamp(seq + 2), type: 'run-ended', outcome: 'failed', points: 3 },
    closed(seq + 3, 'failed'),
  ]
}
