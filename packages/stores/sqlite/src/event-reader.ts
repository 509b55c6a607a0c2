import { decodeEvent, StoreError, type SessionEvent } from '@lab/core'
import type { Database, Statement } from 'better-sqlite3'
import { BlobReader } from './blob-reader.ts'

/** A page ends after so many events … */
const mostEvents = 1024
/** … or characters, whichever comes first. */
const mostCharacters = 1024 * 1024

type EventRow = [seq: number, body: string]
type Page = readonly EventRow[]

/** Reads the events of one session page by page. Between two pages nothing in the file is held. */
export class EventReader {
  readonly #page: Statement<[number, number], EventRow>
  readonly #blobs: BlobReader
  readonly #session: number
  readonly #path: string
  /** The `seq` to go on from after the last page. */
  next = 1

  constructor(database: Database, session: number, path: string) {
    this.#session = session
    this.#path = path
    this.#page = database.prepare<[number, number], EventRow>(
      `SELECT seq, body FROM events WHERE session = ? AND seq >= ? ORDER BY seq LIMIT ${mostEvents}`,
    ).raw()
    this.#blobs = new BlobReader(database, session)
  }

  /** The rows from a `seq` on; none at the end of the log. */
  page(from: number): Page {
    const rows: EventRow[] = []
    let characters = 0
    for (const row of this.#page.iterate(this.#session, from)) {
      rows.push(row)
      this.next = row[0] + 1
      characters += row[1].length
      if (characters >= mostCharacters) break
    }
    return rows
  }

  /** Blobs are fetched one event at a time: they can be large. */
  decode([seq, json]: EventRow): SessionEvent {
    try {
      return decodeEvent({ json, blobs: json.includes('"$bytes":') ? this.#blobs.blobsOf(seq) : [] })
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      const hint = (cause instanceof StoreError ? cause.hint : undefined) ?? 'Read the events after it with { from }.'
      throw new StoreError('corrupt', `Event ${seq} in ${this.#path} is damaged. ${why}`, { hint, cause })
    }
  }
}
