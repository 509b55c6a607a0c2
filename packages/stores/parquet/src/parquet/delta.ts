import type { ByteSink } from './byte-sink.ts'
import { DamageError, type ByteSource } from './byte-source.ts'

// DELTA_BINARY_PACKED of the Parquet format, "Encodings": blocks of 128 differences in four miniblocks.
const blockSize = 128
const miniblocks = 4
const perMiniblock = blockSize / miniblocks

/** Differences above this are not exact in all that is done with them here. */
const largest = 2 ** 52

const deltas = new Float64Array(blockSize)
const widths = new Uint8Array(miniblocks)

/**
 * Writes whole numbers as differences, `differenceAt(i)` being that of value i and the one before. False, with nothing of use
 * written, where a difference is too large.
 */
export function writeDelta(sink: ByteSink, count: number, first: bigint, differenceAt: (index: number) => number): boolean {
  sink.varint(blockSize)
  sink.varint(miniblocks)
  sink.varint(count)
  sink.zigzag(first)
  for (let index = 1; index < count; index += blockSize) {
    const size = Math.min(blockSize, count - index)
    let least = Infinity
    let most = -Infinity
    for (let i = 0; i < size; i++) {
      const delta = differenceAt(index + i)
      deltas[i] = delta
      if (delta < least) least = delta
      if (delta > most) most = delta
    }
    if (!(least > -largest && most - least < largest)) return false
    deltas.fill(least, size)
    writeBlock(sink, least)
  }
  return true
}

function writeBlock(sink: ByteSink, least: number): void {
  sink.zigzag(BigInt(least))
  for (let block = 0; block < miniblocks; block++) {
    let most = 0
    for (let i = block * perMiniblock; i < (block + 1) * perMiniblock; i++) most = Math.max(most, (deltas[i] ?? 0) - least)
    widths[block] = widthOf(most)
  }
  sink.bytes(widths)
  for (let block = 0; block < miniblocks; block++) pack(sink, block * perMiniblock, least, widths[block] ?? 0)
}

function widthOf(value: number): number {
  if (value < 2 ** 31) return value === 0 ? 0 : 32 - Math.clz32(value)
  return 32 + 32 - Math.clz32(Math.floor(value / 2 ** 32))
}

/** Packs 32 numbers of so many bits, the least significant bit first. */
function pack(sink: ByteSink, from: number, least: number, width: number): void {
  if (width === 0) return
  const target = sink.reserve(width * 4)
  let at = 0
  let buffer = 0
  let used = 0
  for (let i = from; i < from + perMiniblock; i++) {
    let value = (deltas[i] ?? 0) - least
    for (let left = width; left > 0; left -= 24) {
      const part = Math.min(left, 24)
      const bits = part < 24 ? value : value % 0x100_0000
      if (left > 24) value = Math.floor(value / 0x100_0000)
      buffer |= bits << used
      used += part
      while (used >= 8) {
        target[at++] = buffer & 0xff
        buffer >>>= 8
        used -= 8
      }
    }
  }
}

/** Reads differences: `take` gets each, beginning with that of the second value. Gives the first value. */
export function readDelta(source: ByteSource, count: number, onFirst: (value: bigint) => void, take: (delta: number) => void): void {
  const header = [source.varint(), source.varint(), source.varint()]
  if (header[0] !== blockSize || header[1] !== miniblocks || header[2] !== count) throw new DamageError('numbers are not packed as written')
  onFirst(source.zigzag())
  for (let index = 1; index < count; index += blockSize) {
    const least = Number(source.zigzag())
    const sizes = [source.byte(), source.byte(), source.byte(), source.byte()]
    let left = Math.min(blockSize, count - index)
    for (const width of sizes) {
      if (width > 53) throw new DamageError('a number is too wide')
      unpack(source, width, least, Math.max(0, Math.min(perMiniblock, left)), take)
      left -= perMiniblock
    }
  }
}

function unpack(source: ByteSource, width: number, least: number, count: number, take: (delta: number) => void): void {
  const bytes = source.take(width * 4)
  let at = 0
  let buffer = 0
  let held = 0
  for (let i = 0; i < count; i++) {
    let value = 0
    let scale = 1
    for (let left = width; left > 0; left -= 24) {
      const part = Math.min(left, 24)
      while (held < part) {
        buffer += (bytes[at++] ?? 0) * 2 ** held
        held += 8
      }
      const size = 2 ** part
      value += (buffer % size) * scale
      buffer = Math.floor(buffer / size)
      held -= part
      scale *= size
    }
    take(least + value)
  }
}
