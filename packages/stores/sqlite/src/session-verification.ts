import type { VerifyOptions } from '@lab/core'
import {
  verifyRecords, type ChainHead, type ReadRecord, type StoredRecord, type VerificationProblem, type VerificationReport,
} from '@lab/core/integrity'
import type { Database } from 'better-sqlite3'
import { codeOf } from './failure.ts'
import { hashing } from '@lab/store-writer/thread'
import { RecordReader, type RecordRow } from './record-reader.ts'
import { readLabels, recordedLabels } from './recorded-labels.ts'
import { readIntegrity } from './session-integrity.ts'
import type { SessionRecord } from './session-list.ts'

/** What the columns beside the body of an event say. */
interface ColumnsRow {
  readonly type: string
  readonly time_ms: number
  readonly monotonic_ms: number
}

/** Reads everything of a session, in one state of the file. */
export async function verifySession(database: Database, session: SessionRecord, options: VerifyOptions): Promise<VerificationReport> {
  database.exec('BEGIN')
  try {
    const integrity = readIntegrity(database, session.id, session.uuid)
    const check = new SessionCheck(database, session, integrity.head)
    const records = check.records()
    const report = await verifyRecords({ ...options, sessionId: session.uuid, records, integrity, hashing })
    const problems = [...report.problems, ...check.problems()]
    return { ...report, problems, intact: problems.length === 0 }
  } finally {
    database.exec('ROLLBACK')
  }
}

/** Compares what the tables say twice: columns with the bodies of events, and the list of sessions with their first and last event. */
class SessionCheck {
  readonly #database: Database
  readonly #session: SessionRecord
  readonly #problems: VerificationProblem[] = []
  readonly #head: ChainHead
  #records = 0
  #lastSeq = 0
  #points = 0
  #outcome: unknown = null
  #closedMs: unknown = null

  constructor(database: Database, session: SessionRecord, head: ChainHead) {
    this.#database = database
    this.#session = session
    this.#head = head
  }

  problems(): readonly VerificationProblem[] {
    const { points, outcome, closed_ms: closedMs } = this.#session
    if (this.#points !== points) this.#differs('points', points, this.#points)
    if (this.#outcome !== outcome) this.#differs('outcome', outcome, this.#outcome)
    if (this.#closedMs !== closedMs) this.#differs('closed_ms', closedMs, this.#closedMs)
    if (this.#records === this.#head.records && this.#lastSeq !== this.#head.seq) this.#differs('head_seq', this.#head.seq, this.#lastSeq)
    for (const seq of readable(() => strayBlobs(this.#database, this.#session.id)) ?? []) {
      this.#add(seq, `There are samples of a record ${seq}, and no such record.`)
    }
    return this.#problems
  }

  *records(): Generator<ReadRecord> {
    const reader = new RecordReader(this.#database, this.#session.id)
    const columns = this.#database.prepare<[number, number], ColumnsRow>(
      'SELECT type, time_ms, monotonic_ms FROM events WHERE session = ? AND seq = ?',
    )
    for (let after = -Infinity; ;) {
      const page = readable(() => reader.rows(after)) ?? this.#oneByOne(reader, after)
      const last = page.at(-1)
      if (last === undefined) return
      for (const row of page) {
        const record = 'unreadable' in row ? row : readRecord(reader, row)
        if (!('unreadable' in record)) this.#compare(record, columns.get(this.#session.id, record.seq), reader)
        this.#records++
        this.#lastSeq = row.seq
        yield record
      }
      after = last.seq
    }
  }

  /** Where a page of the file is damaged: what can still be read of the next records. */
  #oneByOne(reader: RecordReader, after: number): readonly PageRow[] {
    const found: PageRow[] = []
    const first = Math.max(after, 0) + 1
    for (let seq = first; seq < Math.min(first + 512, this.#head.seq + 1); seq++) {
      const row = readable(() => reader.row(seq))
      if (row === undefined) found.push({ seq, unreadable: 'the file is damaged there' })
      else if (row !== null) found.push(row)
    }
    return found
  }

  #compare(record: StoredRecord, columns: ColumnsRow | undefined, reader: RecordReader): void {
    const { seq, json, blobs } = record
    if (blobs.length > 0 && !reader.hasBlobsAsPut(seq)) {
      this.#add(seq, `The bytes in which the samples of record ${seq} are kept are not those that were written, though the samples are.`)
    }
    const event = eventOf(json)
    if (event === undefined || columns === undefined) return // its mark does not fit
    const { type, timeMs, monotonicMs } = event
    if (type !== columns.type || timeMs !== columns.time_ms || monotonicMs !== columns.monotonic_ms) {
      this.#add(seq, `The columns beside record ${seq} say something else than the record.`)
    }
    if (type === 'point') this.#points++
    if (type === 'session-closed') this.#noteEnd(event)
    if (type === 'session-opened') this.#compareOpened(event, record)
  }

  #noteEnd({ outcome, timeMs }: Readonly<Record<string, unknown>>): void {
    this.#outcome = outcome
    this.#closedMs = timeMs
  }

  #compareOpened(event: Readonly<Record<string, unknown>>, record: StoredRecord): void {
    const { id, uuid, name, opened_ms: openedMs } = this.#session
    if (asKept(event['sessionId']) !== uuid) this.#differs('uuid', uuid, event['sessionId'])
    if (asKept(event['name']) !== name) this.#differs('name', name, event['name'])
    if (event['timeMs'] !== openedMs) this.#differs('opened_ms', openedMs, event['timeMs'])
    const labels = readable(() => readLabels(this.#database, id))
    const recorded = labelsIn(record)
    if (recorded !== undefined && labels !== recorded) this.#differs('labels', labels, recorded)
  }

  #add(seq: number, text: string): void {
    this.#problems.push({ kind: 'store', fromSeq: seq, toSeq: seq, text })
  }

  #differs(column: string, found: unknown, recorded: unknown): void {
    const text = `The list of sessions says ${column} = ${JSON.stringify(found)}, the records say ${JSON.stringify(recorded)}.`
    this.#problems.push({ kind: 'store', text })
  }
}

/** A text as a column has it: UTF-8 has no form for half a surrogate pair. JSON has. */
function asKept(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value
}

/** `seq` of blobs whose record is gone. */
function strayBlobs(database: Database, session: number): readonly number[] {
  return database.prepare<[number], number>(
    'SELECT DISTINCT seq FROM blobs b WHERE session = ? AND NOT EXISTS (SELECT 1 FROM events e WHERE e.session = b.session AND e.seq = b.seq)',
  ).pluck().all(session)
}

type PageRow = RecordRow | { readonly seq: number; readonly unreadable: string }

/** What damage of the file keeps from being read is undefined. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (codeOf(error).startsWith('SQLITE_CORRUPT') || codeOf(error).startsWith('SQLITE_IOERR')) return undefined
    throw error
  }
}

function readRecord(reader: RecordReader, row: RecordRow): ReadRecord {
  try {
    return reader.record(row)
  } catch (error) {
    return { seq: row.seq, unreadable: error instanceof Error ? error.message : String(error) }
  }
}

function labelsIn(record: StoredRecord): string | undefined {
  try {
    return recordedLabels(record).toWellFormed()
  } catch {
    return undefined // parts of it are not what they were: its mark does not fit
  }
}

function eventOf(json: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const event: unknown = JSON.parse(Buffer.from(json).toString('utf8'))
    return typeof event === 'object' && event !== null ? { ...event } : undefined
  } catch {
    return undefined // its mark does not fit: that is reported
  }
}
