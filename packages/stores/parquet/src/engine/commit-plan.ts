import type { ChainHead, EventChain } from '@lab/core/integrity'
import { isClosingType } from '@lab/store-writer/thread'
import type { FrameState } from '../files/journal-frame.ts'
import { packedRun } from '../files/record-layout.ts'
import { HashedStretch } from './hashed-stretch.ts'
import { BatchReader, largeRecord, type EngineRecord, type RecordBatch } from './record-batch.ts'
import { acquisitionOf, declaredBy, type SeriesWriter } from './series-writer.ts'

type SeriesOf = (acquisition: string | undefined) => SeriesWriter

/** Puts the records of a batch into the chain and to their series, and gathers what a frame needs. */
export class CommitPlan {
  readonly seals: ChainHead[] = []
  /** Series that have a record too large for the journal. */
  readonly large = new Set<SeriesWriter>()
  /** Plain records as they lie in a journal. */
  readonly records: Uint8Array[] = []
  count = 0
  points = 0
  closed: FrameState['closed']
  #firstSeq = 0
  #lastSeq = 0
  readonly #chain: EventChain
  readonly #seriesOf: SeriesOf
  readonly #batch: RecordBatch
  readonly #reader: BatchReader
  readonly #stretch: HashedStretch
  /** Numbers of packed points that the frame has not got yet. */
  #runFrom = 0
  #runTo = 0
  /** Bytes of other records that it has not got yet. */
  #plainFrom = 0
  #plainTo = 0
  readonly #late: EngineRecord[] = []
  /** The series of packed points, by the place of their acquisition. */
  readonly #packedSeries: SeriesWriter[] = []

  constructor(batch: RecordBatch, closingOnly: boolean, chain: EventChain, seriesOf: SeriesOf) {
    this.#batch = batch
    this.#chain = chain
    this.#seriesOf = seriesOf
    this.#reader = new BatchReader(batch)
    this.#stretch = new HashedStretch(this.#reader, chain)
    for (const one of batch.large) {
      this.#addUpTo(one.at, closingOnly)
      this.#addLarge(largeRecord(one), closingOnly)
    }
    this.#addUpTo(Infinity, closingOnly)
    this.#seal(this.#stretch.end())
    this.#endParts()
  }

  /** Puts large records into the chain: last, for the disk has enough to do meanwhile. */
  finish(): void {
    for (const record of this.#late) this.#seal(this.#chain.add(record))
    this.#late.length = 0
  }

  get seqs(): readonly [number, number] {
    return [this.#firstSeq, this.#lastSeq]
  }

  #addUpTo(end: number, closingOnly: boolean): void {
    const reader = this.#reader
    while (reader.to < end && !reader.isAtEnd) {
      reader.next()
      if (reader.isPacked) {
        if (!closingOnly) this.#addPacked()
        continue
      }
      const record = reader.record()
      if (!closingOnly || isClosing(record)) this.#addPlain(record)
    }
  }

  #addPacked(): void {
    const reader = this.#reader
    const { acquisition } = reader
    const series = this.#packedSeries[acquisition] ??= this.#seriesOf(this.#batch.packed?.acquisitions[acquisition])
    this.#count(reader.seq)
    this.points++
    this.#seal(this.#stretch.add())
    this.#endPlain()
    if (this.#runFrom === this.#runTo) this.#runFrom = reader.numberAt
    this.#runTo = reader.nextNumber
    series.addPacked(reader, this.#batch.isOurs)
  }

  #addPlain(record: EngineRecord): void {
    const { from, to } = this.#reader
    this.#endRun()
    if (from !== this.#plainTo) this.#endPlain()
    if (this.#plainFrom === this.#plainTo) this.#plainFrom = from
    this.#plainTo = to
    this.#count(record.seq)
    this.#seal(this.#stretch.add())
    this.#take(record)
  }

  #addLarge(record: EngineRecord, closingOnly: boolean): void {
    if (closingOnly) return
    this.#seal(this.#stretch.end())
    this.#endParts()
    this.#count(record.seq)
    if (this.#batch.records.length === 0) this.#late.push(record)
    else this.#seal(this.#chain.add(record))
    this.large.add(this.#take(record))
  }

  #count(seq: number): void {
    if (this.count++ === 0) this.#firstSeq = seq
    this.#lastSeq = seq
  }

  #take(record: EngineRecord): SeriesWriter {
    const series = this.#seriesOf(acquisitionOf(record.event))
    series.add(record, this.#batch.isOurs)
    if (record.event['type'] === 'point') this.points++
    else this.#note(record)
    return series
  }

  #note({ event }: EngineRecord): void {
    const declared = declaredBy(event)
    if (declared !== undefined) this.#seriesOf(declared.acquisition).declare(declared.columns)
    const { type, outcome, timeMs } = event
    if (type === 'session-closed' && typeof outcome === 'string' && typeof timeMs === 'number') this.closed = { outcome, timeMs }
  }

  #seal(seal: ChainHead | undefined): void {
    if (seal !== undefined) this.seals.push(seal)
  }

  #endParts(): void {
    this.#endPlain()
    this.#endRun()
  }

  #endPlain(): void {
    if (this.#plainTo > this.#plainFrom) this.records.push(this.#reader.bytes(this.#plainFrom, this.#plainTo))
    this.#plainFrom = this.#plainTo
  }

  /** Packed points are in the journal as their numbers. */
  #endRun(): void {
    const { packed } = this.#batch
    if (packed !== undefined && this.#runTo > this.#runFrom) {
      this.records.push(...packedRun(packed.numbers.subarray(this.#runFrom, this.#runTo), packed.acquisitions))
    }
    this.#runFrom = this.#runTo
  }
}

function isClosing({ event }: EngineRecord): boolean {
  return typeof event['type'] === 'string' && isClosingType(event['type'])
}
