import { encodeEvent, type SessionEvent } from '@lab/core'
import type { StoredRecord } from '@lab/core/integrity'
import { BatchOutcome, shareBlob, type WriterBatch } from '@lab/store-writer'
import { codeOfType } from './event-types.ts'
import { LineBuffer } from './line-buffer.ts'
import { largeBytes, type BatchBlob, type BatchMessage } from './writer-messages.ts'

/** A batch takes no more than so many events … */
const mostEvents = 4096
/** … and not many more bytes than this, so that what is under way stays small … */
const mostBytes = 512 * 1024
/** … or than this with samples: a synchronisation costs as much as writing a waveform. */
const mostBlobBytes = 8 * 1024 * 1024

/** Events that become durable together, with the promises their senders wait on. */
export class EventBatch implements WriterBatch<BatchMessage> {
  readonly #lines = new LineBuffer()
  #count = 0
  #blobBytes = 0
  #stamps = new Float64Array(3 * 8)
  #types = new Uint8Array(8)
  readonly #blobs: BatchBlob[] = []
  readonly outcome = new BatchOutcome()

  get isFull(): boolean {
    return this.#count >= mostEvents || this.#lines.length >= mostBytes || this.#blobBytes >= mostBlobBytes
  }

  /** Takes an event as it is now: what happens to its values afterwards does not show. */
  add(event: SessionEvent): void {
    const { json, blobs } = encodeEvent(event)
    this.#add(event, json, blobs)
  }

  /** Takes an event with the bytes that it has in another store. */
  addRecord(event: SessionEvent, { json, blobs }: StoredRecord): void {
    this.#add(event, Buffer.from(json).toString('utf8'), blobs)
  }

  #add(event: SessionEvent, json: string, blobs: readonly Uint8Array[]): void {
    if (this.#count === this.#types.length) this.#grow()
    const row = this.#count++
    this.#stamps[row * 3] = event.seq
    this.#stamps[row * 3 + 1] = event.timeMs
    this.#stamps[row * 3 + 2] = event.monotonicMs
    this.#types[row] = codeOfType(event.type)
    this.#lines.add(json)
    this.#addBlobs(row, blobs)
  }

  #addBlobs(row: number, blobs: readonly Uint8Array[]): void {
    for (const blob of blobs) {
      // slice() of a Buffer is no copy
      this.#blobs.push({ row, data: blob.length < largeBytes ? new Uint8Array(blob) : shareBlob(blob, this.outcome) })
      this.#blobBytes += blob.length
    }
  }

  #grow(): void {
    const stamps = new Float64Array(this.#stamps.length * 4)
    stamps.set(this.#stamps)
    this.#stamps = stamps
    const types = new Uint8Array(this.#types.length * 4)
    types.set(this.#types)
    this.#types = types
  }

  message(): BatchMessage {
    const lines = this.#lines.bytes()
    return { count: this.#count, lines, stamps: this.#stamps, types: this.#types, blobs: this.#blobs }
  }
}
