import { decodeEvent, StoreError, type SessionTransfer } from '@lab/core'
import type { StoredRecord } from '@lab/core/integrity'
import type { Database } from 'better-sqlite3'
import { FailureError } from './failure.ts'
import { openDatabase, refuseForeignFile } from './open-database.ts'
import { SqliteWriter, type WriterOptions } from './sqlite-writer.ts'

/** Most records on their way to the disk at once. */
const mostWaiting = 4096

/**
 * Copies a whole session into a file. Nobody sees it before all of it is there.
 * @throws StoreError; the reason of the signal. What was copied so far is forgotten by the next copy of that session.
 */
export async function importRecords(transfer: SessionTransfer, options: WriterOptions, signal: AbortSignal | undefined): Promise<void> {
  const { opened, records, signatures } = transfer
  let writer: SqliteWriter | undefined
  try {
    let waiting = 0
    for await (const record of records) {
      signal?.throwIfAborted()
      if (writer === undefined) {
        writer = await SqliteWriter.open(opened, { ...options, incoming: true }, record)
        continue
      }
      const durable = writer.appendRecord(decoded(record), record)
      if (++waiting % mostWaiting === 0) await durable
      else durable.catch(() => undefined) // a later one fails with the same
    }
    if (writer === undefined) throw new StoreError('corrupt', `Session ${opened.sessionId} has no records.`)
    await writer.addSignatures(signatures)
    await writer.arrive()
  } finally {
    await writer?.close()
  }
}

function decoded({ json, blobs }: StoredRecord): ReturnType<typeof decodeEvent> {
  return decodeEvent({ json: Buffer.from(json).toString('utf8'), blobs })
}

/**
 * Removes what an earlier copy of that session has left behind when its process was killed.
 * @throws FailureError where the session is there in whole.
 */
export function forgetUnfinished(path: string, sessionId: string): void {
  if (refuseForeignFile(path).kind !== 'store') return
  const database = openDatabase(path, 'existing')
  try {
    const found = database.prepare<[string], UnfinishedRow>('SELECT id, incoming FROM sessions WHERE uuid = ?').get(sessionId)
    if (found === undefined) return
    if (found.incoming === 0) throw new FailureError('write', `${path} has session ${sessionId} already.`, 'Nothing was copied.')
    database.transaction(() => forget(database, found.id)).immediate()
  } finally {
    database.close()
  }
}

interface UnfinishedRow {
  readonly id: number
  readonly incoming: number
}

function forget(database: Database, id: number): void {
  for (const table of ['events', 'blobs', 'seals', 'signatures', 'notes', 'labels']) {
    database.prepare(`DELETE FROM ${table} WHERE session = ?`).run(id)
  }
  database.prepare('DELETE FROM session_text WHERE rowid = ?').run(id)
  database.prepare('DELETE FROM sessions WHERE id = ?').run(id)
}
