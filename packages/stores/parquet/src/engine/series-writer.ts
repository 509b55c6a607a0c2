import type { GroupBlock, SegmentBlock } from '../files/index-blocks.ts'
import { recordsBytes } from '../files/index-blocks.ts'
import { EventRows } from '../rows/event-rows.ts'
import { PointRows } from '../rows/point-rows.ts'
import type { DeclaredColumn, SeriesLayout } from '../rows/series-layout.ts'
import type { StoredObject, StoredPoint } from '../rows/stored-json.ts'
import type { EngineRecord } from './record-batch.ts'
import type { SegmentWriter } from './segment-writer.ts'

/** So many bytes of records are kept for the next journal; beyond that it is read from the one before. */
const fewBytes = 64 * 1024

/** Rows with the same columns that wait for their row group. */
export class PendingRows {
  readonly rows: PointRows | EventRows
  readonly seqs: number[] = []
  readonly marks: number[] = []
  /** Bytes of texts and blobs, about. */
  bytes = 0
  /** The records as they lie in a journal, while they are few. */
  plain: Buffer[] | undefined = []

  constructor(rows: PointRows | EventRows) {
    this.rows = rows
  }

  add(record: EngineRecord, isOurs: boolean): void {
    const { seq, blobs, mark, packed } = record
    if (this.rows instanceof EventRows) this.rows.add(seq, record.event, record.text, blobs)
    else if (packed === undefined || !this.rows.addPacked(packed)) this.rows.add(record.event as unknown as StoredPoint, record.text, blobs, isOurs)
    this.seqs.push(seq)
    this.marks.push(mark)
    this.bytes += record.size
    if (this.bytes > fewBytes) this.plain = undefined
    else this.plain?.push(record.plainBytes())
  }

  truncate(rows: number, bytes: number): void {
    this.rows.truncate(rows)
    this.seqs.length = rows
    this.marks.length = rows
    this.bytes = bytes
    if (this.plain !== undefined) this.plain.length = rows
  }
}

/** A row group that is on the disk and counts as soon as its blocks are. */
export interface WrittenGroup {
  readonly series: SeriesWriter
  readonly pending: PendingRows
  readonly segment: SegmentWriter
  readonly block: GroupBlock
  readonly marks: Uint8Array
  /** Where the group is the first of its file. */
  readonly begun?: SegmentBlock
}

/** The points of an acquisition, or all other events, on their way into files. */
export class SeriesWriter {
  readonly acquisition: string | undefined
  pending: PendingRows[] = []
  segment: SegmentWriter | undefined
  /** Number of the next segment. */
  number = 1
  declared: readonly DeclaredColumn[] = []
  layout: SeriesLayout | undefined

  constructor(acquisition: string | undefined) {
    this.acquisition = acquisition
  }

  get rows(): number {
    return this.pending.reduce((sum, { rows }) => sum + rows.rows, 0)
  }

  get bytes(): number {
    return this.pending.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  add(record: EngineRecord, isOurs: boolean): void {
    let last = this.pending.at(-1)
    if (last === undefined) this.pending.push(last = this.#newRows())
    last.add(record, isOurs)
  }

  #newRows(): PendingRows {
    return new PendingRows(this.acquisition === undefined ? new EventRows() : new PointRows(this.declared))
  }

  /** Points from here on have these columns. */
  declare(columns: readonly DeclaredColumn[]): void {
    if (JSON.stringify(columns) === JSON.stringify(this.declared)) return
    this.declared = columns
    const last = this.pending.at(-1)
    if (last !== undefined && last.rows.rows > 0) this.pending.push(this.#newRows())
    else if (last !== undefined) this.pending[this.pending.length - 1] = this.#newRows()
  }

  /** The state now; calling what it gives returns to it. */
  save(): () => void {
    const { declared } = this
    const pending = [...this.pending]
    const last = pending.at(-1)
    const [rows, bytes] = [last?.rows.rows ?? 0, last?.bytes ?? 0]
    return () => {
      this.declared = declared
      this.pending = pending
      last?.truncate(rows, bytes)
    }
  }
}

/** Numbers and marks of the records of a group. */
export interface GroupRecordList {
  readonly seqs: readonly number[]
  readonly marks: readonly number[]
}

export function groupBlock(file: string, { seqs, marks }: GroupRecordList, group: GroupBlock['group']): { block: GroupBlock; marks: Uint8Array } {
  return {
    block: { type: 'group', file, group, firstSeq: seqs[0] ?? 0, lastSeq: seqs.at(-1) ?? 0 },
    marks: recordsBytes(seqs, marks),
  }
}

/** The columns that an event declares, where it does. */
export function declaredBy(event: StoredObject): { readonly acquisition: string; readonly columns: readonly DeclaredColumn[] } | undefined {
  const { type, acquisition, columns } = event
  if (type !== 'columns-declared' || typeof acquisition !== 'string' || !Array.isArray(columns)) return undefined
  return { acquisition, columns: columns as unknown as readonly DeclaredColumn[] }
}

/** The acquisition of a point; undefined for any other event, and for what only looks like a point. */
export function acquisitionOf(event: StoredObject): string | undefined {
  const { type, acquisition, cells, index, details } = event
  const isPoint = type === 'point' && typeof acquisition === 'string' && Array.isArray(cells) && typeof index === 'number'
  return isPoint && (details === undefined || Array.isArray(details)) ? acquisition : undefined
}
