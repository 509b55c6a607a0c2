import { crc32 } from 'node:zlib'
import type { Annotations } from '@lab/core'
import { EventChain, type ChainHead, type ChainSignature } from '@lab/core/integrity'
import type { Database, Statement } from 'better-sqlite3'
import { packBlob } from './blob-codec.ts'
import { pointCode, sessionClosedCode, typeOfCode } from './event-types.ts'
import { closingRows, hashBatch, type HashedBatch } from './hashed-batch.ts'
import { hashing } from '@lab/store-writer/thread'
import type { SamplePlace } from './sample-folder.ts'
import type { SamplesUnderWay } from './sample-writer.ts'
import { applyAnnotations, describeInTables } from './session-labels.ts'
import { insertSignatures, IntegrityRecorder } from './session-integrity.ts'
import type { ReceivedBatch, SessionRow } from './writer-messages.ts'

/** Rows of one statement: the cost of a call is shared by so many. */
const rowsPerInsert = 16
/** Of a point, whose type is the same in every row. */
const pointColumns = 6
/** A blob that lies elsewhere. */
const nothing = new Uint8Array()
const placeholders = '(?,?,?,?,?,CAST(? AS TEXT),?)'
const pointPlaceholders = "(?,?,'point',?,?,CAST(? AS TEXT),?)"

/** Writes the events of one session through an open connection, one transaction a batch. */
export class SessionRecorder {
  readonly #database: Database
  readonly #begin: Statement
  readonly #commit: Statement
  readonly #insertOne: Statement
  readonly #insertPoints: Statement
  readonly #insertBlob: Statement
  readonly #addPoints: Statement
  readonly #parameters: unknown[] = new Array(rowsPerInsert * pointColumns)
  #session: number | bigint = 0
  #integrity: IntegrityRecorder | undefined
  #chain = new EventChain('', hashing)
  #closed = false
  #incoming = false

