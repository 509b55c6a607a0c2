import { existsSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { FailureError } from './failure.ts'
import { openDatabase, refuseForeignFile } from './open-database.ts'
import { closeAfterWriting, openForWriting } from './writer-database.ts'

/** Copies everything acknowledged so far into a new file. SQLite makes it page by page, in one state of the store. */
export async function backUp(database: Database, target: string): Promise<void> {
  if (existsSync(target)) throw new FailureError('write', `${target} exists already.`, 'Choose another file for the backup.')
  await database.backup(target)
}

/** Rebuilds the file without the room that is no longer used. */
export function compactFile(path: string): void {
  if (refuseForeignFile(path).kind !== 'store') return
  const database = openDatabase(path, 'existing')
  try {
    database.exec('VACUUM')
  } finally {
    database.close()
  }
}

/** Opening for writing brings the tables up to date. */
export function upgradeFile(path: string): void {
  if (refuseForeignFile(path).kind === 'store') closeAfterWriting(openForWriting(path, 0))
}
