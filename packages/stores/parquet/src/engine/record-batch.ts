import { crc32 } from 'node:zlib'
import { blobBytes, checksum, type SharedBytes } from '@lab/store-writer/thread'
import { packedLength } from '../files/packed-point.ts'
import { recordBytes, type PlainRecord } from '../files/record-layout.ts'
import { DamageError } from '../parquet/byte-source.ts'
import type { StoredObject } from '../rows/stored-json.ts'
import type { PackedPoints } from '../writer/point-packer.ts'

/** A record whose blobs are too large for a journal: it goes into a row group at once. */
export interface LargeRecord {
  /** Before which byte of the batch's plain records it comes. */
  readonly at: number
  readonly seq: number
  readonly json: Uint8Array
  readonly blobs: readonly SharedBytes[]
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

const noBlobs: readonly Buffer[] = []

/** A record with what an engine needs to know of it. Text and event are made when they are asked for. */
export class EngineRecord {
  readonly seq: number
  readonly json: Buffer
  readonly blobs: readonly Buffer[]
  /** Its bytes in the batch, where it is not large. */
  readonly plain: Uint8Array | undefined
  #text: string | undefined
  #event: StoredObject | undefined
  #mark: number | undefined

  constructor({ seq, json, blobs }: PlainRecord, mark: number | undefined, plain?: Uint8Array) {
    this.seq = seq
    this.json = json
    this.blobs = blobs
    this.#mark = mark
    this.plain = plain
  }

  /** A copy of the record as it lies in a journal. */
  plainBytes(): Buffer {
    return this.plain === undefined ? recordBytes(this) : Buffer.from(this.plain)
  }

  get mark(): number {
    return this.#mark ??= markOfBytes(this.json, this.blobs)
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
  for (const blob of blobs) mark = checksum(blob, mark)
  return mark
}

export function largeRecord({ seq, json, blobs, mark }: LargeRecord): EngineRecord {
  return new EngineRecord({ seq, json: bufferOf(json), blobs: blobs.map(blobBytes) }, mark)
}

/** The records of a batch in order. */
export function* recordsOf(batch: RecordBatch): Generator<EngineRecord, void, undefined> {
  const reader = new BatchReader(batch)
  for (const one of batch.large) {
    while (reader.to < one.at) yield reader.next().record()
    yield largeRecord(one)
  }
  while (!reader.isAtEnd) yield reader.next().record()
}

/** Steps through the plain records of a batch. Most are packed points, of which no object is made. */
export class BatchReader {
  readonly #batch: RecordBatch
  readonly #bytes: Buffer
  readonly #view: DataView
  readonly numbers: Float64Array
  /** Where the record at hand begins, and where the next one does. */
  from = 0
  to = 0
  seq = 0
  /** Bytes of its JSON and blobs. */
  size = 0
  isPacked = false
  /** Where its numbers begin, where it is packed, and those of the next packed one. */
  numberAt = 0
  nextNumber = 0
  #blobs = 0
  #json = 0
  #record = 0

  constructor(batch: RecordBatch) {
    const { records, packed } = batch
    this.#batch = batch
    this.#bytes = bufferOf(records)
    this.#view = new DataView(records.buffer, records.byteOffset, records.byteLength)
    this.numbers = packed?.numbers ?? new Float64Array(0)
  }

  get isAtEnd(): boolean {
    return this.to >= this.#bytes.length
  }

  /** Goes to the next record. @throws DamageError */
  next(): this {
    const from = this.from = this.to
    this.seq = this.#uint64(from)
    this.#json = this.#uint64(from + 8)
    this.#blobs = this.#uint64(from + 16)
    this.to = from + 24
    this.#skip(this.#json)
    this.size = this.#json
    for (let i = 0; i < this.#blobs; i++) {
      const length = this.#uint64(this.to)
      this.#skip(8 + length)
      this.size += length
    }
    this.isPacked = this.#batch.packed?.kinds[this.#record++] === 1
    if (this.isPacked) {
      this.numberAt = this.nextNumber
      this.nextNumber += packedLength(this.numbers, this.numberAt)
    }
    return this
  }

  #uint64(at: number): number {
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 0x1_0000_0000
  }

  #skip(length: number): void {
    if (length > this.#bytes.length - this.to) throw new DamageError('a record ends too early')
    this.to += length
  }

  /** Place of a packed point's acquisition in those of the batch. */
  get acquisition(): number {
    return this.numbers[this.numberAt] ?? 0
  }

  /** The mark of a record without blobs, as packed points are. */
  mark(): number {
    return crc32(this.#bytes.subarray(this.from + 24, this.to))
  }

  bytes(from = this.from, to = this.to): Buffer {
    return this.#bytes.subarray(from, to)
  }

  record(): EngineRecord {
    const json = this.bytes(this.from + 24, this.from + 24 + this.#json)
    const blobs = this.#blobs === 0 ? noBlobs : this.#blobParts()
    return new EngineRecord({ seq: this.seq, json, blobs }, this.#batch.marks?.get(this.seq), this.bytes())
  }

  #blobParts(): Buffer[] {
    let at = this.from + 24 + this.#json
    return Array.from({ length: this.#blobs }, () => {
      const from = at + 8
      at = from + this.#uint64(at)
      return this.bytes(from, at)
    })
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
