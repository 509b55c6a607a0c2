import type { RecordBatch } from '../engine/record-batch.ts'
import type { EngineLimits } from '../engine/session-engine.ts'

/** What a writer thread is started with. */
export interface WriterOrder {
  readonly root: string
  readonly limits: EngineLimits
  /** After so long, rows that wait are written for other programs to read, in milliseconds. */
  readonly flushMs: number
  /** The batch with the session's first record. */
  readonly first: RecordBatch
}

/** What a thread is started with that puts row groups together. */
export interface CompactionOrder {
  readonly root: string
  readonly limits: EngineLimits
  readonly compact: { readonly sessionId: string; readonly folder: string }
}

/** Memory that changes hands when a batch is posted, instead of being copied. */
export function memoryOf({ records, large, packed }: RecordBatch): ArrayBuffer[] {
  const points = packed === undefined ? [] : [packed.kinds, packed.numbers]
  const buffers = [records, ...points, ...large.flatMap(({ json, blobs }) => [json, ...blobs.map(({ bytes }) => bytes)])].map(({ buffer }) => buffer)
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer)
}
