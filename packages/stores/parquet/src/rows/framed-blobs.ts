import { ByteSink } from '../parquet/byte-sink.ts'
import { ByteSource } from '../parquet/byte-source.ts'

/** Several pieces of binary data in one value: their number, their lengths (4 bytes each, least significant first), then they. */
export function framed(blobs: readonly Uint8Array[]): Uint8Array {
  const sink = new ByteSink(4 + blobs.reduce((sum, { length }) => sum + 4 + length, 0))
  sink.uint32(blobs.length)
  for (const { length } of blobs) sink.uint32(length)
  for (const blob of blobs) sink.bytes(blob)
  return sink.view()
}

/** @throws DamageError */
export function unframed(bytes: Uint8Array): Uint8Array[] {
  const source = new ByteSource(bytes)
  const count = source.uint32()
  const lengths = Array.from({ length: Math.min(count, source.rest) }, () => source.uint32())
  return lengths.map((length) => source.take(length))
}
