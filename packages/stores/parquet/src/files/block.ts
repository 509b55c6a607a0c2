import { crc32 } from 'node:zlib'
import { ByteSink } from '../parquet/byte-sink.ts'
import { ByteSource, DamageError } from '../parquet/byte-source.ts'

/** `LBX1`. */
const mark = 0x3158424c
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
  const source = new ByteSource(header)
  const [isMark, textLength, length, textCrc, crc] = [source.uint32() === mark, source.uint32(), source.uint32(), source.uint32(), source.uint32()]
  if (!isMark || source.uint32() !== crc32(header.subarray(0, headerBytes - 4)) || textLength > mostBytes || length > mostBytes) {
    throw new DamageError('the head of a block is damaged')
  }
  const text = read(at + headerBytes, textLength)
  if (text.length !== textLength) throw new DamageError('a block is cut off')
  const end = at + headerBytes + textLength + length
  if (crc32(text) !== textCrc) throw Object.assign(new DamageError('a block is damaged'), { end })
  return { json: text.toString('utf8'), at: at + headerBytes + textLength, length, crc, end }
}
