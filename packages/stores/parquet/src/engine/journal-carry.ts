import { frameHeaderBytes, frameLength, readFrameHeader } from '../files/journal-frame.ts'
import { readRecords, recordBytes } from '../files/record-layout.ts'
import { ByteSource } from '../parquet/byte-source.ts'
import type { PendingRows } from './series-writer.ts'

interface CarriedRecords {
  readonly seqs: readonly [number, number]
  readonly records: readonly Uint8Array[]
}

/** Records that wait, where they are few enough to be in memory as they lie in a journal. */
export function keptRecords(waiting: readonly PendingRows[]): CarriedRecords | undefined {
  const found: (readonly [seq: number, bytes: Uint8Array])[] = []
  for (const { seqs, plain } of waiting) {
    if (plain === undefined) return undefined
    for (const [i, bytes] of plain.entries()) found.push([seqs[i] ?? 0, bytes])
  }
  found.sort(([a], [b]) => a - b)
  return { seqs: [found[0]?.[0] ?? 0, found.at(-1)?.[0] ?? 0], records: found.map(([, bytes]) => bytes) }
}

/** Those records of a journal that a new one still needs. */
export function carriedRecords(journal: Buffer, wanted: ReadonlySet<number>): CarriedRecords {
  const records: Uint8Array[] = []
  let first = 0
  let last = 0
  if (wanted.size > 0) {
    for (const [seq, bytes] of recordsIn(journal)) {
      if (!wanted.has(seq)) continue
      if (records.length === 0) first = seq
      last = seq
      records.push(bytes)
    }
  }
  return { seqs: [first, last], records }
}

function* recordsIn(journal: Buffer): Generator<[seq: number, bytes: Uint8Array]> {
  for (let at = 0; ;) {
    const header = readFrameHeader(journal.subarray(at, at + frameHeaderBytes))
    if (header === undefined) return
    const end = at + frameLength(header)
    const source = new ByteSource(journal.subarray(at + frameHeaderBytes + header.state + header.blocks, end))
    for (const record of readRecords(source)) yield [record.seq, recordBytes(record)]
    at = end
  }
}
