import type { Disk } from '../files/disk.ts'
import type { SegmentBlock } from '../files/index-blocks.ts'
import { segmentName } from '../files/names.ts'
import type { GroupEntry } from '../parquet/group-entry.ts'
import { PointRows } from '../rows/point-rows.ts'
import { eventColumns, pointColumns, type SeriesLayout } from '../rows/series-layout.ts'
import type { IndexWriter } from './index-writer.ts'
import { keyValuesOf, type SessionFacts } from './metadata.ts'
import { SegmentWriter } from './segment-writer.ts'
import { groupBlock, type GroupRecordList, type PendingRows, type SeriesWriter, type WrittenGroup } from './series-writer.ts'

interface FileParts {
  readonly disk: Disk
  readonly folder: string
  readonly index: IndexWriter
}

/** Writes rows that wait into the files of their series. */
export class SeriesFiles {
  readonly #disk: Disk
  readonly #folder: string
  readonly #index: IndexWriter
  readonly #facts: SessionFacts
  readonly #renameLater: boolean

  /** `renameLater`: finished files keep the names of unfinished ones, so that nobody takes them for part of the session yet. */
  constructor({ disk, folder, index }: FileParts, facts: SessionFacts, renameLater = false) {
    this.#disk = disk
    this.#folder = folder
    this.#index = index
    this.#facts = facts
    this.#renameLater = renameLater
  }

  /** Writes all rows of a series as row groups that do not count yet, and are on the disk after their segments are synchronised. */
  write(series: SeriesWriter): WrittenGroup[] {
    const written: WrittenGroup[] = []
    try {
      for (const pending of series.pending) if (pending.rows.rows > 0) written.push(this.#writeOne(series, pending))
    } catch (error) {
      this.forget(written)
      throw error
    }
    return written
  }

  #writeOne(series: SeriesWriter, pending: PendingRows): WrittenGroup {
    const segment = this.#segmentFor(series, pending)
    const written = groupBlock(segment.block.file, pending, segment.write(pending.rows.columns()))
    // Several groups of one series are written before any counts: each has to know where the one before ends.
    segment.keep(written.block.group)
    return { series, pending, segment, ...written, ...(segment.announced ? {} : { begun: segment.block }) }
  }

  #segmentFor(series: SeriesWriter, { rows }: PendingRows): SegmentWriter {
    const { segment, layout } = series
    const fits = segment !== undefined && (!(rows instanceof PointRows) || (layout !== undefined && rows.useLayout(layout)))
    if (fits && !segment.isFull) return segment
    this.finishSegment(series)
    return this.#begin(series, rows instanceof PointRows ? rows.layout : undefined)
  }

  #begin(series: SeriesWriter, layout: SeriesLayout | undefined): SegmentWriter {
    const { acquisition } = series
    const block: SegmentBlock = {
      type: 'segment', file: segmentName(acquisition, series.number), ...(acquisition === undefined ? {} : { acquisition }),
      ...(layout === undefined ? {} : { layout }), metadata: keyValuesOf(this.#facts, acquisition, layout),
    }
    const segment = SegmentWriter.begin(this.#disk, this.#folder, block, layout === undefined ? eventColumns : pointColumns(layout))
    this.#disk.syncFolder(this.#folder)
    series.number++
    series.segment = segment
    series.layout = layout
    return segment
  }

  /** The groups are durable together with a frame of the journal. Their blocks come into the index with its next commit. */
  keep({ series, pending, segment, begun, block, marks }: WrittenGroup): void {
    segment.announced = true
    if (begun !== undefined) this.#index.add(begun)
    this.#index.add(block, marks())
    series.drop(pending)
  }

  /** The frame failed: the next group is written over these. */
  forget(written: readonly WrittenGroup[]): void {
    for (const { segment, block } of written.toReversed()) segment.drop(block.group)
  }

  /** Writes all rows of a series; they are in the index when this returns. */
  flush(series: SeriesWriter): void {
    const written = this.write(series)
    try {
      for (const { segment } of written) segment.sync()
    } catch (error) {
      this.forget(written)
      throw error
    }
    for (const group of written) this.keep(group)
    this.#index.commit()
  }

  /** Puts a row group that is encoded already behind the last one; `placed` is its entry at its new place. */
  copy(series: SeriesWriter, layout: SeriesLayout | undefined, records: GroupRecordList, placed: (offset: number) => GroupEntry, bytes: Uint8Array): void {
    const segment = series.segment ?? this.#begin(series, layout)
    const group = segment.writeParts(placed(segment.length), [bytes])
    segment.sync()
    segment.keep(group)
    if (!segment.announced) this.#index.add(segment.block)
    segment.announced = true
    const { block, marks } = groupBlock(segment.block.file, records, group)
    this.#index.add(block, marks())
    this.#index.commit()
  }

  /** Gives the file of a series its footer and its name. */
  finishSegment(series: SeriesWriter): void {
    const { segment } = series
    if (segment === undefined) return
    if (segment.groups === 0) {
      segment.discard()
    } else {
      this.#index.commit()
      this.#index.add(segment.finish(!this.#renameLater))
      this.#index.commit()
      this.#disk.syncFolder(this.#folder)
    }
    series.segment = undefined
  }
}
