import { crc32 } from 'node:zlib'
import { ByteSink } from '../parquet/byte-sink.ts'
import { DamageError } from '../parquet/byte-source.ts'

/** `LBX1`, as a number and as bytes. */
const mark = 0x3158424c
const markBytes = Buffer.from('LBX1', 'latin1')
const headerBytes = 24
/** No block is larger than this; what says so is damaged. */
const mostBytes = 2 ** 31

/** Blocks follow each other in an index and in the frames of a journal: something in JSON with bytes beside it. */
export function writeBlock(sink: ByteSink, json: unknown, bytes: Uint8Array = new Uint8Array(0)): void {
  const text = Buffer.from(JSON.stringify(json))
  const header = new ByteSink(headerBytes)
  for (const number of [mark, text.length, bytes.length, crc32(text), crc32(bytes)]) header.uint32(number)
  header.uint32(crc32(header.view()))
  sink.bytes(header.view())
  sink.bytes(text)
  sink.bytes(bytes)
}

/** Where a block is, without its bytes. */
export interface BlockPlace {
  readonly json: string
  /** Where its bytes lie in the file, how many they are, and their CRC-32. */
  readonly at: number
  readonly length: number
  readonly crc: number
  /** Where the next block begins. */
  readonly end: number
}

/**
 * Reads the block at a place; `read` gives so many bytes of the file or fewer at its end. Undefined at the end of the file.
 * @throws DamageError
 */
export function readBlock(at: number, read: (at: number, length: number) => Buffer): BlockPlace | undefined {
  const header = read(at, headerBytes)
  if (header.length === 0) return undefined
  const sizes = sizesIn(header)
  if (sizes === undefined) throw new DamageError('the head of a block is damaged')
  const { textLength, length, textCrc, crc } = sizes
  const text = read(at + headerBytes, textLength)
  if (text.length !== textLength) throw new DamageError('a block is cut off')
  const end = at + headerBytes + textLength + length
  if (crc32(text) !== textCrc) throw new DamageError('a block is damaged')
  return { json: text.toString('utf8'), at: at + headerBytes + textLength, length, crc, end }
}

interface Sizes {
  readonly textLength: number
  readonly length: number
  readonly textCrc: number
  readonly crc: number
}

function sizesIn(header: Buffer): Sizes | undefined {
  if (header.length < headerBytes || header.readUInt32LE(0) !== mark) return undefined
  if (header.readUInt32LE(headerBytes - 4) !== crc32(header.subarray(0, headerBytes - 4))) return undefined
  const [textLength, length, textCrc, crc] = [header.readUInt32LE(4), header.readUInt32LE(8), header.readUInt32LE(12), header.readUInt32LE(16)]
  return textLength > mostBytes || length > mostBytes ? undefined : { textLength, length, textCrc, crc }
}

/** Where the next block behind a place begins, so far as that can be said without the one at it. */
export function nextBlock(bytes: Buffer, after: number): number | undefined {
  for (let at = bytes.indexOf(markBytes, after + 1); at >= 0; at = bytes.indexOf(markBytes, at + 1)) {
    if (sizesIn(bytes.subarray(at, at + headerBytes)) !== undefined) return at
  }
  return undefined
}
