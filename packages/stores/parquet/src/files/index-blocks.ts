import type { ChainHead } from '@lab/core/integrity'
import { ByteSink } from '../parquet/byte-sink.ts'
import { ByteSource, DamageError } from '../parquet/byte-source.ts'
import type { GroupEntry } from '../parquet/group-entry.ts'
import type { SeriesLayout } from '../rows/series-layout.ts'

/** What an index says first: whose it is. */
interface SessionBlock {
  readonly type: 'session'
  /** 1. */
  readonly version: number
  readonly sessionId: string
}

/** A segment was begun: a Parquet file of one acquisition, or of all other events. */
export interface SegmentBlock {
  readonly type: 'segment'
  readonly file: string
  readonly acquisition?: string
  /** Absent for events. */
  readonly layout?: SeriesLayout
  /** Key-value metadata of its footer. */
  readonly metadata: Readonly<Record<string, string>>
}

/** A row group is in a segment. Beside it are the numbers and marks of its records ({@link recordsBytes}). */
export interface GroupBlock {
  readonly type: 'group'
  readonly file: string
  readonly group: GroupEntry
  readonly firstSeq: number
  readonly lastSeq: number
}

/** A segment has its footer. */
export interface FinishedBlock {
  readonly type: 'finished'
  readonly file: string
  readonly bytes: number
  readonly footer: { readonly at: number; readonly crc: number }
}

/** Full blocks of the chain: {@link headsBytes} beside it. */
interface SealsBlock {
  readonly type: 'seals'
}

export interface SignatureBlock {
  readonly type: 'signature'
  readonly signature: {
    readonly records: number; readonly seq: number; readonly digest: string; readonly publicKey: string; readonly signature: string
    readonly timeMs: number; readonly keyName?: string
  }
}

/** Nothing comes after it: nobody writes the session any more. */
export interface EndBlock {
  readonly type: 'end'
  readonly head: { readonly records: number; readonly seq: number; readonly digest: string }
  readonly points: number
  readonly closed?: { readonly outcome: string; readonly timeMs: number }
}

export type IndexBlock = SessionBlock | SegmentBlock | GroupBlock | FinishedBlock | SealsBlock | SignatureBlock | EndBlock

/** Numbers and marks of records: a flag, distances of their `seq` where they do not follow each other, and the marks. */
export function recordsBytes(seqs: readonly number[], marks: readonly number[]): Uint8Array {
  const [first = 0] = seqs
  const last = seqs.at(-1) ?? 0
  const isRun = last - first === seqs.length - 1
  const sink = new ByteSink(8 + seqs.length * (isRun ? 4 : 6))
  sink.byte(isRun ? 1 : 0)
  if (!isRun) for (let i = 1; i < seqs.length; i++) sink.varint((seqs[i] ?? 0) - (seqs[i - 1] ?? 0))
  const bytes = sink.reserve(4 * marks.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let i = 0; i < marks.length; i++) view.setUint32(4 * i, marks[i] ?? 0, true)
  return sink.view()
}

export interface RecordMarks {
  readonly seqs: Float64Array
  readonly marks: Uint32Array
}

/** @throws DamageError */
export function readRecordMarks(bytes: Uint8Array, rows: number, firstSeq: number): RecordMarks {
  const source = new ByteSource(bytes)
  const isRun = source.byte() === 1
  if (rows > bytes.length) throw new DamageError('marks are missing')
  const seqs = new Float64Array(rows)
  seqs[0] = firstSeq
  for (let i = 1; i < rows; i++) seqs[i] = (seqs[i - 1] ?? 0) + (isRun ? 1 : source.varint())
  const marks = Uint32Array.from({ length: rows }, () => source.uint32())
  return { seqs, marks }
}

/** States of a chain: records, `seq`, digest. */
export function headsBytes(heads: readonly ChainHead[]): Uint8Array {
  const sink = new ByteSink(48 * heads.length)
  for (const { records, seq, digest } of heads) {
    sink.uint64(records)
    sink.uint64(seq)
    sink.bytes(digest)
  }
  return sink.view()
}

/** @throws DamageError */
export function readHeads(bytes: Uint8Array): ChainHead[] {
  const source = new ByteSource(bytes)
  const heads: ChainHead[] = []
  while (source.rest > 0) heads.push({ records: source.uint64(), seq: source.uint64(), digest: Uint8Array.from(source.take(32)) })
  return heads
}
