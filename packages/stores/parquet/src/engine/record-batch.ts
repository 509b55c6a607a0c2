import { crc32 } from 'node:zlib'
import { readRecord, type PlainRecord } from '../files/record-layout.ts'
import { ByteSource } from '../parquet/byte-source.ts'
import type { StoredObject } from '../rows/stored-json.ts'

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
  /** Marks that came with records of another store, by `seq`. */
  readonly marks?: ReadonlyMap<number, number>
}

/** A record with what an engine needs to know of it. */
export interface EngineRecord extends PlainRecord {
  readonly text: string
  readonly event: StoredObject
  readonly mark: number
  readonly isLarge: boolean
  /** Its bytes in the batch, where it is not large. */
  readonly from: number
  readonly to: number
}

export function markOfBytes(json: Uint8Array, blobs: readonly Uint8Array[]): number {
  let mark = crc32(json)
  for (const blob of blobs) mark = crc32(blob, mark)
  return mark
}

/** The records of a batch in order. */
export function* recordsOf({ records, large, marks }: RecordBatch): Generator<EngineRecord, void, undefined> {
  const source = new ByteSource(records)
  let next = 0
  for (;;) {
    const one = large[next]
    if (one !== undefined && one.at <= source.offset) {
      next++
      const plain = { seq: one.seq, json: bufferOf(one.json), blobs: one.blobs.map(bufferOf) }
      yield engineRecord(plain, source.offset, source.offset, true, one.mark)
      continue
    }
    if (source.rest === 0) return
    const from = source.offset
    const plain = readRecord(source)
    yield engineRecord(plain, from, source.offset, false, marks?.get(plain.seq))
  }
}

function engineRecord(plain: PlainRecord, from: number, to: number, isLarge: boolean, mark: number | undefined): EngineRecord {
  const { seq, json, blobs } = plain
  const text = json.toString('utf8')
  return { seq, json, blobs, text, event: eventOf(text), mark: mark ?? markOfBytes(json, blobs), isLarge, from, to }
}

/** What is no JSON object is kept all the same. */
function eventOf(text: string): StoredObject {
  try {
    const event: unknown = JSON.parse(text)
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event as StoredObject
  } catch {
    // It comes from another store, as it is.
  }
  return {}
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
