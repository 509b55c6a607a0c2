import { existsSync, statSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  decodeEvent, StoreError, type AcquisitionSummary, type AnnotationChange, type Annotations, type ArchiveWriter,
  type ChunkOptions, type OperationOptions, type ReadEventsOptions, type SessionEvent, type SessionOpened, type SessionQuery,
  type SessionSummary, type SessionTransfer, type StoreStatistics, type TableChunk, type VerifyOptions,
} from '@lab/core'
import type { StoredIntegrity, StoredRecord, VerificationReport } from '@lab/core/integrity'
import { dateOf, datePath } from './files/names.ts'
import { touch } from './files/touch.ts'
import { isBeingWritten, markerPath, readMarker } from './files/running-marker.ts'
import { machineDisk } from './files/disk.ts'
import { annotateFolder, readAnnotations } from './reading/annotations.ts'
import { Catalogue, rememberDay, type CatalogueEntry } from './reading/catalogue.ts'
import { ChunkReader } from './reading/chunk-reader.ts'
import { acquisitionsOf } from './reading/declarations.ts'
import type { MarkedRecord } from './reading/group-records.ts'
import { findFolder, type SessionFolder } from './reading/session-folders.ts'
import { matches } from './reading/session-match.ts'
import { overviewOf } from './reading/session-summary.ts'
import { integrityOf, verifySession } from './reading/session-verification.ts'
import { RecordStream } from './reading/record-stream.ts'
import { statisticsOf } from './reading/store-statistics.ts'
import { SessionView } from './reading/session-view.ts'
import { ViewPool } from './reading/view-pool.ts'
import { importSession } from './session-import.ts'
import { compactFolder } from './writer/compact-folder.ts'
import { ParquetWriter, type WriterOptions } from './writer/parquet-writer.ts'
import { asStoreError } from './writer/store-error.ts'
import type { ParquetStore } from './store-options.ts'

/** A folder of sessions. */
export class ParquetFolder implements ParquetStore {
  readonly name = 'parquet'
  readonly location: string
  readonly #options: WriterOptions
  readonly #lockTimeoutMs: number
  readonly #writers = new Set<ParquetWriter>()
  readonly #busy = new Set<Promise<unknown>>()
  readonly #views = new ViewPool()
  readonly #catalogue: Catalogue
  #closed = false

  constructor(options: WriterOptions, lockTimeoutMs: number) {
    this.location = options.root
    this.#options = options
    this.#lockTimeoutMs = lockTimeoutMs
    this.#catalogue = new Catalogue(options.root)
  }

