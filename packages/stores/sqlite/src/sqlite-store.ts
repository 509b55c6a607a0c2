import { resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  LabError, StoreError, type OperationOptions, type ReadEventsOptions, type SessionEvent, type SessionOpened, type SessionStore,
  type SessionSummary, type SessionWriter,
} from '@lab/core'
import type { Database } from 'better-sqlite3'
import { EventReader } from './event-reader.ts'
import { describeFailure } from './failure.ts'
import { withPatience } from './patience.ts'
import { openForReading } from './reader-database.ts'
import { findSession, listSessions } from './session-list.ts'
import { SqliteWriter, storeErrorOf } from './sqlite-writer.ts'

export interface SqliteStoreOptions {
  /**
   * The file, absolute or from the working directory. Its folder must exist. Files whose names end in `-wal`, `-shm` and
   * `-reserve` lie beside it while it is written.
   */
  readonly path: string
  /** Longest wait for another program that has locked the file, in milliseconds; 5000 when absent. */
  readonly lockTimeoutMs?: number | undefined
}

/**
 * Sessions in one SQLite file.
 *
 * - An event is acknowledged when its transaction is in the write-ahead log and the log is synchronised with the disk
 *   (`synchronous = FULL`): it survives `kill -9` and power loss. One event awaited alone costs one synchronisation; events
 *   appended meanwhile share the next.
 * - Writing happens on a thread of its own. The thread does not keep the process alive while nothing is under way.
 *   How much waits in memory is up to the caller: await a promise now and then.
 * - Any number of readers, also of other processes and with other programs, read while a session is written. Reading makes
 *   and changes no file. Pages are read synchronously, a millisecond or so each, with a turn of the event loop after each.
 * - When the disk is full, 256 KiB that were kept free (`<path>-reserve`) are released for the events that close a session.
 * - Nothing touches the file before the first call. Errors are `StoreError`s that name the file; one that is not a store, is
 *   of a newer version or is locked is left as it was, byte for byte.
 *
 * @example
 * ```ts
 * await using store = sqliteStore('regulation.sqlite')
 * for (const session of await store.sessions()) console.log(session.id, session.status, session.points)
 * ```
 */
export function sqliteStore(options: string | SqliteStoreOptions): SessionStore {
  const { path, lockTimeoutMs = 5000 } = typeof options === 'string' ? { path: options } : options
  // The engine would trim the path and open another file.
  if (path.trimEnd() !== path) throw new StoreError('write', `The path "${path}" ends with white space.`, { hint: 'Remove it.' })
  return new SqliteStore(resolve(path), lockTimeoutMs)
}

class SqliteStore implements SessionStore {
  readonly name = 'sqlite'
  readonly location: string
  readonly #lockTimeoutMs: number
  readonly #writers = new Set<SqliteWriter>()
  readonly #opening = new Set<Promise<unknown>>()
  readonly #readers = new Set<Database>()
  #closed = false

  constructor(path: string, lockTimeoutMs: number) {
    this.location = path
    this.#lockTimeoutMs = lockTimeoutMs
  }

  async create(opened: SessionOpened): Promise<SessionWriter> {
    this.#refuseIfClosed()
    const opening = SqliteWriter.open(opened, { path: this.location, lockTimeoutMs: this.#lockTimeoutMs })
    this.#opening.add(opening)
    try {
      const writer = await opening
      this.#writers.add(writer)
      void writer.ended.then(() => this.#writers.delete(writer))
      return writer
    } finally {
      this.#opening.delete(opening)
    }
  }

  async sessions(options: OperationOptions = {}): Promise<readonly SessionSummary[]> {
    return await this.#read(options, async (database) => await this.#patiently(() => listSessions(database), options))
  }

  async session(id: string, options: OperationOptions = {}): Promise<SessionSummary> {
    const find = (database: Database): SessionSummary => findSession(database, id, this.location).summary
    return await this.#read(options, async (database) => await this.#patiently(() => find(database), options))
  }

  // One generator for all of it: handing on from a second one would cost as much as decoding.
  async *events(id: string, options: ReadEventsOptions = {}): AsyncGenerator<SessionEvent, void, undefined> {
    const database = await this.#open(options)
    try {
      const { key } = await this.#patiently(() => findSession(database, id, this.location), options)
      const reader = new EventReader(database, key, this.location)
      for (let from = options.from ?? 1; ;) {
        const page = await this.#patiently(() => reader.page(from), options)
        if (page.length === 0) return
        for (const row of page) yield reader.decode(row)
        from = reader.next
        await nextTurn()
      }
    } finally {
      this.#release(database)
    }
  }

  async #read<T>(options: OperationOptions, body: (database: Database) => Promise<T>): Promise<T> {
    const database = await this.#open(options)
    try {
      return await body(database)
    } finally {
      this.#release(database)
    }
  }

  async #open(options: OperationOptions): Promise<Database> {
    const database = await this.#patiently(() => openForReading(this.location), options)
    this.#readers.add(database)
    return database
  }

  #release(database: Database): void {
    this.#readers.delete(database)
    database.close()
  }

  /** Waits for other programs and turns every failure into a StoreError. */
  async #patiently<T>(action: () => T, options: OperationOptions): Promise<T> {
    const attempt = (): T => {
      this.#refuseIfClosed()
      return action()
    }
    try {
      return await withPatience(attempt, this.#lockTimeoutMs, options)
    } catch (error) {
      if (error instanceof LabError || options.signal?.aborted === true) throw error
      throw storeErrorOf(describeFailure(this.location, error))
    }
  }

  #refuseIfClosed(): void {
    if (!this.#closed) return
    throw new StoreError('write', `The store ${this.location} was closed.`, { hint: 'Open it again with sqliteStore(path).' })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#opening)
    await Promise.all([...this.#writers].map(async (writer) => await writer.close()))
    for (const database of this.#readers) database.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
