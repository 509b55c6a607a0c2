import type { FrameState } from '../files/journal-frame.ts'
import type { SessionView } from '../reading/session-view.ts'
import type { SessionFacts } from './metadata.ts'

/** What `_session.json` says: a plain account of a session, made of its records. */
export interface SessionDocument extends SessionFacts {
  readonly format: 'lab-store-parquet 1'
  readonly opened: string
  /** False while a session is written, and after that until it is recovered: look at its records then. */
  readonly finished: boolean
  /** `interrupted` where a session has no last event. */
  readonly status?: string
  readonly closedMs?: number
  readonly points?: number
  readonly events?: number
  /** After the last record: its number and `seq`, and the digest in hexadecimal. */
  readonly chain?: { readonly records: number; readonly seq: number; readonly digest: string }
  readonly acquisitions?: readonly AcquisitionDocument[]
}

interface AcquisitionDocument {
  readonly name: string
  readonly points: number
  readonly files: readonly string[]
  readonly columns: readonly unknown[]
}

const format = 'lab-store-parquet 1'

export function beginDocument(facts: SessionFacts): Buffer {
  return bytesOf({ format, ...facts, opened: new Date(facts.openedMs).toISOString(), finished: false })
}

export function endDocument(facts: SessionFacts, view: SessionView, state: FrameState): Buffer {
  const { closed, points, records, seq, digest } = state
  return bytesOf({
    format, ...facts, opened: new Date(facts.openedMs).toISOString(), finished: true, status: closed?.outcome ?? 'interrupted',
    ...(closed === undefined ? {} : { closedMs: closed.timeMs }), points, events: records, chain: { records, seq, digest }, acquisitions: acquisitionsOf(view),
  })
}

function acquisitionsOf(view: SessionView): AcquisitionDocument[] {
  return [...view.series.values()].flatMap(({ acquisition, rows, segments }) => acquisition === undefined ? [] : [{
    name: acquisition, points: rows, files: segments.map(({ block }) => block.file),
    columns: segments.at(-1)?.block.layout?.columns.map(({ declared, name, extras }) => ({ ...declared, column: name, ...extras })) ?? [],
  }])
}

function bytesOf(document: SessionDocument): Buffer {
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`)
}
