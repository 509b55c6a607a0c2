import type { EncodedEvent, SessionEvent } from '@lab/core'
import { BatchOutcome, shareBlob, type WriterBatch } from '@lab/store-writer'
import { canPack } from '../files/packed-point.ts'
import type { LargeRecord, RecordBatch } from '../engine/record-batch.ts'
import { isLarge } from '../parquet/large-blob.ts'
import { PointPacker } from './point-packer.ts'
import { RecordBuffer } from './record-buffer.ts'

/** A batch takes no more than so many records … */
const mostRecords = 8192
/** … and not many more bytes than this, so that what is under way stays small. */
const mostBytes = 4 * 1024 * 1024

/** Records that become durable together, with the promises their senders wait on. */
export class EventBatch implements WriterBatch<RecordBatch> {
  readonly #buffer = new RecordBuffer()
  readonly #large: LargeRecord[] = []
  readonly #packer = new PointPacker()
  readonly #marks = new Map<number, number>()
  #isOurs = true
  #count = 0
  #largeBytes = 0
  readonly outcome = new BatchOutcome()

  get isFull(): boolean {
    return this.#count >= mostRecords || this.#buffer.length + this.#largeBytes >= mostBytes
  }

  get isEmpty(): boolean {
    return this.#count === 0
  }

  /** Large records are alone in their batches: they do not go through the journal. */
  get isLarge(): boolean {
    return this.#large.length > 0
  }

  /** Takes an event as it is now: what happens to its values afterwards does not show. */
  add(event: SessionEvent, encoded: EncodedEvent): void {
    const { json, blobs } = encoded
    if (isLarge(blobs)) this.#addLarge(event.seq, Buffer.from(json), blobs)
    else this.#addPlain(event, json, blobs)
    this.#count++
  }

  #addPlain(event: SessionEvent, json: string, blobs: readonly Uint8Array[]): void {
    this.#buffer.add(event.seq, json, blobs)
    if (event.type === 'point') this.#packer.add(event)
    else this.#packer.skip()
  }

  /** Takes a record of another store byte for byte. */
  addRecord(seq: number, json: Uint8Array, blobs: readonly Uint8Array[], mark: number | undefined): void {
    this.#isOurs = false
    if (isLarge(blobs)) this.#addLarge(seq, json, blobs, mark)
    else this.#buffer.addBytes(seq, json, blobs)
    if (mark !== undefined) this.#marks.set(seq, mark)
    this.#count++
  }

  #addLarge(seq: number, json: Uint8Array, blobs: readonly Uint8Array[], mark?: number): void {
    const copies = blobs.map((blob) => shareBlob(blob, this.outcome))
    this.#large.push({ at: this.#buffer.length, seq, json: new Uint8Array(json), blobs: copies, ...(mark === undefined ? {} : { mark }) })
    this.#largeBytes += blobs.reduce((sum, { length }) => sum + length, 0)
  }

  message(): RecordBatch {
    return {
      records: this.#buffer.bytes(), large: this.#large, isOurs: this.#isOurs,
      ...(this.#isOurs && canPack ? { packed: this.#packer.packed() } : {}), ...(this.#marks.size === 0 ? {} : { marks: this.#marks }),
    }
  }
}
