import { resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  chunksOfEvents, StoreError, type AcquisitionSummary, type AnnotationChange, type Annotations, type ArchiveStore, type ArchiveWriter,
  type ChunkOptions, type OperationOptions, type ReadEventsOptions, type SessionEvent, type SessionOpened, type SessionQuery,
  type SessionSummary, type SessionTransfer, type StoreStatistics, type TableChunk, type VerifyOptions,
} from '@lab/core'
import type { StoredIntegrity, StoredRecord, VerificationReport } from '@lab/core/integrity'
import type { Database } from 'better-sqlite3'
import { EventReader } from './event-reader.ts'
import { backUp, compactFile, upgradeFile } from './maintenance.ts'
import { warnOfNetworkDrive } from './network-drive.ts'
import { RecordReader } from './record-reader.ts'
import { acquisitionsOf, declarationBefore, seqOfRow } from './row-finder.ts'
import { forgetUnfinished, importRecords } from './session-import.ts'
import { readIntegrity } from './session-integrity.ts'
import { applyAnnotations, readAnnotations } from './session-labels.ts'
import { findSession, listSessions, type FoundSession } from './session-list.ts'
import { searchSessions, storeStatistics } from './session-search.ts'
import { verifySession } from './session-verification.ts'
import { SqliteWriter, type WriterOptions } from './sqlite-writer.ts'
import { olderFile, StoreFile } from './store-file.ts'

export interface SqliteStoreOptions {
  /**
   * The file, absolute or from the working directory. Its folder must exist. Files whose names end in `-wal`, `-shm` and
   * `-reserve` lie beside it while it is written, and large samples in a folder whose name ends in `-waveforms`, also afterwards.
   */
  readonly path: string
  /** Longest wait for another program that has locked the file, in milliseconds; 5000 when absent. */
  readonly lockTimeoutMs?: number | undefined
}

/** Sessions in one SQLite file, and what can be done to the file. */
export interface SqliteStore extends ArchiveStore {
  /**
   * Copies the store into a new file, also while sessions are written; the copy is one plain file, with the folder of its large samples beside
   * it, and has everything acknowledged before.
   * @throws StoreError (write) where the file exists already; (full); the reason of the signal. Nothing is left behind then.
   */
  backup(path: string, options?: OperationOptions): Promise<void>
  /**
   * Gives room that is no longer used back to the disk. Nobody else may write the file meanwhile, and this thread is busy with it.
   * @throws StoreError (locked, full)
   */
  vacuum(options?: OperationOptions): Promise<void>
  /** Brings a file of an earlier version up to date. Records stay as they are. Nothing happens to one that is. */
  upgrade(options?: OperationOptions): Promise<void>
}

