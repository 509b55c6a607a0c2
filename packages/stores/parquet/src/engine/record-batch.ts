import { crc32 } from 'node:zlib'
import { ByteSink } from '../parquet/byte-sink.ts'
import { DamageError } from '../parquet/byte-source.ts'
import type { StoredObject } from '../rows/stored-json.ts'
import { packedDetail, packedHead, type PackedPoints } from '../writer/point-packer.ts'

/** A record whose blobs are too large for a journal: it goes into a row group at once. */
export interface LargeRecord {
  /** Before which byte of the batch's plain records it comes. */
  readonly at: number
  readonly seq: number
  readonly json: Uint8Array
  readonly blobs: readonly Uint8Array[]
  readonly mark?: number
}

/** Records that become durable together, in the order of their `seq`. */
export interface RecordBatch {
  /** Plain records one after the other as they lie in a journal. */
  readonly records: Uint8Array
  readonly large: readonly LargeRecord[]
  /** Whether their JSON was made by `encodeEvent` of this version. */
  readonly isOurs: boolean
  /** The same points as numbers, where they are ours. */
  readonly packed?: PackedPoints
  /** Marks that came with records of another store, by `seq`. */
  readonly marks?: ReadonlyMap<number, number>
}

/** A point as numbers: where it begins among those of its batch. */
export interface PackedPoint {
  readonly numbers: Float64Array
  readonly at: number
  readonly acquisition: string
}

const noBlobs: readonly Buffer[] = []

/** A record with what an engine needs to know of it. Text and event are made when they are asked for. */
export class EngineRecord {
  readonly seq: number
  readonly json: Buffer
  readonly blobs: readonly Buffer[]
  readonly mark: number
  readonly isLarge: boolean
  /** Its bytes in the batch, where it is not large. */
  readonly from: number
  readonly to: number
  readonly packed: PackedPoint | undefined
  #text: string | undefined
  #event: StoredObject | undefined

  constructor(
    plain: { readonly seq: number; readonly json: Buffer; readonly blobs: readonly Buffer[] }, mark: number | undefined,
    place?: { readonly from: number; readonly to: number }, packed?: PackedPoint,
  ) {
    this.seq = plain.seq
    this.json = plain.json
    this.blobs = plain.blobs
    this.mark = mark ?? markOfBytes(plain.json, plain.blobs)
    this.isLarge = place === undefined
    this.from = place?.from ?? 0
    this.to = place?.to ?? 0
    this.packed = packed
  }

  /** A copy of the record as it lies in a journal. */
  plainBytes(): Buffer {
    const sink = new ByteSink(64 + this.size + 8 * this.blobs.length)
    for (const number of [this.seq, this.json.length, this.blobs.length]) sink.uint64(number)
    sink.bytes(this.json)
    for (const blob of this.blobs) {
      sink.uint64(blob.length)
      sink.bytes(blob)
    }
    return sink.view()
  }

  get text(): string {
    return this.#text ??= this.json.toString('utf8')
  }

  get event(): StoredObject {
    return this.#event ??= eventOf(this.text)
  }

  /** Bytes of JSON and blobs. */
  get size(): number {
    return this.blobs.length === 0 ? this.json.length : this.blobs.reduce((sum, { length }) => sum + length, this.json.length)
  }
}

export function markOfBytes(json: Uint8Array, blobs: readonly Uint8Array[]): number {
  let mark = crc32(json)
  for (const blob of blobs) mark = crc32(blob, mark)
  return mark
}

/** The records of a batch in order. */
export function* recordsOf(batch: RecordBatch): Generator<EngineRecord, void, undefined> {
  const reader = new BatchReader(batch)
  for (const one of batch.large) {
    while (reader.at < one.at) yield reader.next()
    yield new EngineRecord({ seq: one.seq, json: bufferOf(one.json), blobs: one.blobs.map(bufferOf) }, one.mark)
  }
  while (!reader.isAtEnd) yield reader.next()
}

class BatchReader {
  readonly #bytes: Buffer
  readonly #view: DataView
  readonly #packed: PackedPoints | undefined
  readonly #marks: RecordBatch['marks']
  at = 0
  #record = 0
  #number = 0

  constructor({ records, packed, marks }: RecordBatch) {
    this.#bytes = bufferOf(records)
    this.#view = new DataView(records.buffer, records.byteOffset, records.byteLength)
    this.#packed = packed
    this.#marks = marks
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length
  }

  next(): EngineRecord {
    const from = this.at
    const [seq, length, count] = [this.#uint64(), this.#uint64(), this.#uint64()]
    const json = this.#take(length)
    const blobs = count === 0 ? noBlobs : Array.from({ length: count }, () => this.#take(this.#uint64()))
    return new EngineRecord({ seq, json, blobs }, this.#marks?.get(seq), { from, to: this.at }, this.#nextPacked())
  }

  #uint64(): number {
    const value = this.#view.getUint32(this.at, true) + this.#view.getUint32(this.at + 4, true) * 0x1_0000_0000
    this.at += 8
    return value
  }

  #take(length: number): Buffer {
    if (length > this.#bytes.length - this.at) throw new DamageError('a record ends too early')
    const bytes = this.#bytes.subarray(this.at, this.at + length)
    this.at += length
    return bytes
  }

  #nextPacked(): PackedPoint | undefined {
    const packed = this.#packed
    if (packed === undefined || packed.kinds[this.#record++] !== 1) return undefined
    const { numbers } = packed
    const at = this.#number
    const cells = numbers[at + 5] ?? 0
    this.#number += packedHead + cells * (numbers[at + 6] === 1 ? 1 + packedDetail : 1)
    return { numbers, at, acquisition: packed.acquisitions[numbers[at] ?? 0] ?? '' }
  }
}

/** What is no JSON object is kept all the same: it comes from another store, as it is. */
function eventOf(text: string): StoredObject {
  try {
    const event: unknown = JSON.parse(text)
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event as StoredObject
  } catch {
    // Kept as text.
  }
  return {}
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