  async create(opened: SessionOpened): Promise<ArchiveWriter> {
    return await this.#doing(async () => {
      const writer = await ParquetWriter.open(opened, this.#options)
      this.#writers.add(writer)
      void writer.ended.then(() => {
        this.#writers.delete(writer)
        this.#changed(dateOf(opened.timeMs))
      })
      return writer
    })
  }

  async sessions(options: OperationOptions = {}): Promise<readonly SessionSummary[]> {
    return await this.find({ limit: Infinity }, options)
  }

  async session(id: string, { signal }: OperationOptions = {}): Promise<SessionSummary> {
    return await this.#doing(async () => overviewOf(this.location, this.#folder(id)).summary, signal)
  }

  async find(query: SessionQuery, { signal }: OperationOptions = {}): Promise<readonly SessionSummary[]> {
    return await this.#doing(async () => {
      const { limit = 1000, openedFromMs = -Infinity, openedBeforeMs = Infinity } = query
      const found: SessionSummary[] = []
      const isWanted = (date: string): boolean => Date.parse(date) + 86_400_000 > openedFromMs && Date.parse(date) < openedBeforeMs
      for await (const entries of this.#days(isWanted, signal)) {
        found.push(...entries.filter((entry) => matches(entry, query)).map(({ summary }) => summary))
        if (found.length >= limit) break
      }
      return found.slice(0, limit)
    }, signal)
  }

  #days(isWanted: (date: string) => boolean, signal: AbortSignal | undefined): AsyncIterable<readonly CatalogueEntry[]> {
    return this.#catalogue.days(isWanted, signal)
  }

  /** Yields records in turns with others. */
  async* #records(id: string, from: number, { signal }: OperationOptions): AsyncGenerator<MarkedRecord, void, undefined> {
    this.#refuseIfClosed()
    const stream = new RecordStream(this.#views, this.#folder(id).path, from)
    try {
      for (let count = 0; ; count++) {
        if (count % 64 === 0) {
          signal?.throwIfAborted()
          this.#refuseIfClosed()
        }
        const record = await stream.next()
        if (record === undefined) return
        yield record
      }
    } catch (error) {
      throw asStoreError(this.location, error, signal)
    } finally {
      stream.close()
    }
  }

  async* events(id: string, options: ReadEventsOptions = {}): AsyncGenerator<SessionEvent, void, undefined> {
    this.#refuseMissing()
    for await (const record of this.#records(id, options.from ?? 1, options)) yield decodeEvent(record)
  }

  async* records(id: string, options: OperationOptions = {}): AsyncGenerator<StoredRecord, void, undefined> {
    this.#refuseMissing()
    for await (const { seq, json, blobs, mark } of this.#records(id, 1, options)) {
      yield { seq, json: Buffer.from(json), blobs, ...(mark === undefined ? {} : { mark }) }
    }
  }

  async* chunks(id: string, acquisition: string, options: ChunkOptions = {}): AsyncGenerator<TableChunk, void, undefined> {
    this.#refuseMissing()
    const view = this.#view(id)
    try {
      for await (const chunk of new ChunkReader(view, acquisition, options).chunks()) {
        options.signal?.throwIfAborted()
        yield chunk
        await nextTurn()
      }
    } catch (error) {
      throw asStoreError(this.location, error, options.signal)
    } finally {
      this.#views.give(view)
    }
  }

  async acquisitions(id: string, { signal }: OperationOptions = {}): Promise<readonly AcquisitionSummary[]> {
    return await this.#viewing(id, async (view) => acquisitionsOf(view), signal)
  }

  async integrity(id: string, { signal }: OperationOptions = {}): Promise<StoredIntegrity> {
    return await this.#viewing(id, async (view) => ({ ...await integrityOf(view), seals: [...view.seals] }), signal)
  }

  async verify(id: string, options: VerifyOptions = {}): Promise<VerificationReport> {
    return await this.#doing(async () => {
      const { id: sessionId, path } = this.#folder(id)
      // Nothing that was read before counts here.
      const view = new SessionView(path)
      try {
        return await verifySession(view, sessionId, options)
      } finally {
        view.close()
      }
    }, options.signal)
  }

  async annotations(id: string, { signal }: OperationOptions = {}): Promise<Annotations> {
    return await this.#doing(async () => {
      const { notes, tags, isWhole } = readAnnotations(this.#folder(id).path)
      if (isWhole) return { notes, tags }
      throw new StoreError('corrupt', `The notes and tags of session ${id} are damaged.`, { hint: 'The record of the session is not touched by that.' })
    }, signal)
  }

  async annotate(id: string, change: AnnotationChange, options: OperationOptions = {}): Promise<void> {
    await this.#doing(async () => {
      const { path, date } = this.#folder(id)
      await annotateFolder(path, change, this.#lockTimeoutMs, options)
      this.#changed(date)
    }, options.signal)
  }

  async statistics({ signal }: OperationOptions = {}): Promise<StoreStatistics> {
    return await this.#doing(async () => await statisticsOf(this.location, this.#days(() => true, signal)), signal)
  }

  async import(transfer: SessionTransfer, { signal }: OperationOptions = {}): Promise<void> {
    this.#refuseIfClosed()
    try {
      const writing = importSession(transfer, this.#options, signal)
      this.#busy.add(writing)
      await writing.finally(() => this.#busy.delete(writing))
    } catch (error) {
      // What the other store throws stays as it is.
      throw error instanceof Error && 'syscall' in error ? asStoreError(this.location, error, signal) : error
    }
    this.#changed(dateOf(transfer.opened.timeMs))
  }

  async compact(id: string, { signal }: OperationOptions = {}): Promise<void> {
    await this.#doing(async () => {
      const { id: sessionId, path, date } = this.#folder(id)
      if (isBeingWritten(readMarker(machineDisk, markerPath(this.location, sessionId)))) {
        throw new StoreError('locked', `Session ${sessionId} is being written.`, { hint: 'Compact it when it is closed.' })
      }
      await compactFolder({ root: this.location, limits: this.#options.limits, compact: { sessionId, folder: path } })
      this.#changed(date)
    }, signal)
  }

  /** Whoever remembers the sessions of that day looks again. */
  #changed(date: string): void {
    if (!existsSync(datePath(this.location, date))) return
    touch(datePath(this.location, date))
    rememberDay(this.location, date)
  }

  #folder(id: string): SessionFolder {
    this.#refuseMissing()
    return findFolder(this.location, id)
  }

  #view(id: string): SessionView {
    try {
      this.#refuseIfClosed()
      return this.#views.take(this.#folder(id).path)
    } catch (error) {
      throw asStoreError(this.location, error)
    }
  }

  async #viewing<T>(id: string, action: (view: SessionView) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    return await this.#doing(async () => {
      const view = this.#view(id)
      try {
        return await action(view)
      } finally {
        this.#views.give(view)
      }
    }, signal)
  }

  /** Does something that close() waits for, and turns every failure into a StoreError. */
  async #doing<T>(action: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    this.#refuseIfClosed()
    const doing = action()
    this.#busy.add(doing)
    try {
      return await doing
    } catch (error) {
      throw asStoreError(this.location, error, signal)
    } finally {
      this.#busy.delete(doing)
    }
  }

  #refuseMissing(): void {
    const stats = statSync(this.location, { throwIfNoEntry: false })
    if (stats?.isDirectory() === true) return
    if (stats !== undefined) throw new StoreError('format', `${this.location} is not a folder.`, { hint: 'Choose another path for the store.' })
    throw new StoreError('not-found', `${this.location} does not exist.`, { hint: 'Check the path; a store is made by the first session that is written to it.' })
  }

  #refuseIfClosed(): void {
    if (!this.#closed) return
    throw new StoreError('write', `The store ${this.location} was closed.`, { hint: 'Open it again with parquetStore(path).' })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#busy)
    await Promise.all([...this.#writers].map(async (writer) => await writer.close()))
    this.#views.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
