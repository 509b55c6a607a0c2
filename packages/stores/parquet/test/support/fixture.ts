import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeEvent, type SessionEvent, type SessionStore } from '@lab/core'
import { onTestFinished } from 'vitest'
import { SessionLife } from '../../src/engine/session-life.ts'
import type { EngineLimits } from '../../src/engine/session-engine.ts'
import { machineDisk, type Disk } from '../../src/files/disk.ts'
import { parquetStore, type ParquetStore, type ParquetStoreOptions } from '../../src/index.ts'
import { EventBatch } from '../../src/writer/event-batch.ts'
import type { RecordBatch } from '../../src/engine/record-batch.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-parquet-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store that is closed after the test. */
export function openStore(path: string, options: Omit<ParquetStoreOptions, 'path'> = {}): ParquetStore {
  const store = parquetStore({ path, ...options })
  onTestFinished(async () => await store.close())
  return store
}

export async function eventsOf(store: SessionStore, id: string, from = 1): Promise<SessionEvent[]> {
  const events: SessionEvent[] = []
  for await (const event of store.events(id, { from })) events.push(event)
  return events
}

export const smallLimits: EngineLimits = { groupRows: 64, groupBytes: 1024 * 1024, journalBytes: 16 * 1024 }

export function batchOf(events: readonly SessionEvent[]): RecordBatch {
  const batch = new EventBatch()
  for (const event of events) void batch.add(event, encodeEvent(event))
  return batch.message()
}

/** A session that is written without a thread of its own. */
export function beginSession(root: string, first: SessionEvent, limits: EngineLimits = smallLimits, disk: Disk = machineDisk): SessionLife {
  return SessionLife.begin({ disk, root, limits }, batchOf([first]))
}
