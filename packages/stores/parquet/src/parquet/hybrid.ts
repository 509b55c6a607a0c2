import type { ByteSink } from './byte-sink.ts'
import { DamageError, ByteSource } from './byte-source.ts'

// The RLE / bit-packing hybrid of the Parquet format, "Encodings".

/** Writes small whole numbers: runs of equal ones as such, others packed in groups of eight. */
export function writeHybrid(sink: ByteSink, values: Uint8Array | Uint32Array, width: number): void {
  const count = values.length
  let packedFrom = 0
  for (let i = 0; i < count;) {
    const run = runAt(values, i)
    if (run < 8) {
      i += 8
      continue
    }
    writePacked(sink, values, packedFrom, i, width)
    sink.varint(run * 2)
    for (let shift = 0; shift < width; shift += 8) sink.byte(((values[i] ?? 0) >>> shift) & 0xff)
    i += run
    packedFrom = i
  }
  writePacked(sink, values, packedFrom, count, width)
}

function runAt(values: Uint8Array | Uint32Array, from: number): number {
  const value = values[from]
  let end = from + 1
  while (end < values.length && values[end] === value) end++
  return end - from
}

function writePacked(sink: ByteSink, values: Uint8Array | Uint32Array, from: number, to: number, width: number): void {
  if (to <= from) return
  const groups = Math.ceil((to - from) / 8)
  sink.varint(groups * 2 + 1)
  const target = sink.reserve(groups * width)
  let at = 0
  let buffer = 0
  let used = 0
  for (let i = from; i < from + groups * 8; i++) {
    buffer += (i < to ? values[i] ?? 0 : 0) * 2 ** used
    used += width
    for (; used >= 8; used -= 8) {
      target[at++] = buffer % 0x100
      buffer = Math.floor(buffer / 0x100)
    }
  }
}

/** Reads so many numbers. */
export function readHybrid(bytes: Uint8Array, count: number, width: number): Uint32Array {
  const source = new ByteSource(bytes)
  const values = new Uint32Array(count)
  for (let seen = 0; seen < count;) {
    const header = source.varint()
    seen = header % 2 === 1 ? readPacked(source, (header - 1) / 2, width, values, seen) : readRun(source, header / 2, width, values, seen)
  }
  return values
}

function readRun(source: ByteSource, run: number, width: number, values: Uint32Array, seen: number): number {
  if (run === 0 || run > values.length - seen) throw new DamageError('a run has a wrong length')
  let value = 0
  for (let shift = 0; shift < width; shift += 8) value |= source.byte() << shift
  values.fill(value >>> 0, seen, seen + run)
  return seen + run
}

function readPacked(source: ByteSource, groups: number, width: number, values: Uint32Array, seen: number): number {
  if (groups === 0) throw new DamageError('a run has a wrong length')
  const bytes = source.take(groups * width)
  const end = Math.min(values.length, seen + groups * 8)
  const size = 2 ** width
  let at = 0
  let buffer = 0
  let held = 0
  for (let i = seen; i < end; i++) {
    while (held < width) {
      buffer += (bytes[at++] ?? 0) * 2 ** held
      held += 8
    }
    values[i] = buffer % size
    buffer = Math.floor(buffer / size)
    held -= width
  }
  return end
}
