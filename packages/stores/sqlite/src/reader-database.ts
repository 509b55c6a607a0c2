import type { Database } from 'better-sqlite3'
import { FailureError } from '@lab/store-writer/thread'
import { wrongFile } from './failure.ts'
import { inspect, openDatabase } from './open-database.ts'
import { createSchema, identify, schemaVersion } from './schema.ts'

/**
 * Opens a store for reading. Makes and changes no file, with one exception that is SQLite's own: where a writer was killed in
 * the instant in which the file itself was changed, that change is first taken back.
 */
export function openForReading(path: string): Database {
  let { state, database } = inspect(path)
  if (state.kind === 'unsettled') {
    takeBackInterruptedChange(path)
    ;({ state, database } = inspect(path))
  }
  if (state.kind === 'absent') throw absent(path)
  if (state.kind !== 'store' || database === undefined) return emptyStore()
  showAsOfToday(database, state.version)
  database.pragma('query_only = ON')
  return database
}

/** A file of an earlier version, seen with the columns of today. Nothing in it is changed. */
function showAsOfToday(database: Database, version: number): void {
  if (version < schemaVersion) database.exec(viewsOfToday[version === 1 ? 1 : 2])
}

const viewsOfToday = {
  1: `
    CREATE TEMP VIEW sessions AS SELECT *, 0 AS incoming, 0 AS head_records, 0 AS head_seq, NULL AS head_digest FROM main.sessions;
    CREATE TEMP VIEW events AS SELECT *, NULL AS mark FROM main.events;
    CREATE TEMP VIEW blobs AS SELECT *, 'raw' AS codec, NULL AS crc, NULL AS file, NULL AS offset, NULL AS length
      FROM main.blobs;`,
  2: 'CREATE TEMP VIEW blobs AS SELECT *, NULL AS file, NULL AS offset, NULL AS length FROM main.blobs;',
} as const

function takeBackInterruptedChange(path: string): void {
  const database = openDatabase(path, 'existing')
  try {
    const identity = identify(database)
    if (identity === 'foreign' || identity === 'newer') throw wrongFile(path, identity)
  } finally {
    database.close()
  }
}

/** An empty file is a store that nothing was written to yet. */
function emptyStore(): Database {
  const database = openDatabase(':memory:', 'create')
  createSchema(database)
  return database
}

function absent(path: string): FailureError {
  return new FailureError(
    'not-found', `${path} does not exist.`, 'Check the path; a store is made by the first session that is written to it.',
  )
}
