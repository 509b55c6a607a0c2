import { ByteSink } from '../parquet/byte-sink.ts'
import type { ByteSource } from '../parquet/byte-source.ts'
import { packedLength, packedText } from './packed-point.ts'

/** A record as it lies in a journal: what the chain hashes of it, byte for byte. */
export interface PlainRecord {
  readonly seq: number
  readonly json: Buffer
  readonly blobs: readonly Buffer[]
}

/** In the place of a `seq`, which is never that large: a run of packed points follows. */
const packedMark = 0xffff_ffff

/** The parts of a run of packed points, which takes the place of their records in a journal. */
export function packedRun(numbers: Float64Array, acquisitions: readonly string[]): readonly Uint8Array[] {
  const names = Buffer.from(JSON.stringify(acquisitions))
  const head = new ByteSink(24 + names.length)
  head.uint32(packedMark)
  head.uint32(packedMark)
  head.uint64(names.length)
  head.uint64(numbers.length)
  head.bytes(names)
  return [head.view(), new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)]
}

/** The records that follow each other up to the end. @throws DamageError */
export function* readRecords(source: ByteSource): Generator<PlainRecord, void, undefined> {
  while (source.rest > 0) {
    if (source.rest >= 8 && source.bytes.readUInt32LE(source.offset + 4) === packedMark) yield* readPacked(source)
    else yield readRecord(source)
  }
}

function readRecord(source: ByteSource): PlainRecord {
  const seq = source.uint64()
  const length = source.uint64()
  let left = source.uint64()
  const json = source.take(length)
  const blobs: Buffer[] = []
  for (; left > 0; left--) blobs.push(source.take(source.uint64()))
  return { seq, json, blobs }
}

function* readPacked(source: ByteSource): Generator<PlainRecord, void, undefined> {
  source.take(8)
  const [length, count] = [source.uint64(), source.uint64()]
  // The frame's checksum was right: it is what was written.
  const acquisitions = JSON.parse(source.take(length).toString('utf8')) as readonly string[]
  const bytes = source.take(count * 8)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const numbers = Float64Array.from({ length: count }, (_, i) => view.getFloat64(i * 8, true))
  for (let at = 0; at < count; at += packedLength(numbers, at)) {
    yield { seq: numbers[at + 1] ?? 0, json: Buffer.from(packedText(numbers, at, acquisitions[numbers[at] ?? 0] ?? '')), blobs: [] }
  }
}

/** A record as bytes, as {@link readRecords} reads it. */
export function recordBytes({ seq, json, blobs }: PlainRecord): Buffer {
  const sink = new ByteSink(24 + json.length + blobs.reduce((sum, { length }) => sum + 8 + length, 0))
  for (const number of [seq, json.length, blobs.length]) sink.uint64(number)
  sink.bytes(json)
  for (const blob of blobs) {
    sink.uint64(blob.length)
    sink.bytes(blob)
  }
  return sink.view()
}
