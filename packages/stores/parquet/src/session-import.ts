import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StoreError, type SessionTransfer } from '@lab/core'
import { machineDisk } from './files/disk.ts'
import { sessionPath } from './files/names.ts'
import { writeAnnotations } from './reading/annotations.ts'
import { ParquetWriter, type WriterOptions } from './writer/parquet-writer.ts'

/** How many records may be on their way to the writer. */
const mostWaiting = 8192

/**
 * Writes a session of another store, beside the others until it is whole.
 * @throws StoreError; what reading the other store throws; the reason of the signal
 */
export async function importSession(transfer: SessionTransfer, options: WriterOptions, signal: AbortSignal | undefined): Promise<string> {
  const { opened: { sessionId, timeMs }, annotations } = transfer
  const { root } = options
  const target = sessionPath(root, sessionId, timeMs)
  if (existsSync(target)) throw new StoreError('write', `${target} exists: there is a session of that id.`, { hint: 'It was not changed.' })
  const place = join(root, `_import-${sessionId}`)
  rmSync(place, { recursive: true, force: true })
  try {
    await copyRecords(transfer, { ...options, root: place }, signal)
    const made = sessionPath(place, sessionId, timeMs)
    if (annotations.notes.length > 0 || annotations.tags.length > 0) writeAnnotations(made, annotations)
    mkdirSync(dirname(target), { recursive: true })
    renameSync(made, target)
    for (const folder of [dirname(target), root]) machineDisk.syncFolder(folder)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  return target
}

async function copyRecords({ opened, records, signatures }: SessionTransfer, options: WriterOptions, signal: AbortSignal | undefined): Promise<void> {
  let writer: ParquetWriter | undefined
  try {
    let waiting = 0
    let last: Promise<void> = Promise.resolve()
    for await (const record of records) {
      signal?.throwIfAborted()
      if (writer === undefined) {
        writer = await ParquetWriter.openWith(opened.sessionId, record, options)
        continue
      }
      last = writer.appendRecord(record)
      last.catch(() => undefined)
      if (++waiting % mostWaiting === 0) await last
    }
    if (writer === undefined) throw new StoreError('write', 'A session without a record cannot be imported.')
    await last
    await writer.addSignatures(signatures)
  } finally {
    await writer?.close()
  }
}
