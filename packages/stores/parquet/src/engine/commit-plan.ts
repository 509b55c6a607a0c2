import type { ChainHead } from '@lab/core/integrity'
import type { FrameState } from '../files/journal-frame.ts'
import { ByteSink } from '../parquet/byte-sink.ts'
import { isClosingType } from '../writer/event-types.ts'
import { recordsOf, type EngineRecord, type RecordBatch } from './record-batch.ts'
import { acquisitionOf, declaredBy, type SeriesWriter } from './series-writer.ts'
import type { SessionChain } from './session-chain.ts'

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
  readonly #chain: SessionChain
  readonly #seriesOf: SeriesOf
  readonly #batch: RecordBatch
  /** Bytes of the batch that the chain has not had yet. */
  #from = 0
  #to = 0

  constructor(batch: RecordBatch, closingOnly: boolean, chain: SessionChain, seriesOf: SeriesOf) {
    this.#batch = batch
    this.#chain = chain
    this.#seriesOf = seriesOf
    for (const record of recordsOf(batch)) {
      if (closingOnly && !isClosing(record)) continue
      this.#add(record)
    }
    this.#hashStretch()
  }

  get seqs(): readonly [number, number] {
    return [this.#firstSeq, this.#lastSeq]
  }

  #add(record: EngineRecord): void {
    if (this.count++ === 0) this.#firstSeq = record.seq
    this.#lastSeq = record.seq
    this.#hash(record)
    const series = this.#seriesOf(record.packed?.acquisition ?? acquisitionOf(record.event))
    series.add(record, this.#batch.isOurs)
    if (record.isLarge) this.large.add(series)
    if (record.packed !== undefined || record.event['type'] === 'point') this.points++
    else this.#note(record)
  }

  #note({ event }: EngineRecord): void {
    const declared = declaredBy(event)
    if (declared !== undefined) this.#seriesOf(declared.acquisition).declare(declared.columns)
    const { type, outcome, timeMs } = event
    if (type === 'session-closed' && typeof outcome === 'string' && typeof timeMs === 'number') this.closed = { outcome, timeMs }
  }

  #hash(record: EngineRecord): void {
    const { size } = record
    if (record.isLarge) {
      this.#hashStretch()
      for (const part of partsOf(record)) this.#chain.update(part)
    } else {
      if (record.from !== this.#to) this.#hashStretch()
      if (this.#from === this.#to) this.#from = record.from
      this.#to = record.to
    }
    if (this.#chain.endsWith(size)) this.#hashStretch()
    if (this.#chain.endRecord(record.seq, size)) this.seals.push(this.#chain.seal())
  }

  /** Neighbours in the batch are hashed, and go into the journal, at once. */
  #hashStretch(): void {
    if (this.#to > this.#from) {
      const stretch = this.#batch.records.subarray(this.#from, this.#to)
      this.#chain.update(stretch)
      this.records.push(stretch)
    }
    this.#from = this.#to
  }
}

function isClosing({ event }: EngineRecord): boolean {
  return typeof event['type'] === 'string' && isClosingType(event['type'])
}

/** A record as a chain hashes it, without putting its blobs together. */
function* partsOf({ seq, json, blobs }: EngineRecord): Generator<Uint8Array> {
  const numbers = new ByteSink(64)
  numbers.uint64(seq)
  numbers.uint64(json.length)
  numbers.uint64(blobs.length)
  yield Buffer.from(numbers.view())
  yield json
  for (const blob of blobs) {
    numbers.clear()
    numbers.uint64(blob.length)
    yield Buffer.from(numbers.view())
    yield blob
  }
}
