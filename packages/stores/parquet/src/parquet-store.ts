import { resolve } from 'node:path'
import { StoreError } from '@lab/core'
import { ParquetFolder } from './parquet-folder.ts'
import type { ParquetStore, ParquetStoreOptions } from './store-options.ts'

const groupBytes = 32 * 1024 * 1024
const journalBytes = 16 * 1024 * 1024

/**
 * Sessions in a folder of Parquet files that any analysis tool reads as one dataset.
 *
 * - An event is acknowledged when it is in the session's journal, or in a row group, and that is synchronised with the disk: it
 *   survives `kill -9` and power loss. Events appended while the disk is busy share the next synchronisation.
 * - Writing happens on a thread of its own, which does not keep the process alive while nothing is under way. How much waits in
 *   memory is up to the caller: await a promise now and then.
 * - Any number of readers, also of other processes, while sessions are written. Reading makes and changes no file.
 * - When the disk is full, 256 KiB that were kept free are released for the events that close a session.
 * - Nothing touches the folder before the first call. Errors are `StoreError`s that name the folder or file.
 *
 * @throws StoreError (write) for options out of their range
 * @example
 * ```ts
 * await using store = parquetStore('lab')
 * for (const session of await store.sessions()) console.log(session.id, session.status, session.points)
 * ```
 */
export function parquetStore(options: string | ParquetStoreOptions): ParquetStore {
  const { path, groupRows = 65_536, flushMs = 600_000, lockTimeoutMs = 5000 } = typeof options === 'string' ? { path: options } : options
  if (!(Number.isSafeInteger(groupRows) && groupRows >= 1 && groupRows <= 1_048_576)) throw outOfRange('groupRows', groupRows, '1 to 1,048,576')
  if (!(flushMs >= 1 && flushMs <= 2_147_483_647)) throw outOfRange('flushMs', flushMs, '1 to 2,147,483,647')
  const limits = { groupRows, groupBytes, journalBytes }
  return new ParquetFolder({ root: resolve(path), limits, flushMs }, lockTimeoutMs)
}

function outOfRange(name: string, value: number, range: string): StoreError {
  return new StoreError('write', `${name} is ${value}.`, { hint: `It has to be ${range}.` })
}
