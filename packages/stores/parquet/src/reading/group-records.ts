import { readRecordMarks, type RecordMarks } from '../files/index-blocks.ts'
import { crc32 } from 'node:zlib'
import { DamageError } from '../parquet/byte-source.ts'
import { EventRecords, isRead, PointRecords, type RowRecord } from '../rows/read-rows.ts'
import type { SeriesLayout } from '../rows/series-layout.ts'
import { openSegment, readGroup, readGroupInTurns, type ReadGroup, type ReportDamage } from './group-reader.ts'
import type { Turns } from './turns.ts'
import { bytesOf, type FoundGroup, type FoundSegment, type FoundSeries } from './session-view.ts'

/** A record with the mark that was kept of it. */
export interface MarkedRecord extends RowRecord {
  readonly mark?: number
}

export interface GroupRecords {
  readonly read: ReadGroup
  readonly records: PointRecords | EventRecords
}

/** Reads a row group and makes records of it. @throws DamageError */
export function openGroup(folder: string, { block }: FoundSegment, group: FoundGroup): GroupRecords {
  const file = openSegment(folder, block.file)
  try {
    const { layout, acquisition } = block
    const read = readGroup(file, group.block.group, (name) => isRead(name, layout))
    return { read, records: recordsIn(read, acquisition, layout) }
  } finally {
    file.close()
  }
}

/** The same in turns with others; damage is reported where somebody wants to know of it. @throws DamageError */
export async function openGroupInTurns(
  folder: string, { block }: FoundSegment, group: FoundGroup, turns: Turns, report?: ReportDamage,
): Promise<GroupRecords> {
  const file = openSegment(folder, block.file)
  try {
    const { layout, acquisition } = block
    const read = await readGroupInTurns(file, group.block.group, (name) => isRead(name, layout), turns, report)
    return { read, records: recordsIn(read, acquisition, layout) }
  } finally {
    file.close()
  }
}

function recordsIn({ columns }: ReadGroup, acquisition: string | undefined, layout: SeriesLayout | undefined): PointRecords | EventRecords {
  return layout === undefined ? new EventRecords(columns) : new PointRecords(columns, layout, acquisition ?? '')
}

/** Numbers and marks of the records of a group. @throws DamageError */
export function marksOf({ block, marks }: FoundGroup): RecordMarks {
  const bytes = bytesOf(marks)
  if (crc32(bytes) !== marks.place.crc) throw new DamageError('the marks of a row group are damaged')
  return readRecordMarks(bytes, block.group.rows, block.firstSeq)
}

/** The records of a series that are in row groups, from a `seq` on. @throws DamageError */
export function* groupRecords(folder: string, { segments }: FoundSeries, from: number): Generator<MarkedRecord, void, undefined> {
  for (const segment of segments) {
    for (const group of segment.groups) {
      if (group.block.lastSeq < from) continue
      yield* markedRecords(openGroup(folder, segment, group).records, marksOf(group), from)
    }
  }
}

/** The same, row group by row group, opened in turns with others. @throws DamageError */
export async function* groupsOfRecords(
  folder: string, { segments }: FoundSeries, from: number, turns: Turns,
): AsyncGenerator<Iterable<MarkedRecord>, void, undefined> {
  for (const segment of segments) {
    for (const group of segment.groups) {
      if (group.block.lastSeq < from) continue
      const known = marksOf(group)
      const { records } = await openGroupInTurns(folder, segment, group, turns)
      yield markedRecords(records, known, from)
    }
  }
}

function* markedRecords(records: GroupRecords['records'], { seqs, marks }: RecordMarks, from: number): Generator<MarkedRecord, void, undefined> {
  for (let row = firstAtLeast(seqs, from); row < seqs.length; row++) yield { ...records.record(row), mark: marks[row] ?? 0 }
}

/** The first place with a number not below another one; they ascend. */
function firstAtLeast(numbers: Float64Array, least: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
