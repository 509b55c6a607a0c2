import type { Database, Statement } from 'better-sqlite3'
import { pointCode, sessionClosedCode, typeOfCode } from './event-types.ts'
import { linesOf } from './line-buffer.ts'
import type { BatchMessage, SessionRow } from './writer-messages.ts'

/** Rows of one statement: the cost of a call is shared by so many. */
const rowsPerInsert = 16
const placeholders = '(?,?,?,?,?,?)'

/** Writes the events of one session through an open connection, one transaction a batch. */
export class SessionRecorder {
  readonly #database: Database
  readonly #begin: Statement
  readonly #commit: Statement
  readonly #insertOne: Statement
  readonly #insertMany: Statement
  readonly #insertBlob: Statement
  readonly #addPoints: Statement
  readonly #parameters: unknown[] = new Array(rowsPerInsert * 6)
  #session: number | bigint = 0
  #closed = false

  constructor(database: Database) {
    this.#database = database
    this.#begin = database.prepare('BEGIN IMMEDIATE')
    this.#commit = database.prepare('COMMIT')
    this.#insertOne = database.prepare(`INSERT INTO events VALUES ${placeholders}`)
    this.#insertMany = database.prepare(`INSERT INTO events VALUES ${Array(rowsPerInsert).fill(placeholders).join(',')}`)
    this.#insertBlob = database.prepare('INSERT INTO blobs VALUES (?,?,?,?)')
    this.#addPoints = database.prepare('UPDATE sessions SET points = points + ? WHERE id = ?')
  }

  /** Enters the session and its first events. */
  open(session: SessionRow, first: BatchMessage): void {
    this.#transaction(() => {
      const { uuid, name, openedMs, operator, writer } = session
      this.#session = this.#database.prepare(
        'INSERT INTO sessions (uuid, name, opened_ms, operator, writer_host, writer_pid, writer_start) VALUES (?,?,?,?,?,?,?)',
      ).run(uuid, name, openedMs, operator, writer.host, writer.pid, writer.start).lastInsertRowid
      this.#insert(first, false)
    })
  }

  /** Writes a batch, or only those of its events that close a session. All of it is durable when this returns, or nothing is. */
  write(batch: BatchMessage, closingOnly = false): void {
    this.#transaction(() => this.#insert(batch, closingOnly))
  }

  /** Notes that nobody writes this session any more, where it ends without its last event. */
  abandon(): void {
    if (this.#closed) return
    this.#database.prepare('UPDATE sessions SET writer_pid = NULL WHERE id = ?').run(this.#session)
  }

  #transaction(body: () => void): void {
    this.#begin.run()
    try {
      body()
      this.#commit.run()
    } catch (error) {
      // Some errors (disk full) have rolled back already.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #insert(batch: BatchMessage, closingOnly: boolean): void {
    const lines = linesOf(batch.lines)
    const rows = closingOnly ? closingRows(batch) : undefined
    if (rows === undefined) this.#insertAll(batch, lines)
    else for (const row of rows) this.#insertRow(batch, lines, row)
    this.#insertBlobs(batch, rows)
    const points = rows === undefined ? countPoints(batch) : 0
    if (points > 0) this.#addPoints.run(points, this.#session)
    this.#noteEnd(batch, lines)
  }

  #insertAll(batch: BatchMessage, lines: readonly string[]): void {
    let row = 0
    for (; row + rowsPerInsert <= batch.count; row += rowsPerInsert) {
      for (let i = 0; i < rowsPerInsert; i++) this.#bind(batch, lines, row + i, i * 6)
      this.#insertMany.run(this.#parameters)
    }
    for (; row < batch.count; row++) this.#insertRow(batch, lines, row)
  }

  #insertRow(batch: BatchMessage, lines: readonly string[], row: number): void {
    this.#bind(batch, lines, row, 0)
    this.#insertOne.run(this.#parameters.slice(0, 6))
  }

  #bind(batch: BatchMessage, lines: readonly string[], row: number, at: number): void {
    const parameters = this.#parameters
    parameters[at] = this.#session
    parameters[at + 1] = batch.stamps[row * 3]
    parameters[at + 2] = typeOfCode(batch.types[row] ?? -1).name
    parameters[at + 3] = batch.stamps[row * 3 + 1]
    parameters[at + 4] = batch.stamps[row * 3 + 2]
    parameters[at + 5] = lines[row]
  }

  #insertBlobs(batch: BatchMessage, rows: ReadonlySet<number> | undefined): void {
    let previous = -1
    let index = 0
    for (const { row, data } of batch.blobs) {
      index = row === previous ? index + 1 : 0
      previous = row
      if (rows === undefined || rows.has(row)) this.#insertBlob.run(this.#session, batch.stamps[row * 3], index, data)
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
