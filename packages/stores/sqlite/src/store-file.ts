import { LabError, StoreError, type OperationOptions } from '@lab/core'
import type { Database } from 'better-sqlite3'
import { storeErrorOf } from '@lab/store-writer'
import { FailureError } from '@lab/store-writer/thread'
import { describeFailure } from './failure.ts'
import { openDatabase, refuseForeignFile } from './open-database.ts'
import { withPatience } from './patience.ts'
import { openForReading } from './reader-database.ts'

/** The connections of one store to its file: opened for one use, waiting for other programs without blocking. */
export class StoreFile {
  readonly path: string
  readonly #lockTimeoutMs: number
  readonly #open = new Set<Database>()
  #closed = false

  constructor(path: string, lockTimeoutMs: number) {
    this.path = path
    this.#lockTimeoutMs = lockTimeoutMs
  }

  /** Reads with a connection of its own. */
  async read<T>(options: OperationOptions, body: (database: Database) => Promise<T> | T): Promise<T> {
    const database = await this.openReader(options)
    try {
      return await this.patiently(() => body(database), options)
    } finally {
      this.release(database)
    }
  }

  async openReader(options: OperationOptions): Promise<Database> {
    const database = await this.patiently(() => openForReading(this.path), options)
    this.#open.add(database)
    return database
  }

  release(database: Database): void {
    this.#open.delete(database)
    database.close()
  }

  /** Changes something in one transaction, beside whoever writes sessions. */
  async change(options: OperationOptions, body: (database: Database) => void): Promise<void> {
    await this.patiently(() => {
      const database = this.#openForChange()
      try {
        database.transaction(body).immediate(database)
      } finally {
        database.close()
      }
    }, options)
  }

  #openForChange(): Database {
    const state = refuseForeignFile(this.path)
    if (state.kind !== 'store') throw new FailureError('not-found', `${this.path} has no sessions yet.`, 'Check the path.')
    if (state.version < 2) throw olderFile(this.path)
    const database = openDatabase(this.path, 'existing')
    // Without a log the removal of the journal is the commit: EXTRA synchronises the folder as well.
    database.pragma('synchronous = EXTRA')
    return database
  }

  /** Waits for other programs and turns every failure into a StoreError. */
  async patiently<T>(action: () => Promise<T> | T, options: OperationOptions): Promise<T> {
    const attempt = (): Promise<T> | T => {
      this.refuseIfClosed()
      return action()
    }
    try {
      return await withPatience(attempt, this.#lockTimeoutMs, options)
    } catch (error) {
      if (error instanceof LabError || options.signal?.aborted === true) throw error
      throw storeErrorOf(describeFailure(this.path, error))
    }
  }

  refuseIfClosed(): void {
    if (!this.#closed) return
    throw new StoreError('write', `The store ${this.path} was closed.`, { hint: 'Open it again with sqliteStore(path).' })
  }

  /** From here on everything is refused; readers under way end with an error. */
  refuseFromNowOn(): void {
    this.#closed = true
  }

  closeReaders(): void {
    for (const database of this.#open) database.close()
  }
}

/** A file with the tables of version 1: sessions and events can be read, the rest came later. */
export function olderFile(path: string): FailureError {
  return new FailureError(
    'version', `${path} was written by an earlier version and lacks the tables for that.`,
    'Bring it up to date with `upgrade()` of the store or `lab store upgrade`; the next session that is written does it, too.',
  )
}
