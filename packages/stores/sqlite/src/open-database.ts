import { existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { FailureError } from '@lab/store-writer/thread'
import { codeOf, wrongFile } from './failure.ts'
import { identify, versionOf } from './schema.ts'

/** `read` cannot write; `existing` and `create` can, and differ where there is no file. */
type OpenMode = 'read' | 'existing' | 'create'

/** Opens a connection. The file is not touched yet. */
export function openDatabase(path: string, mode: OpenMode): Database.Database {
  return new Database(path, { readonly: mode === 'read', fileMustExist: mode !== 'create', timeout: 0 })
}

/**
 * How to open a file so that nothing is left beside it: a reader of a file in WAL mode makes the log where there is none, and
 * only a connection that may write removes it again.
 */
function readingMode(path: string): 'read' | 'existing' {
  return existsSync(`${path}-wal`) || existsSync(`${path}-journal`) ? 'read' : 'existing'
}

/** What is known of a file. */
export type FileState = { readonly kind: 'absent' | 'empty' | 'unsettled' } | {
  readonly kind: 'store'
  /** Of its tables: this one, or an earlier one. */
  readonly version: number
}

/**
 * Refuses a file that is not a store, before it is opened in earnest. `unsettled` is a file in the middle of a change whose
 * writer is gone. A file is never opened with `node:fs`: closing it would drop the locks that this process holds on it in SQLite.
 */
export function refuseForeignFile(path: string): FileState {
  const { state, database } = inspect(path)
  database?.close()
  return state
}

/** What is known of a file, and where it is a store, the connection by which that is known: opening is half the cost of a question. */
interface Inspected {
  readonly state: FileState
  readonly database?: Database.Database
}

/** As {@link refuseForeignFile}. The connection is one that leaves nothing beside the file. */
export function inspect(path: string): Inspected {
  const stats = statOrAbsent(path)
  if (stats === undefined) return { state: { kind: 'absent' } }
  if (stats.isDirectory()) throw new FailureError('format', `${path} is a folder.`, 'Give the path of a file in it.')
  if (stats.size === 0) return { state: { kind: 'empty' } }
  const database = openDatabase(path, readingMode(path))
  try {
    const state = peek(database, path)
    if (state.kind === 'store') return { state, database }
    database.close()
    return { state }
  } catch (error) {
    database.close()
    throw error
  }
}

function statOrAbsent(path: string): ReturnType<typeof statSync> {
  try {
    return statSync(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function peek(database: Database.Database, path: string): FileState {
  try {
    const identity = identify(database)
    if (identity === 'foreign' || identity === 'newer') throw wrongFile(path, identity)
    if (identity === 'empty') return emptyOrNot(path)
    return { kind: 'store', version: versionOf(database) }
  } catch (error) {
    if (codeOf(error) === 'SQLITE_READONLY_ROLLBACK') return { kind: 'unsettled' }
    throw error
  }
}

/** SQLite takes any file of a few bytes for an empty one and would write over it. */
function emptyOrNot(path: string): FileState {
  if (statSync(path).size === 0) return { kind: 'empty' }
  throw new FailureError('format', `${path} is not an SQLite file.`, 'Choose another path for the store or move this file away.')
}
