import type { ByteSource } from '../parquet/byte-source.ts'
import type { ByteSink } from '../parquet/byte-sink.ts'

/** A record as it lies in a journal: what the chain hashes of it, byte for byte. */
export interface PlainRecord {
  readonly seq: number
  readonly json: Buffer
  readonly blobs: readonly Buffer[]
}

export function writeRecord(sink: ByteSink, seq: number, json: Uint8Array, blobs: readonly Uint8Array[]): void {
  sink.uint64(seq)
  sink.uint64(json.length)
  sink.uint64(blobs.length)
  sink.bytes(json)
  for (const blob of blobs) {
    sink.uint64(blob.length)
    sink.bytes(blob)
  }
}

/** @throws DamageError */
export function readRecord(source: ByteSource): PlainRecord {
  const seq = source.uint64()
  const length = source.uint64()
  let left = source.uint64()
  const json = source.take(length)
  const blobs: Buffer[] = []
  for (; left > 0; left--) blobs.push(source.take(source.uint64()))
  return { seq, json, blobs }
}
