import type { ByteSource } from '../parquet/byte-source.ts'

/** A record as it lies in a journal: what the chain hashes of it, byte for byte. */
export interface PlainRecord {
  readonly seq: number
  readonly json: Buffer
  readonly blobs: readonly Buffer[]
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
