import { verifyRecords, type ReadRecord, type StoredRecord, type VerificationProblem, type VerificationReport } from '@lab/core/integrity'
import type { Database } from 'better-sqlite3'
import { codeOf } from './failure.ts'
import { hashing } from './hashing.ts'
import { RecordReader, type RecordRow } from './record-reader.ts'
import { readIntegrity } from './session-integrity.ts'
import type { SessionRecord } from './session-list.ts'

/** What the columns beside the body of an event say. */
interface ColumnsRow {
  readonly type: string
  readonly time_ms: number
  readonly monotonic_ms: number
}

/** Reads everything of a session, in one state of the file. */
export async function verifySession(database: Database, session: SessionRecord, signal: AbortSignal | undefined): Promise<VerificationReport> {
  database.exec('BEGIN')
  try {
    const check = new SessionCheck(database, session)
    const integrity = readIntegrity(database, session.id, session.uuid)
    const records = check.records(integrity.head.seq)
    const report = await verifyRecords({ sessionId: session.uuid, records, integrity, hashing, signal })
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
  #points = 0
  #outcome: unknown = null

  constructor(database: Database, session: SessionRecord) {
    this.#database = database
    this.#session = session
  }

  problems(): readonly VerificationProblem[] {
    const { points, outcome } = this.#session
    if (this.#points !== points) this.#differs('points', points, this.#points)
    if (this.#outcome !== outcome) this.#differs('outcome', outcome, this.#outcome)
    return this.#problems
  }

  *records(lastSeq: number): Generator<ReadRecord> {
    const reader = new RecordReader(this.#database, this.#session.id)
    const columns = this.#database.prepare<[number, number], ColumnsRow>(
      'SELECT type, time_ms, monotonic_ms FROM events WHERE session = ? AND seq = ?',
    )
    for (let after = 0; ;) {
      const page = readable(() => reader.rows(after)) ?? this.#oneByOne(reader, after, lastSeq)
      const last = page.at(-1)
      if (last === undefined) return
      for (const row of page) {
        const record = 'unreadable' in row ? row : readRecord(reader, row)
        if (!('unreadable' in record)) this.#compare(record, columns.get(this.#session.id, record.seq))
        yield record
      }
      after = last.seq
    }
  }

  /** Where a page of the file is damaged: what can still be read of the next records. */
  #oneByOne(reader: RecordReader, after: number, lastSeq: number): readonly PageRow[] {
    const found: PageRow[] = []
    for (let seq = after + 1; seq <= Math.min(after + 512, lastSeq); seq++) {
      const row = readable(() => reader.row(seq))
      if (row === undefined) found.push({ seq, unreadable: 'the file is damaged there' })
      else if (row !== null) found.push(row)
    }
    return found
  }

  #compare({ seq, json }: StoredRecord, columns: ColumnsRow | undefined): void {
    const event = eventOf(json)
    if (event === undefined || columns === undefined) return // its mark does not fit
    const { type, timeMs, monotonicMs } = event
    if (type !== columns.type || timeMs !== columns.time_ms || monotonicMs !== columns.monotonic_ms) {
      this.#problems.push({ kind: 'store', fromSeq: seq, toSeq: seq, text: `The columns beside record ${seq} say something else than the record.` })
    }
    if (type === 'point') this.#points++
    if (type === 'session-closed') this.#outcome = event['outcome']
    if (type === 'session-opened') this.#compareOpened(event)
  }

  #compareOpened(event: Readonly<Record<string, unknown>>): void {
    const { uuid, name, opened_ms: openedMs } = this.#session
    if (event['sessionId'] !== uuid) this.#differs('uuid', uuid, event['sessionId'])
    if (event['name'] !== name) this.#differs('name', name, event['name'])
    if (event['timeMs'] !== openedMs) this.#differs('opened_ms', openedMs, event['timeMs'])
  }

  #differs(column: string, found: unknown, recorded: unknown): void {
    const text = `The list of sessions says ${column} = ${JSON.stringify(found)}, the records say ${JSON.stringify(recorded)}.`
    this.#problems.push({ kind: 'store', text })
  }
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

function eventOf(json: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const event: unknown = JSON.parse(Buffer.from(json).toString('utf8'))
    return typeof event === 'object' && event !== null ? { ...event } : undefined
  } catch {
    return undefined // its mark does not fit: that is reported
  }
}
