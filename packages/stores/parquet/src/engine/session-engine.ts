import type { ChainHead, EventChain } from '@lab/core/integrity'
import { writeBlock } from '../files/block.ts'
import type { Disk } from '../files/disk.ts'
import { headsBytes, type SignatureBlock } from '../files/index-blocks.ts'
import type { HeadFile } from '../files/head-file.ts'
import type { FrameState } from '../files/journal-frame.ts'
import { ByteSink } from '../parquet/byte-sink.ts'
import { CommitPlan } from './commit-plan.ts'
import type { IndexWriter } from './index-writer.ts'
import { carriedRecords, keptRecords } from './journal-carry.ts'
import { JournalWriter } from './journal-writer.ts'
import type { SessionFacts } from './metadata.ts'
import { recordsOf, type RecordBatch } from './record-batch.ts'
import { SeriesFiles } from './series-files.ts'
import { acquisitionOf, SeriesWriter, type WrittenGroup } from './series-writer.ts'

/** When things are written. */
export interface EngineLimits {
  /** A row group is written when it has so many rows … */
  readonly groupRows: number
  /** … or so many bytes of text and samples. */
  readonly groupBytes: number
  /** A journal is replaced by a new one when it has so many bytes. */
  readonly journalBytes: number
}

interface EngineParts {
  readonly disk: Disk
  readonly folder: string
  readonly limits: EngineLimits
  readonly index: IndexWriter
  readonly journal: JournalWriter
  readonly chain: EventChain
  /** Absent where an interrupted session is only brought to its end. */
  readonly head?: HeadFile
}

/** What an engine goes on from. */
export interface EngineState {
  readonly points: number
  readonly closed: FrameState['closed']
  readonly series: readonly SeriesWriter[]
}

/** Writes the records of one session. Blocks the thread it is used on. */
export class SessionEngine {
  readonly #parts: EngineParts
  readonly #files: SeriesFiles
  #journal: JournalWriter
  #chain: EventChain
  readonly #series = new Map<string | undefined, SeriesWriter>()
  /** Seals that are in the journal only. */
  #seals: ChainHead[] = []
  #points = 0
  #closed: FrameState['closed']
  /** What went wrong after the last commit; the next one fails with it. */
  #failure: unknown

  constructor(parts: EngineParts, facts: SessionFacts, before: EngineState = { points: 0, closed: undefined, series: [] }) {
    this.#parts = parts
    this.#journal = parts.journal
    this.#chain = parts.chain
    this.#files = new SeriesFiles(parts, facts)
    this.#points = before.points
    this.#closed = before.closed
    for (const series of before.series) this.#series.set(series.acquisition, series)
  }

