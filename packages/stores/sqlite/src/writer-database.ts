import { rmSync, statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { isBusy, wrongFile } from './failure.ts'
import { openDatabase, refuseForeignFile } from './open-database.ts'
import { createSchema, identify } from './schema.ts'
import { upgradeSchema } from './upgrade.ts'

/** The log is copied into the file when it has this many pages (16 MiB): small enough to keep, large enough to be cheap. */
const checkpointPages = 4096

/** The log file is cut to this size when it starts over after it had to grow, for example because of a slow reader. */
const logBytes = 64 * 1024 * 1024

/**
 * Opens a store for writing, makes it where there is none, and waits a bounded time for other programs.
 * A file that cannot be used is left as it was.
 */
export function openForWriting(path: string, lockTimeoutMs: number): Database {
  const before = waitForLock(lockTimeoutMs, () => refuseForeignFile(path))
  const database = openDatabase(path, 'create')
  try {
    // While SQLite itself waits, it lets no further reader in; without that, busy readers could keep a writer out for ever.
    database.pragma(`busy_timeout = ${Math.min(lockTimeoutMs, 100)}`)
    waitForLock(lockTimeoutMs, () => prepare(database, path))
    database.pragma(`busy_timeout = ${lockTimeoutMs}`)
    return database
  } catch (error) {
    database.close()
    if (before.kind === 'absent') removeIfEmpty(path)
    throw error
  }
}

function prepare(database: Database, path: string): void {
  let identity = identify(database)
  if (identity === 'empty') {
    createSchema(database)
    identity = 'store'
  }
  if (identity === 'foreign' || identity === 'newer') throw wrongFile(path, identity)
  // Damage shows here, before anything is changed.
  database.exec('SELECT sum(points) FROM sessions; SELECT max(seq) FROM events WHERE session = 0; SELECT idx FROM blobs LIMIT 1')
  if (identity === 'older') upgradeSchema(database)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = OFF')
  database.pragma('cache_size = -4000')
  database.pragma(`wal_autocheckpoint = ${checkpointPages}`)
  database.pragma(`journal_size_limit = ${logBytes}`)
}

/** SQLite's own waiting does not cover a change of the journal mode, therefore the waiting is done here. Blocks the thread. */
function waitForLock<T>(lockTimeoutMs: number, action: () => T): T {
  const deadline = performance.now() + lockTimeoutMs
  const never = new Int32Array(new SharedArrayBuffer(4))
  for (;;) {
    try {
      return action()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error
      Atomics.wait(never, 0, 0, 10)
    }
  }
}

function removeIfEmpty(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path)
}

/**
 * Lets go of a store. Where nobody else has it open it becomes one plain file again, which can be read anywhere without
 * a file being made beside it; otherwise its log is emptied as far as the readers allow.
 */
export function closeAfterWriting(database: Database): void {
  database.pragma('busy_timeout = 0')
  try {
    database.pragma('journal_mode = DELETE')
  } catch {
    // Readers have it open, or the disk is full. Nothing is lost: what is in the log counts as much as what is in the file.
    tryToTruncateLog(database)
  }
  database.close()
}

function tryToTruncateLog(database: Database): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // The log stays as it is, for the same reasons.
  }
}
