import { decodeEvent, StoreError, type SessionTransfer } from '@lab/core'
import type { StoredRecord } from '@lab/core/integrity'
import type { Database } from 'better-sqlite3'
import { FailureError } from '@lab/store-writer/thread'
import { openDatabase, refuseForeignFile } from './open-database.ts'
import { forgetSamples } from './sample-room.ts'
import { isWritten, type SessionRecord } from './session-list.ts'
import { SqliteWriter, type WriterOptions } from './sqlite-writer.ts'

/** Most records on their way to the disk at once … */
const mostWaiting = 4096
/** … and about as many bytes of samples. */
const mostBytes = 16 * 1024 * 1024

/**
 * Copies a whole session into a file. Nobody sees it before all of it is there.
 * @throws StoreError; the reason of the signal
 */
export async function importRecords(transfer: SessionTransfer, options: WriterOptions, signal: AbortSignal | undefined): Promise<void> {
  const { opened, records, signatures, annotations } = transfer
  let writer: SqliteWriter | undefined
  try {
    let [waiting, bytes] = [0, 0]
    for await (const record of records) {
      signal?.throwIfAborted()
      if (writer === undefined) {
        writer = await SqliteWriter.open(opened, { ...options, incoming: true }, record)
        continue
      }
      const durable = writer.appendRecord(decoded(record), record)
      bytes = record.blobs.reduce((sum, blob) => sum + blob.length, bytes)
      if (++waiting < mostWaiting && bytes < mostBytes) {
        durable.catch(() => undefined) // a later one fails with the same
        continue
      }
      await durable
      ;[waiting, bytes] = [0, 0]
    }
    if (writer === undefined) throw new StoreError('corrupt', `Session ${opened.sessionId} has no records.`)
    await writer.addSignatures(signatures)
    await writer.arrive(annotations)
  } finally {
    await writer?.close()
  }
}

function decoded({ json, blobs }: StoredRecord): ReturnType<typeof decodeEvent> {
  return decodeEvent({ json: Buffer.from(json).toString('utf8'), blobs })
}

/**
 * Removes what a copy of that session has left behind that failed, or whose process was killed.
 * @throws FailureError where the session is there in whole, or is being copied right now.
 */
export function forgetUnfinished(path: string, sessionId: string): void {
  const state = refuseForeignFile(path)
  if (state.kind !== 'store' || state.version < 2) return // version 1 has no copies under way
  const database = openDatabase(path, 'existing')
  try {
    const found = database.prepare<[string], UnfinishedRow>('SELECT * FROM sessions WHERE uuid = ?').get(sessionId)
    if (found === undefined) return
    if (found.incoming === 0) throw new FailureError('write', `${path} has session ${sessionId} already.`, 'Nothing was copied.')
    if (isWritten(found)) throw new FailureError('locked', `Session ${sessionId} is being copied into ${path} already.`, 'Wait for that.')
    database.transaction(() => forget(database, found.id)).immediate()
    forgetSamples(database)
  } finally {
    database.close()
  }
}

interface UnfinishedRow extends SessionRecord {
  readonly incoming: number
}

/** Removes all that unfinished copies have left behind. */
export function forgetAllUnfinished(database: Database): void {
  const found = database.prepare<[], SessionRecord>('SELECT * FROM sessions WHERE incoming = 1').all()
  for (const session of found) if (!isWritten(session)) database.transaction(() => forget(database, session.id)).immediate()
}

function forget(database: Database, id: number): void {
  for (const table of ['events', 'blobs', 'seals', 'signatures', 'notes', 'labels']) {
    database.prepare(`DELETE FROM ${table} WHERE session = ?`).run(id)
  }
  database.prepare('DELETE FROM session_text WHERE rowid = ?').run(id)
  database.prepare('DELETE FROM sessions WHERE id = ?').run(id)
}