  /** Everything in the batch is durable when this returns, or nothing of it. */
  commit(batch: RecordBatch, closingOnly = false): void {
    if (this.#failure !== undefined && !closingOnly) throw this.#failure
    if (batch.large.length > 0) this.#makeWay(batch)
    const restore = this.#save()
    const written: WrittenGroup[] = []
    try {
      const plan = new CommitPlan(batch, closingOnly, this.#chain, (acquisition) => this.#seriesOf(acquisition))
      if (plan.count === 0) return
      this.#points += plan.points
      this.#closed = plan.closed ?? this.#closed
      for (const series of plan.large) written.push(...this.#files.write(series))
      for (const { segment } of written) segment.beginSync()
      plan.finish()
      const blocks = this.#blocks(plan.seals, written)
      for (const { segment } of written) segment.sync()
      this.#journal.append(this.state(), plan.seqs, blocks, plan.records)
      this.#parts.head?.put(this.#chain.head())
      this.#seals.push(...plan.seals)
    } catch (error) {
      this.#files.forget(written)
      restore()
      throw error
    }
    for (const group of written) this.#files.keep(group)
    this.#afterCommit()
  }

  /** Large records go into the last row group of their series: what has other columns goes before them. */
  #makeWay(batch: RecordBatch): void {
    for (const { event } of recordsOf(batch)) {
      const series = this.#seriesOf(acquisitionOf(event))
      if (series.pending.length > 1) this.#files.flush(series)
    }
  }

  #save(): () => void {
    const chain = this.#chain.copy()
    const series = [...this.#series.values()].map((one) => one.save())
    const known = new Set(this.#series.keys())
    const [points, closed] = [this.#points, this.#closed]
    return () => {
      this.#chain = chain
      for (const restore of series) restore()
      for (const key of this.#series.keys()) if (!known.has(key)) this.#series.delete(key)
      this.#points = points
      this.#closed = closed
    }
  }

  #seriesOf(acquisition: string | undefined): SeriesWriter {
    let series = this.#series.get(acquisition)
    if (series !== undefined) return series
    for (const before of this.#series.values()) before.trim()
    series = new SeriesWriter(acquisition)
    this.#series.set(acquisition, series)
    return series
  }

  #blocks(seals: readonly ChainHead[], written: readonly WrittenGroup[]): Uint8Array {
    const sink = new ByteSink(64)
    if (seals.length > 0) writeBlock(sink, { type: 'seals' }, headsBytes(seals))
    for (const { begun, block, marks } of written) {
      if (begun !== undefined) writeBlock(sink, begun)
      writeBlock(sink, block, marks())
    }
    return sink.view()
  }

  state(): FrameState {
    const { records, seq, digest } = this.#chain.head()
    const closed = this.#closed
    return { records, seq, digest: Buffer.from(digest).toString('hex'), points: this.#points, ...(closed === undefined ? {} : { closed }) }
  }

  /** A failure here comes after the records are durable: it is kept for the next commit. */
  #afterCommit(): void {
    try {
      this.#flushFull()
    } catch (error) {
      this.#failure ??= error
    }
  }

  #flushFull(): void {
    const { groupRows, groupBytes, journalBytes } = this.#parts.limits
    const isFull = this.#journal.length >= journalBytes
    let flushed = false
    for (const series of this.#series.values()) {
      // When the journal is full, everything large leaves it; a few rows go on in the next one.
      const share = isFull ? 8 : 1
      if (series.rows * share < groupRows && series.bytes * share < groupBytes) continue
      this.#files.flush(series)
      flushed = true
    }
    if (isFull || (flushed && this.#journal.length >= journalBytes / 4)) this.#replaceJournal()
  }

  /** Goes on with a new journal that has only what is in no row group yet. */
  #replaceJournal(): void {
    const { disk, folder, index } = this.#parts
    if (this.#seals.length > 0) index.add({ type: 'seals' }, headsBytes(this.#seals))
    this.#seals = []
    index.commit()
    const old = this.#journal
    const waiting = [...this.#series.values()].flatMap(({ pending }) => pending)
    const carried = keptRecords(waiting) ?? carriedRecords(disk.read(old.path), new Set(waiting.flatMap(({ seqs }) => seqs)))
    const fresh = JournalWriter.create(disk, folder, old.number + 1)
    try {
      fresh.append(this.state(), carried.seqs, new Uint8Array(0), carried.records)
      disk.syncFolder(folder)
    } catch (error) {
      fresh.remove()
      throw error
    }
    this.#journal = fresh
    old.remove()
  }

  /** Writes everything that waits and finishes all segments, so that other programs can read them. */
  flush(): void {
    if (this.#failure !== undefined) return
    try {
      for (const series of this.#series.values()) {
        this.#files.flush(series)
        this.#files.finishSegment(series)
      }
      this.#replaceJournal()
    } catch (error) {
      this.#failure ??= error
    }
  }

  get hasPending(): boolean {
    return [...this.#series.values()].some(({ rows, segment }) => rows > 0 || segment !== undefined)
  }

  /** A signature of the chain; durable when this returns. */
  sign(block: SignatureBlock): void {
    const sink = new ByteSink(512)
    writeBlock(sink, block)
    const { seq } = this.#chain.head()
    this.#journal.append(this.state(), [seq, seq], sink.view(), [])
    this.#parts.index.add(block)
  }

  /** Writes everything into row groups and ends the index; the session has no journal any more when this returns. */
  finish(): void {
    const { index, disk, folder } = this.#parts
    for (const series of this.#series.values()) {
      this.#files.flush(series)
      this.#files.finishSegment(series)
    }
    if (this.#seals.length > 0) index.add({ type: 'seals' }, headsBytes(this.#seals))
    this.#seals = []
    const { points, closed, ...head } = this.state()
    index.add({ type: 'end', head, points, ...(closed === undefined ? {} : { closed }) })
    index.commit()
    disk.syncFolder(folder)
    this.#journal.remove()
    this.#parts.head?.remove()
    disk.syncFolder(folder)
  }

  /** Lets go of the files. */
  close(): void {
    for (const { segment } of this.#series.values()) segment?.close()
    this.#parts.index.close()
    this.#parts.head?.close()
    this.#journal.close()
  }
}