/**
 * Sessions in one SQLite file.
 *
 * - An event is acknowledged when its transaction is in the write-ahead log and the log is synchronised with the disk
 *   (`synchronous = FULL`): it survives `kill -9` and power loss. One event awaited alone costs one synchronisation; events
 *   appended meanwhile share the next.
 * - Writing happens on a thread of its own. The thread does not keep the process alive while nothing is under way.
 *   How much waits in memory is up to the caller: await a promise now and then.
 * - Samples of 256 KiB and more lie beside the file as raw bytes; file and folder belong together.
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
export function sqliteStore(options: string | SqliteStoreOptions): SqliteStore {
  const { path, lockTimeoutMs = 5000 } = typeof options === 'string' ? { path: options } : options
  // The engine would trim the path and open another file.
  if (path.trimEnd() !== path) throw new StoreError('write', `The path "${path}" ends with white space.`, { hint: 'Remove it.' })
  return new StoreOfFile(resolve(path), lockTimeoutMs)
}

class StoreOfFile implements SqliteStore {
  readonly name = 'sqlite'
  readonly location: string
  readonly #file: StoreFile
  readonly #writing: WriterOptions
  readonly #writers = new Set<SqliteWriter>()
  #warned = false
  readonly #opening = new Set<Promise<unknown>>()

  constructor(path: string, lockTimeoutMs: number) {
    this.location = path
    this.#file = new StoreFile(path, lockTimeoutMs)
    this.#writing = { path, lockTimeoutMs }
  }

  async create(opened: SessionOpened): Promise<ArchiveWriter> {
    this.#file.refuseIfClosed()
    this.#warn()
    const writer = await this.#tracked(SqliteWriter.open(opened, this.#writing))
    this.#writers.add(writer)
    void writer.ended.then(() => this.#writers.delete(writer))
    return writer
  }

  #warn(): void {
    if (this.#warned) return
    this.#warned = true
    warnOfNetworkDrive(this.location)
  }

  async #tracked<T>(opening: Promise<T>): Promise<T> {
    this.#opening.add(opening)
    try {
      return await opening
    } finally {
      this.#opening.delete(opening)
    }
  }

  async sessions(options: OperationOptions = {}): Promise<readonly SessionSummary[]> {
    return await this.#file.read(options, listSessions)
  }

  async session(id: string, options: OperationOptions = {}): Promise<SessionSummary> {
    return await this.#file.read(options, (database) => findSession(database, id, this.location).summary)
  }

  // One generator for all of it: handing on from a second one would cost as much as decoding.
  async *events(id: string, options: ReadEventsOptions = {}): AsyncGenerator<SessionEvent, void, undefined> {
    const database = await this.#file.openReader(options)
    try {
      const { key } = await this.#find(database, id, options)
      const reader = new EventReader(database, key, this.location)
      for (let from = options.from ?? 1; ;) {
        const page = await this.#file.patiently(() => reader.page(from), options)
        if (page.length === 0) return
        for (const row of page) yield reader.decode(row)
        from = reader.next
        await nextTurn()
      }
    } finally {
      this.#file.release(database)
    }
  }

  #find(database: Database, id: string, options: OperationOptions): Promise<FoundSession> {
    return this.#file.patiently(() => findSession(database, id, this.location), options)
  }

  async acquisitions(id: string, options: OperationOptions = {}): Promise<readonly AcquisitionSummary[]> {
    return await this.#archive(options, (database) => acquisitionsOf(database, findSession(database, id, this.location).key))
  }

  async *chunks(id: string, acquisition: string, options: ChunkOptions = {}): AsyncGenerator<TableChunk, void, undefined> {
    const { declared, from } = await this.#archive(options, (database) => {
      const { key } = findSession(database, id, this.location)
      const seq = seqOfRow(database, key, acquisition, options.from ?? 0)
      return { declared: declarationBefore(database, key, acquisition, seq), from: seq }
    })
    let any = false
    for await (const chunk of chunksOfEvents(this.#rowEvents(id, declared, from, options), acquisition, options)) {
      any = true
      yield chunk
    }
    if (!any) await this.#requireAcquisition(id, acquisition, options)
  }

  /** The declaration of columns that holds, then everything from a `seq` on. */
  async *#rowEvents(id: string, declared: number | undefined, from: number, options: OperationOptions): AsyncGenerator<SessionEvent> {
    if (declared !== undefined) {
      for await (const event of this.events(id, { ...options, from: declared })) {
        yield event
        break
      }
    }
    yield* this.events(id, { ...options, from })
  }

  async #requireAcquisition(id: string, acquisition: string, options: OperationOptions): Promise<void> {
    const names = (await this.acquisitions(id, options)).map(({ name }) => name)
    if (names.includes(acquisition)) return
    throw new StoreError('not-found', `Session ${id} has no acquisition '${acquisition}'. It has: ${names.join(', ') || 'none'}.`)
  }

  async find(query: SessionQuery, options: OperationOptions = {}): Promise<readonly SessionSummary[]> {
    return await this.#archive(options, (database) => searchSessions(database, query))
  }

  async statistics(options: OperationOptions = {}): Promise<StoreStatistics> {
    return await this.#archive(options, (database) => storeStatistics(database, this.location))
  }

  async annotations(id: string, options: OperationOptions = {}): Promise<Annotations> {
    return await this.#archive(options, (database) => readAnnotations(database, findSession(database, id, this.location).key))
  }

  async annotate(id: string, change: AnnotationChange, options: OperationOptions = {}): Promise<void> {
    await this.#file.change(options, (database) => {
      applyAnnotations(database, findSession(database, id, this.location).key, change)
    })
  }

  async integrity(id: string, options: OperationOptions = {}): Promise<StoredIntegrity> {
    return await this.#archive(options, (database) => {
      const { key, summary } = findSession(database, id, this.location)
      return readIntegrity(database, key, summary.id)
    })
  }

  async verify(id: string, options: VerifyOptions = {}): Promise<VerificationReport> {
    return await this.#archive(options, async (database) => {
      return await verifySession(database, findSession(database, id, this.location).record, options)
    })
  }

  async *records(id: string, options: OperationOptions = {}): AsyncGenerator<StoredRecord, void, undefined> {
    const database = await this.#file.openReader(options)
    try {
      const { key } = await this.#find(database, id, options)
      const reader = new RecordReader(database, key)
      for (let after = 0; ;) {
        const rows = await this.#file.patiently(() => reader.rows(after), options)
        const last = rows.at(-1)
        if (last === undefined) return
        for (const row of rows) yield await this.#file.patiently(() => reader.record(row), options)
        after = last.seq
        await nextTurn()
      }
    } finally {
      this.#file.release(database)
    }
  }

  async import(transfer: SessionTransfer, options: OperationOptions = {}): Promise<void> {
    this.#file.refuseIfClosed()
    const forget = async (): Promise<void> => await this.#file.patiently(() => forgetUnfinished(this.location, transfer.opened.sessionId), options)
    await forget()
    this.#warn()
    try {
      await this.#tracked(importRecords(transfer, this.#writing, options.signal))
    } catch (error) {
      await forget().catch(() => undefined) // where that fails, too, the next copy or `vacuum` does it
      throw error
    }
  }

  async backup(path: string, options: OperationOptions = {}): Promise<void> {
    await this.#file.read(options, async (database) => await backUp(database, resolve(path), options.signal))
  }

  async vacuum(options: OperationOptions = {}): Promise<void> {
    await this.#file.patiently(() => compactFile(this.location), options)
  }

  async upgrade(options: OperationOptions = {}): Promise<void> {
    await this.#file.patiently(() => upgradeFile(this.location), options)
  }

  /** Reads what only files of today's version have. */
  async #archive<T>(options: OperationOptions, body: (database: Database) => Promise<T> | T): Promise<T> {
    return await this.#file.read(options, (database) => {
      if (database.prepare("SELECT 1 FROM sqlite_temp_schema WHERE name = 'sessions'").get() !== undefined) throw olderFile(this.location)
      return body(database)
    })
  }

  async close(): Promise<void> {
    this.#file.refuseFromNowOn()
    await Promise.allSettled(this.#opening)
    await Promise.all([...this.#writers].map(async (writer) => await writer.close()))
    this.#file.closeReaders()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
