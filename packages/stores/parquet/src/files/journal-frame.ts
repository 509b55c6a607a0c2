import { crc32 } from 'node:zlib'
import { ByteSink } from '../parquet/byte-sink.ts'
import { ByteSource } from '../parquet/byte-source.ts'

/** `LJF1`, as a number and as bytes. */
const mark = 0x31464a4c
export const frameMark = Buffer.from('LJF1', 'latin1')
export const frameHeaderBytes = 48

/** What a frame says of the state after it. */
export interface FrameState {
  /** Records and points from the beginning of the session, and the chain's state behind them. */
  readonly records: number
  readonly seq: number
  readonly digest: string
  readonly points: number
  /** Set from the last event of a session on. */
  readonly closed?: { readonly outcome: string; readonly timeMs: number }
}

/** The beginning of a frame. A frame becomes durable as a whole, or not at all. */
export interface FrameHeader {
  readonly firstSeq: number
  readonly lastSeq: number
  /** Bytes of its parts: the state as JSON, blocks, records. */
  readonly state: number
  readonly blocks: number
  readonly records: number
  /** CRC-32 of everything behind the header. */
  readonly crc: number
}

export function frameLength({ state, blocks, records }: FrameHeader): number {
  return frameHeaderBytes + state + blocks + records
}

/** Header and state of a frame; blocks and records follow as they are. */
export function writeFrame(state: FrameState, seqs: readonly [first: number, last: number], blocks: Uint8Array, records: readonly Uint8Array[]): Uint8Array[] {
  const text = Buffer.from(JSON.stringify(state))
  let crc = crc32(blocks, crc32(text))
  for (const part of records) crc = crc32(part, crc)
  const header = new ByteSink(frameHeaderBytes)
  header.uint32(mark)
  header.uint64(seqs[0])
  header.uint64(seqs[1])
  header.uint32(text.length)
  header.uint64(blocks.length)
  header.uint64(records.reduce((sum, part) => sum + part.length, 0))
  header.uint32(crc)
  header.uint32(crc32(header.view()))
  return [header.view(), text, blocks, ...records]
}

/** The header of a frame; undefined where there is none as it was written. */
export function readFrameHeader(bytes: Buffer): FrameHeader | undefined {
  if (bytes.length < frameHeaderBytes) return undefined
  const source = new ByteSource(bytes)
  if (source.uint32() !== mark) return undefined
  const header = {
    firstSeq: source.uint64(), lastSeq: source.uint64(), state: source.uint32(), blocks: source.uint64(), records: source.uint64(),
    crc: source.uint32(),
  }
  return source.uint32() === crc32(bytes.subarray(0, frameHeaderBytes - 4)) ? header : undefined
}

/** The state of a frame, or undefined where its bytes are not those that were written. */
export function readFrameState(header: FrameHeader, bytes: Buffer): FrameState | undefined {
  if (bytes.length !== frameLength(header) || crc32(bytes.subarray(frameHeaderBytes)) !== header.crc) return undefined
  // Its checksum is right, so that it is what was written.
  return JSON.parse(bytes.toString('utf8', frameHeaderBytes, frameHeaderBytes + header.state)) as FrameState
}
