import { markOf, type ChainHead, type EventChain, type StoredRecord } from '@lab/core/integrity'
import { hashing, isClosingType } from '@lab/store-writer/thread'
import { typeOfCode } from './event-types.ts'
import { LineCursor } from './line-buffer.ts'
import type { ReceivedBatch } from './writer-messages.ts'

/** What a batch makes of the chain. */
export interface HashedBatch {
  /** The chain behind the batch. */
  readonly chain: EventChain
  readonly seals: readonly ChainHead[]
  /** The mark of each event. */
  readonly marks: Float64Array
  /** The JSON of each event. */
  readonly lines: readonly Uint8Array[]
  /** Which events it is about; all where undefined. */
  readonly rows: ReadonlySet<number> | undefined
}

/** Takes events of a batch into a chain. */
export function hashBatch(batch: ReceivedBatch, chain: EventChain, rows: ReadonlySet<number> | undefined): HashedBatch {
  const seals: ChainHead[] = []
  const marks = new Float64Array(batch.count)
  const cursor = new LineCursor(batch.lines)
  const lines: Uint8Array[] = []
  let blob = 0
  for (let row = 0; row < batch.count; row++) {
    const json = cursor.next()
    lines.push(json)
    const blobs: Uint8Array[] = []
    for (; batch.blobs[blob]?.row === row; blob++) blobs.push(batch.blobs[blob]?.data ?? new Uint8Array())
    if (rows !== undefined && !rows.has(row)) continue
    const record: StoredRecord = { seq: batch.stamps[row * 3] ?? 0, json, blobs }
    const seal = chain.add(record)
    if (seal !== undefined) seals.push(seal)
    marks[row] = markOf(record, hashing)
  }
  return { chain, seals, marks, lines, rows }
}

/** The events of a batch that close a session. */
export function closingRows(batch: ReceivedBatch): ReadonlySet<number> {
  const rows = new Set<number>()
  for (let row = 0; row < batch.count; row++) if (isClosingType(typeOfCode(batch.types[row] ?? -1))) rows.add(row)
  return rows
}
