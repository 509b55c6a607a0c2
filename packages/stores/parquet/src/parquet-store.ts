import { resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  decodeEvent, StoreError, type OperationOptions, type ReadEventsOptions, type SessionEvent, type SessionOpened, type SessionSummary,
} from '@lab/core'
import type { EngineLimits } from './engine/session-engine.ts'
import { findFolder, foldersOf, datesIn } from './reading/session-folders.ts'
import { sessionRecords } from './reading/session-records.ts'
import { overviewOf } from './reading/session-summary.ts'
import { SessionView } from './reading/session-view.ts'
import { asStoreError } from './writer/store-error.ts'
import { ParquetWriter } from './writer/parquet-writer.ts'

export interface ParquetStoreOptions {
  readonly path: string
  readonly limits?: Partial<EngineLimits>
  readonly flushMs?: number
}

const defaults: EngineLimits = { groupRows: 65_536, groupBytes: 32 * 1024 * 1024, journalBytes: 16 * 1024 * 1024 }

export function parquetStore(options: string | ParquetStoreOptions) {
  const { path, limits = {}, flushMs = 600_000 } = typeof options === 'string' ? { path: options } : options
  return new ParquetStore(resolve(path), { ...defaults, ...limits }, flushMs)
}

class ParquetStore {
  readonly name = 'parquet'
  readonly location: string
  readonly #limits: EngineLimits
  readonly #flushMs: number
  readonly #writers = new Set<ParquetWriter>()
  constructor(path: string, limits: EngineLimits, flushMs: number) {
    this.location = path
    this.#limits = limits
    this.#flushMs = flushMs
  }
  async create(opened: SessionOpened): Promise<ParquetWriter> {
    const writer = await ParquetWriter.open(opened, { root: this.location, limits: this.#limits, flushMs: this.#flushMs })
    this.#writers.add(writer)
    void writer.ended.then(() => this.#writers.delete(writer))
    return writer
  }
  async sessions(_options: OperationOptions = {}): Promise<readonly SessionSummary[]> {
    try {
      return datesIn(this.location).flatMap((date) => foldersOf(this.location, date)).map((f) => overviewOf(this.location, f).summary).sort((a, b) => b.openedMs - a.openedMs)
    } catch (e) { throw asStoreError(this.location, e) }
  }
  async session(id: string): Promise<SessionSummary> {
    try {
      return overviewOf(this.location, findFolder(this.location, id)).summary
    } catch (e) { throw asStoreError(this.location, e) }
  }
  async *events(id: string, options: ReadEventsOptions = {}): AsyncGenerator<SessionEvent, void, undefined> {
    options.signal?.throwIfAborted()
    const folder = findFolder(this.location, id)
    const view = new SessionView(folder.path)
    let n = 0
    for (const { json, blobs } of sessionRecords(view, options.from ?? 1)) {
      yield decodeEvent({ json, blobs })
      if (++n % 1024 === 0) await nextTurn()
    }
  }
  async close(): Promise<void> {
    await Promise.all([...this.#writers].map(async (writer) => await writer.close()))
  }
  async [Symbol.asyncDispose](): Promise<void> { await this.close() }
}
void StoreError
