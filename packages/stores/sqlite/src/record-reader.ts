import type { StoredRecord } from '@lab/core/integrity'
import type { Database, Statement } from 'better-sqlite3'
import { BlobReader } from './blob-reader.ts'

/** A row of `events` with its body as the bytes that are in the file. */
export interface RecordRow {
  readonly seq: number
  readonly body: Buffer
  readonly mark: number | null
}

/** A page ends after so many records … */
const mostRecords = 512
/** … or bytes of JSON, whichever comes first. */
const mostBytes = 1024 * 1024

/** Which records behind `after` and up to `to` have blobs. */
interface NotedBlobs {
  readonly after: number
  readonly to: number
  readonly seqs: ReadonlySet<number>
}

const nothingNoted: NotedBlobs = { after: 0, to: 0, seqs: new Set() }

/** Reads the records of one session as they are stored, page by page. Between two pages nothing in the file is held. */
export class RecordReader {
  readonly #page: Statement<[number, number], RecordRow>
  readonly #row: Statement<[number, number], RecordRow>
  readonly #withBlobs: Statement<[number, number, number], number>
  readonly #blobs: BlobReader
  readonly #session: number
  #noted = nothingNoted

  constructor(database: Database, session: number) {
    this.#session = session
    this.#page = database.prepare(
      `SELECT seq, CAST(body AS BLOB) AS body, mark FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ${mostRecords}`,
    )
    this.#row = database.prepare('SELECT seq, CAST(body AS BLOB) AS body, mark FROM events WHERE session = ? AND seq = ?')
    this.#withBlobs = database.prepare<[number, number, number], number>(
      'SELECT DISTINCT seq FROM blobs WHERE session = ? AND seq > ? AND seq <= ?',
    ).pluck()
    this.#blobs = new BlobReader(database, session)
  }

  /** Every record, page after page, in one go. */
  *all(): Generator<StoredRecord> {
    for (let after = -Infinity; ;) {
      const page = this.rows(after)
      const last = page.at(-1)
      if (last === undefined) return
      for (const row of page) yield this.record(row)
      after = last.seq
    }
  }

  /** The rows behind a `seq`; none at the end. */
  rows(after: number): readonly RecordRow[] {
    const rows: RecordRow[] = []
    let bytes = 0
    for (const row of this.#page.iterate(this.#session, after)) {
      rows.push(row)
      bytes += row.body.length
      if (bytes >= mostBytes) break
    }
    this.#note(after, rows.at(-1)?.seq ?? after)
    return rows
  }

  /** Once for a page: SQLite reads the whole of a blob to see that it belongs to another record. */
  #note(after: number, to: number): void {
    this.#noted = nothingNoted
    this.#noted = { after, to, seqs: new Set(this.#withBlobs.all(this.#session, after, to)) }
  }

  /** The row of a `seq`; null where there is none. */
  row(seq: number): RecordRow | null {
    return this.#row.get(this.#session, seq) ?? null
  }

  /** The record of a row, with its blobs. Throws where a blob is damaged. */
  record({ seq, body, mark }: RecordRow): StoredRecord {
    const { after, to, seqs } = this.#noted
    const hasNone = seq > after && seq <= to && !seqs.has(seq)
    const blobs = hasNone ? [] : this.#blobs.blobsOf(seq)
    return { seq, json: body, blobs, ...(mark === null ? {} : { mark }) }
  }

  /** Whether the blobs of a record lie in the table as they were put there, whatever comes out of them. */
  hasBlobsAsPut(seq: number): boolean {
    return this.#blobs.hasBlobsAsPut(seq)
  }
}