  constructor(database: Database) {
    this.#database = database
    this.#begin = database.prepare('BEGIN IMMEDIATE')
    this.#commit = database.prepare('COMMIT')
    this.#insertOne = database.prepare(`INSERT INTO events VALUES ${placeholders}`)
    this.#insertPoints = database.prepare(`INSERT INTO events VALUES ${Array(rowsPerInsert).fill(pointPlaceholders).join(',')}`)
    this.#insertBlob = database.prepare(
      'INSERT INTO blobs (session, seq, idx, data, codec, crc, file, offset, length) VALUES (?,?,?,?,?,?,?,?,?)',
    )
    this.#addPoints = database.prepare('UPDATE sessions SET points = points + ? WHERE id = ?')
  }

  /** Enters the session and its first events. */
  open(row: SessionRow, first: ReceivedBatch): void {
    this.#transaction(() => {
      const { uuid, name, openedMs, operator, writer, incoming } = row
      this.#session = this.#database.prepare(
        `INSERT INTO sessions (uuid, name, opened_ms, operator, writer_host, writer_pid, writer_start, incoming) VALUES (?,?,?,?,?,?,?,?)`,
      ).run(uuid, name, openedMs, operator, writer.host, writer.pid, writer.start, incoming ? 1 : 0).lastInsertRowid
      this.#incoming = incoming
      describeInTables(this.#database, this.#session, name, row.description)
      this.#integrity = new IntegrityRecorder(this.#database, this.#session)
      this.#chain = new EventChain(uuid, hashing)
      return this.#insert(first, this.hash(first), [])
    })
  }

  /** The number of the session in the file. */
  get session(): number | bigint {
    return this.#session
  }

  /** Continues the chain with a batch, or only with those of its events that close a session. Nothing is written yet. */
  hash(batch: ReceivedBatch, closingOnly = false): HashedBatch {
    return hashBatch(batch, this.#chain.copy(), closingOnly ? closingRows(batch) : undefined)
  }

  /** Writes what was hashed last. All of it is durable when this returns, or nothing is. `places`: of blobs that are so elsewhere. */
  write(batch: ReceivedBatch, hashed: HashedBatch, places: SamplesUnderWay['places']): void {
    this.#transaction(() => this.#insert(batch, hashed, places))
  }

  /** The chain up to the last event that is durable. */
  head(): ChainHead {
    return this.#chain.head()
  }

  /** Adds signatures; durable when this returns. */
  sign(signatures: readonly ChainSignature[]): void {
    this.#transaction(() => {
      insertSignatures(this.#database, this.#session, signatures)
      return this.#chain
    })
  }

  /** Ends the copying of a session from elsewhere: from here on it is there, for everybody at once. */
  arrive({ notes, tags }: Annotations): void {
    this.#transaction(() => {
      applyAnnotations(this.#database, this.#session, { addTags: tags })
      for (const note of notes) applyAnnotations(this.#database, this.#session, { note })
      this.#database.prepare('UPDATE sessions SET incoming = 0 WHERE id = ?').run(this.#session)
      return this.#chain
    })
  }

  /** Notes that nobody writes this session any more, where it ends without its last event. */
  abandon(): void {
    if (this.#closed && !this.#incoming) return
    this.#database.prepare('UPDATE sessions SET writer_pid = NULL WHERE id = ?').run(this.#session)
  }

  /** The chain goes on only with what was committed. */
  #transaction(body: () => EventChain): void {
    this.#begin.run()
    try {
      const chain = body()
      this.#commit.run()
      this.#chain = chain
    } catch (error) {
      // Some errors (disk full) have rolled back already.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #insert(batch: ReceivedBatch, { chain, seals, marks, lines, rows }: HashedBatch, places: SamplesUnderWay['places']): EventChain {
    if (rows === undefined) this.#insertAll(batch, lines, marks)
    else for (const row of rows) this.#insertRow(batch, lines, marks, row)
    this.#insertBlobs(batch, rows, places)
    const points = rows === undefined ? countPoints(batch) : 0
    if (points > 0) this.#addPoints.run(points, this.#session)
    this.#noteEnd(batch, lines)
    this.#integrity?.write({ chain, seals })
    return chain
  }

  #insertAll(batch: ReceivedBatch, lines: readonly Uint8Array[], marks: Float64Array): void {
    for (let row = 0; row < batch.count;) {
      if (arePoints(batch, row)) {
        this.#insertPointsFrom(batch, lines, marks, row)
        row += rowsPerInsert
      } else {
        this.#insertRow(batch, lines, marks, row++)
      }
    }
  }

  #insertPointsFrom({ stamps }: ReceivedBatch, lines: readonly Uint8Array[], marks: Float64Array, from: number): void {
    const parameters = this.#parameters
    for (let row = from, at = 0; row < from + rowsPerInsert; row++, at += pointColumns) {
      parameters[at] = this.#session
      parameters[at + 1] = stamps[row * 3]
      parameters[at + 2] = stamps[row * 3 + 1]
      parameters[at + 3] = stamps[row * 3 + 2]
      parameters[at + 4] = lines[row]
      parameters[at + 5] = marks[row]
    }
    this.#insertPoints.run(parameters)
  }

  #insertRow({ stamps, types }: ReceivedBatch, lines: readonly Uint8Array[], marks: Float64Array, row: number): void {
    const type = typeOfCode(types[row] ?? -1)
    this.#insertOne.run(this.#session, stamps[row * 3], type, stamps[row * 3 + 1], stamps[row * 3 + 2], lines[row], marks[row])
  }

  #insertBlobs(batch: ReceivedBatch, rows: ReadonlySet<number> | undefined, places: SamplesUnderWay['places']): void {
    let previous = -1
    let index = 0
    for (const [i, { row, data }] of batch.blobs.entries()) {
      index = row === previous ? index + 1 : 0
      previous = row
      if (rows !== undefined && !rows.has(row)) continue
      this.#insertBlob.run(this.#session, batch.stamps[row * 3], index, ...blobColumns(data, places[i]))
    }
  }

  /** Copies the outcome of the last event into the list of sessions. */
  #noteEnd(batch: ReceivedBatch, lines: readonly Uint8Array[]): void {
    const row = batch.types.lastIndexOf(sessionClosedCode, batch.count - 1)
    if (row < 0) return
    this.#database.prepare("UPDATE sessions SET closed_ms = ?, outcome = CAST(? AS TEXT) ->> '$.outcome' WHERE id = ?")
      .run(batch.stamps[row * 3 + 1], lines[row], this.#session)
    this.#closed = true
  }
}

/** `data`, `codec`, `crc`, `file`, `offset`, `length`. */
function blobColumns(blob: Uint8Array, place: SamplePlace | undefined): readonly unknown[] {
  if (place !== undefined) return [nothing, 'file', null, place.file, place.offset, place.length]
  const { data, codec } = packBlob(blob)
  return [data, codec, crc32(data), null, null, null]
}

/** Whether the next rows of a batch, as many as one statement takes, are all points. */
function arePoints({ types, count }: ReceivedBatch, from: number): boolean {
  if (from + rowsPerInsert > count) return false
  for (let row = from; row < from + rowsPerInsert; row++) if (types[row] !== pointCode) return false
  return true
}

function countPoints(batch: ReceivedBatch): number {
  let points = 0
  for (let row = 0; row < batch.count; row++) if (batch.types[row] === pointCode) points++
  return points
}
