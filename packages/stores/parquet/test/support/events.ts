import { randomUUID } from 'node:crypto'
import {
  waveform, type ColumnsDeclared, type MessageLogged, type PointAcquired, type SessionClosed, type SessionEvent, type SessionOpened,
  type StoredValue, type ValueRecorded,
} from '@lab/core'

export const startMs = Date.UTC(2026, 10, 22, 12)

export function stamp(seq: number): { readonly seq: number; readonly timeMs: number; readonly monotonicMs: number } {
  return { seq, timeMs: startMs + seq * 0.125, monotonicMs: 1e5 + seq / 3 }
}

export function opened(changes: Partial<SessionOpened> = {}): SessionOpened {
  return {
    ...stamp(1), type: 'session-opened', schemaVersion: 2, sessionId: randomUUID(), name: 'regulation',
    metadata: { operator: 'A. Example' }, instruments: [], ...changes,
  }
}

export function declared(seq: number, acquisition = 'regulation'): ColumnsDeclared {
  return {
    ...stamp(seq), type: 'columns-declared', acquisition,
    columns: [{ name: 'vin', role: 'parameter', kind: 'number', unit: 'V' }, { name: 'vout', role: 'result', kind: 'number', unit: 'V' }],
  }
}

/** Points begin with event 3: the one after the declaration. */
export function point(seq: number): PointAcquired {
  return { ...stamp(seq), type: 'point', acquisition: 'regulation', index: seq - 3, cells: [4 + (seq % 81) / 7, Math.sin(seq)] }
}

export function recorded(seq: number, value: StoredValue, key = 'key'): ValueRecorded {
  return { ...stamp(seq), type: 'recorded', key, value }
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

/** A session with points, other events, a waveform and odd points, each kind in its place; `count` events in all. */
export function mixed(seq: number): SessionEvent {
  if (seq === 2) return declared(2)
  if (seq % 41 === 0) return recorded(seq, waveform({ raw: Int16Array.from({ length: 40 }, (_, i) => i * seq), unit: 'V', step: 1e-6, timeMs: 1 }))
  if (seq % 13 === 0) return message(seq, `µ ${seq}`)
  const plain = point(seq)
  if (seq % 7 === 0) return { ...plain, cells: [Number.NaN, null], details: [null, { timeMs: 5 + seq, uncertainty: { standard: 1e-6 }, condition: 'invalid' }] }
  return seq % 17 === 0 ? { ...plain, cells: ['odd', { a: seq }, 3] } : plain
}
