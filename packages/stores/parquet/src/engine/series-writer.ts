import type { GroupBlock, SegmentBlock } from '../files/index-blocks.ts'
import { recordsBytes } from '../files/index-blocks.ts'
import { EventRows } from '../rows/event-rows.ts'
import { PointRows } from '../rows/point-rows.ts'
import type { DeclaredColumn, SeriesLayout } from '../rows/series-layout.ts'
import { pointFrom, type StoredObject } from '../rows/stored-json.ts'
import type { BatchReader, EngineRecord } from './record-batch.ts'
import type { SegmentWriter } from './segment-writer.ts'

/** So many bytes of records are kept for the next journal; beyond that it is read from the one before. */
const fewBytes = 64 * 1024

/** Rows with the same columns that wait for their row group. */
export class PendingRows {
  readonly rows: PointRows | EventRows
  readonly seqs: number[] = []
  /** Marks of their records; that of a large one is made when it is needed. */
  readonly marks: (number | EngineRecord)[] = []
  /** Bytes of texts and blobs, about. */
  bytes = 0
  /** The records as they lie in a journal, while they are few. */
  plain: Buffer[] | undefined = []

  constructor(rows: PointRows | EventRows) {
    this.rows = rows
  }

  add(record: EngineRecord, isOurs: boolean): void {
    const { seq, blobs } = record
    if (this.rows instanceof EventRows) this.rows.add(seq, record.event, record.text, blobs)
    else this.rows.add(pointFrom(record.event), record.text, blobs, isOurs)
    this.#note(seq, record.plain === undefined ? record : record.mark, record.size)
    this.plain?.push(record.plainBytes())
  }

  /** Takes the packed point at hand; false, with nothing done, where these rows do not take it as numbers. */
  addPacked(reader: BatchReader): boolean {
    if (this.rows instanceof EventRows || !this.rows.addPacked(reader.numbers, reader.numberAt)) return false
    this.#note(reader.seq, reader.mark(), reader.size)
    this.plain?.push(Buffer.from(reader.bytes()))
    return true
  }

  #note(seq: number, mark: number | EngineRecord, size: number): void {
    this.seqs.push(seq)
    this.marks.push(mark)
    this.bytes += size
    if (this.bytes > fewBytes) this.plain = undefined
  }

  /** Forgets all rows and keeps their memory. */
  clear(): void {
    this.truncate(0, 0)
    this.plain = []
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
  /** Bytes beside the block. */
  readonly marks: () => Uint8Array
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
    this.#last().add(record, isOurs)
  }

  /** Takes the packed point at hand. */
  addPacked(reader: BatchReader, isOurs: boolean): void {
    const rows = this.#last()
    if (!rows.addPacked(reader)) rows.add(reader.record(), isOurs)
  }

  /** Rows are in a row group. The next points go into the same memory: new memory for each group would lie about until it is collected. */
  drop(written: PendingRows): void {
    if (written === this.pending.at(-1) && written.rows instanceof PointRows) written.clear()
    else this.pending = this.pending.filter((one) => one !== written)
  }

  /** Gives back the memory that is kept for more points: those that come now are of another series. */
  trim(): void {
    for (const { rows } of this.pending) if (rows instanceof PointRows) rows.trim()
  }

  #last(): PendingRows {
    let last = this.pending.at(-1)
    if (last === undefined) this.pending.push(last = this.#newRows())
    return last
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
  readonly marks: readonly (number | EngineRecord)[]
}

export function groupBlock(
  file: string, { seqs, marks }: GroupRecordList, group: GroupBlock['group'],
): Pick<WrittenGroup, 'block' | 'marks'> {
  return {
    block: { type: 'group', file, group, firstSeq: seqs[0] ?? 0, lastSeq: seqs.at(-1) ?? 0 },
    marks: () => recordsBytes(seqs, marks.map((mark) => typeof mark === 'number' ? mark : mark.mark)),
  }
}

/** The columns that an event declares, where it does. */
export function declaredBy(event: StoredObject): { readonly acquisition: string; readonly columns: readonly DeclaredColumn[] } | undefined {
  const { type, acquisition, columns } = event
  if (type !== 'columns-declared' || typeof acquisition !== 'string' || !Array.isArray(columns) || !columns.every(isColumn)) return undefined
  return { acquisition, columns }
}

const kinds: readonly unknown[] = ['number', 'text', 'boolean', 'waveform', 'json'] satisfies DeclaredColumn['kind'][]

/** What is declared otherwise is kept as JSON only. */
function isColumn(column: unknown): column is DeclaredColumn {
  if (typeof column !== 'object' || column === null || !('name' in column) || !('kind' in column)) return false
  return typeof column.name === 'string' && kinds.includes(column.kind)
}

/** The acquisition of a point; undefined for any other event, and for what only looks like a point. */
export function acquisitionOf(event: StoredObject): string | undefined {
  const { type, acquisition, cells, index, details } = event
  const isPoint = type === 'point' && typeof acquisition === 'string' && Array.isArray(cells) && typeof index === 'number'
  return isPoint && (details === undefined || Array.isArray(details)) ? acquisition : undefined
}
