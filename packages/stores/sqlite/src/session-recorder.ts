import { crc32 } from 'node:zlib'
import type { Annotations } from '@lab/core'
import { EventChain, markOf, type ChainHead, type ChainSignature, type StoredRecord } from '@lab/core/integrity'
import type { Database, Statement } from 'better-sqlite3'
import { packBlob } from './blob-codec.ts'
import { pointCode, sessionClosedCode, typeOfCode } from './event-types.ts'
import { hashing } from './hashing.ts'
import { LineCursor, linesOf } from './line-buffer.ts'
import { applyAnnotations, describeInTables } from './session-labels.ts'
import { insertSignatures, IntegrityRecorder } from './session-integrity.ts'
import type { BatchMessage, SessionRow } from './writer-messages.ts'

/** Rows of one statement: the cost of a call is shared by so many. */
const rowsPerInsert = 16
const columns = 7
const placeholders = `(${Array(columns).fill('?').join(',')})`

/** Writes the events of one session through an open connection, one transaction a batch. */
export class SessionRecorder {
  readonly #database: Database
  readonly #begin: Statement
  readonly #commit: Statement
  readonly #insertOne: Statement
  readonly #insertMany: Statement
  readonly #insertBlob: Statement
  readonly #addPoints: Statement
  readonly #parameters: unknown[] = new Array(rowsPerInsert * columns)
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
    this.#insertMany = database.prepare(`INSERT INTO events VALUES ${Array(rowsPerInsert).fill(placeholders).join(',')}`)
    this.#insertBlob = database.prepare('INSERT INTO blobs VALUES (?,?,?,?,?,?)')
    this.#addPoints = database.prepare('UPDATE sessions SET points = points + ? WHERE id = ?')
  }

  /** Enters the session and its first events. */
  open(row: SessionRow, first: BatchMessage): void {
    this.#transaction(() => {
      const { uuid, name, openedMs, operator, writer, incoming } = row
      this.#session = this.#database.prepare(
        `INSERT INTO sessions (uuid, name, opened_ms, operator, writer_host, writer_pid, writer_start, incoming) VALUES (?,?,?,?,?,?,?,?)`,
      ).run(uuid, name, openedMs, operator, writer.host, writer.pid, writer.start, incoming ? 1 : 0).lastInsertRowid
      this.#incoming = incoming
      describeInTables(this.#database, this.#session, name, row.description)
      this.#integrity = new IntegrityRecorder(this.#database, this.#session)
      this.#chain = new EventChain(uuid, hashing)
      return this.#insert(first, false)
    })
  }

  /** Writes a batch, or only those of its events that close a session. All of it is durable when this returns, or nothing is. */
  write(batch: BatchMessage, closingOnly = false): void {
    this.#transaction(() => this.#insert(batch, closingOnly))
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

  #insert(batch: BatchMessage, closingOnly: boolean): EventChain {
    const lines = linesOf(batch.lines)
    const rows = closingOnly ? closingRows(batch) : undefined
    const chain = this.#chain.copy()
    const seals: ChainHead[] = []
    const marks = chainMarks(batch, rows, chain, seals)
    if (rows === undefined) this.#insertAll(batch, lines, marks)
    else for (const row of rows) this.#insertRow(batch, lines, marks, row)
    this.#insertBlobs(batch, rows)
    const points = rows === undefined ? countPoints(batch) : 0
    if (points > 0) this.#addPoints.run(points, this.#session)
    this.#noteEnd(batch, lines)
    this.#integrity?.write({ chain, seals })
    return chain
  }

  #insertAll(batch: BatchMessage, lines: readonly string[], marks: Float64Array): void {
    let row = 0
    for (; row + rowsPerInsert <= batch.count; row += rowsPerInsert) {
      for (let i = 0; i < rowsPerInsert; i++) this.#bind(batch, lines, marks, row + i, i * columns)
      this.#insertMany.run(this.#parameters)
    }
    for (; row < batch.count; row++) this.#insertRow(batch, lines, marks, row)
  }

  #insertRow(batch: BatchMessage, lines: readonly string[], marks: Float64Array, row: number): void {
    this.#bind(batch, lines, marks, row, 0)
    this.#insertOne.run(this.#parameters.slice(0, columns))
  }

  #bind(batch: BatchMessage, lines: readonly string[], marks: Float64Array, row: number, at: number): void {
    const parameters = this.#parameters
    parameters[at] = this.#session
    parameters[at + 1] = batch.stamps[row * 3]
    parameters[at + 2] = typeOfCode(batch.types[row] ?? -1).name
    parameters[at + 3] = batch.stamps[row * 3 + 1]
    parameters[at + 4] = batch.stamps[row * 3 + 2]
    parameters[at + 5] = lines[row]
    parameters[at + 6] = marks[row]
  }

  #insertBlobs(batch: BatchMessage, rows: ReadonlySet<number> | undefined): void {
    let previous = -1
    let index = 0
    for (const { row, data } of batch.blobs) {
      index = row === previous ? index + 1 : 0
      previous = row
      if (rows !== undefined && !rows.has(row)) continue
      const packed = packBlob(data)
      this.#insertBlob.run(this.#session, batch.stamps[row * 3], index, packed.data, packed.codec, crc32(packed.data))
    }
  }

  /** Copies the outcome of the last event into the list of sessions. */
  #noteEnd(batch: BatchMessage, lines: readonly string[]): void {
    const row = batch.types.lastIndexOf(sessionClosedCode, batch.count - 1)
    if (row < 0) return
    this.#database.prepare("UPDATE sessions SET closed_ms = ?, outcome = ? ->> '$.outcome' WHERE id = ?")
      .run(batch.stamps[row * 3 + 1], lines[row], this.#session)
    this.#closed = true
  }
}

/** Takes the events into the chain, and gives the mark of each. */
function chainMarks(batch: BatchMessage, rows: ReadonlySet<number> | undefined, chain: EventChain, seals: ChainHead[]): Float64Array {
  const marks = new Float64Array(batch.count)
  const cursor = new LineCursor(batch.lines)
  let blob = 0
  for (let row = 0; row < batch.count; row++) {
    const json = cursor.next()
    const blobs: Uint8Array[] = []
    for (; batch.blobs[blob]?.row === row; blob++) blobs.push(batch.blobs[blob]?.data ?? new Uint8Array())
    if (rows !== undefined && !rows.has(row)) continue
    const record: StoredRecord = { seq: batch.stamps[row * 3] ?? 0, json, blobs }
    const seal = chain.add(record)
    if (seal !== undefined) seals.push(seal)
    marks[row] = markOf(record, hashing)
  }
  return marks
}

function closingRows(batch: BatchMessage): ReadonlySet<number> {
  const rows = new Set<number>()
  for (let row = 0; row < batch.count; row++) if (typeOfCode(batch.types[row] ?? -1).closing) rows.add(row)
  return rows
}

function countPoints(batch: BatchMessage): number {
  let points = 0
  for (let row = 0; row < batch.count; row++) if (batch.types[row] === pointCode) points++
  return points
}
