import { existsSync, rmSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { FailureError } from '@lab/store-writer/thread'
import { openDatabase, refuseForeignFile } from './open-database.ts'
import { sampleFolderOf } from './sample-folder.ts'
import { copySamples, forgetSamples, sampleParts, type SamplePart } from './sample-room.ts'
import { forgetAllUnfinished } from './session-import.ts'
import { closeAfterWriting, openForWriting } from './writer-database.ts'

/** Between two looks at the signal. */
const pagesPerStep = 512

/**
 * Copies everything acknowledged so far into a new file: one state of the store, however much is written meanwhile. Without the
 * transaction SQLite would begin anew whenever somebody has written.
 */
export async function backUp(database: Database, target: string, signal: AbortSignal | undefined): Promise<void> {
  for (const path of [target, sampleFolderOf(target)]) {
    if (existsSync(path)) throw new FailureError('write', `${path} exists already.`, 'Choose another file for the backup.')
  }
  try {
    const parts = await copyState(database, target, signal)
    await copySamples(database.name, target, parts, signal)
    makePlain(target)
  } catch (error) {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${target}${end}`, { force: true })
    rmSync(sampleFolderOf(target), { recursive: true, force: true })
    throw error
  }
}

async function copyState(database: Database, target: string, signal: AbortSignal | undefined): Promise<readonly SamplePart[]> {
  database.exec('BEGIN; SELECT count(*) FROM sqlite_schema')
  try {
    await database.backup(target, { progress: () => nextStep(signal) })
    return sampleParts(database)
  } finally {
    if (database.open) database.exec('ROLLBACK')
  }
}

function nextStep(signal: AbortSignal | undefined): number {
  signal?.throwIfAborted()
  return pagesPerStep
}

/** The copy has a header that asks for a log, as the original has while it is written. */
function makePlain(target: string): void {
  const copy = openDatabase(target, 'existing')
  try {
    copy.pragma('journal_mode = DELETE')
  } finally {
    copy.close()
  }
}

/** Rebuilds the file without the room that is no longer used. */
export function compactFile(path: string): void {
  const state = refuseForeignFile(path)
  if (state.kind !== 'store') return
  const database = openDatabase(path, 'existing')
  try {
    if (state.version >= 2) forgetAllUnfinished(database)
    if (state.version >= 3) forgetSamples(database)
    database.exec('VACUUM')
  } finally {
    database.close()
  }
}

/** Opening for writing brings the tables up to date. */
export function upgradeFile(path: string): void {
  if (refuseForeignFile(path).kind === 'store') closeAfterWriting(openForWriting(path, 0))
}
