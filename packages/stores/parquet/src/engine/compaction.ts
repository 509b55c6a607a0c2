import { join } from 'node:path'
import { headsBytes } from '../files/index-blocks.ts'
import { indexName } from '../files/names.ts'
import type { ColumnEntry, GroupEntry } from '../parquet/group-entry.ts'
import { openSegment } from '../reading/group-reader.ts'
import { marksOf, openGroup } from '../reading/group-records.ts'
import { firstFacts } from '../reading/session-summary.ts'
import { SessionView, type FoundGroup, type FoundSegment, type FoundSeries } from '../reading/session-view.ts'
import { sameLayout } from '../rows/series-layout.ts'
import { IndexWriter } from './index-writer.ts'
import type { SessionFacts } from './metadata.ts'
import { EngineRecord } from './record-batch.ts'
import { removeLeftovers } from './recovery.ts'
import { SeriesFiles } from './series-files.ts'
import { SeriesWriter } from './series-writer.ts'
import type { EngineLimits } from './session-engine.ts'
import { withView, writeEndDocument, type LifeOptions } from './session-life.ts'

/** Puts the small row groups of a session together where there are many. */
export function compactIfWorthwhile(options: LifeOptions, view: SessionView): void {
  if ([...view.series.values()].some((series) => isScattered(series, options.limits))) compactSession(options, view.folder)
}

function isScattered({ segments, rows }: FoundSeries, { groupRows }: EngineLimits): boolean {
  const groups = segments.flatMap((segment) => segment.groups)
  const small = groups.filter((group) => !isLarge(group.block.group, groupRows)).length
  return (small > 4 && small > groups.length / 4) || (segments.length > 2 && rows < groupRows)
}

/** Large groups are copied as they are. */
function isLarge({ rows, length }: GroupEntry, groupRows: number): boolean {
  return rows >= groupRows / 2 || length >= 1024 * 1024
}

/**
 * Writes the rows of a finished session into as few files and row groups as there should be. The session is the old one until the
 * new index is in its place; what is interrupted is tidied by the next writer.
 */
export function compactSession(options: LifeOptions, folder: string): void {
  const { disk, limits } = options
  const view = new SessionView(folder)
  const path = join(folder, `${indexName}.new`)
  disk.remove(path)
  const index = IndexWriter.create(disk, path)
  try {
    if (view.end === undefined || view.sessionId === undefined) return
    index.add({ type: 'session', version: 1, sessionId: view.sessionId })
    const facts = firstFacts(view)
    for (const series of view.series.values()) new SeriesCompaction({ disk, folder, index }, facts, limits, series).run()
    if (view.seals.length > 0) index.add({ type: 'seals' }, headsBytes(view.seals))
    for (const signature of view.signatures) index.add({ type: 'signature', signature })
    index.add(view.end)
    index.commit()
    disk.syncFolder(folder)
    disk.rename(path, join(folder, indexName))
    disk.syncFolder(folder)
    removeLeftovers(disk, folder)
    withView(folder, (compacted) => writeEndDocument(disk, compacted, facts))
  } finally {
    index.close()
    disk.remove(path)
    view.close()
  }
}

class SeriesCompaction {
  readonly #parts: ConstructorParameters<typeof SeriesFiles>[0]
  readonly #limits: EngineLimits
  readonly #series: FoundSeries
  readonly #files: SeriesFiles
  readonly #writer: SeriesWriter

  constructor(parts: ConstructorParameters<typeof SeriesFiles>[0], facts: SessionFacts, limits: EngineLimits, series: FoundSeries) {
    this.#parts = parts
    this.#limits = limits
    this.#series = series
    this.#files = new SeriesFiles(parts, facts, true)
    this.#writer = new SeriesWriter(series.acquisition)
    this.#writer.number = 1 + Math.max(0, ...series.segments.map(({ block }) => numberIn(block.file)))
  }

  run(): void {
    for (const segment of this.#series.segments) {
      for (const group of segment.groups) this.#take(segment, group)
    }
    this.#files.flush(this.#writer)
    this.#files.finishSegment(this.#writer)
  }

  #take(segment: FoundSegment, group: FoundGroup): void {
    const writer = this.#writer
    const { layout } = segment.block
    writer.declare(layout?.columns.map(({ declared }) => declared) ?? [])
    if (!isLarge(group.block.group, this.#limits.groupRows)) return this.#rewrite(segment, group)
    this.#files.flush(writer)
    const isSame = layout === undefined || (writer.layout !== undefined && sameLayout(layout, writer.layout))
    if (writer.segment !== undefined && (writer.segment.isFull || !isSame)) this.#files.finishSegment(writer)
    this.#copy(segment, group)
  }

  /** Copies the bytes of a group to another place; they do not depend on it. */
  #copy({ block: { file, layout } }: FoundSegment, found: FoundGroup): void {
    const reader = openSegment(this.#parts.folder, file)
    const { group } = found.block
    const bytes = reader.read(group.offset, group.length)
    reader.close()
    const marks = marksOf(found)
    this.#files.copy(this.#writer, layout, { seqs: [...marks.seqs], marks: [...marks.marks] }, (offset) => movedGroup(group, offset), bytes)
  }

  #rewrite(segment: FoundSegment, group: FoundGroup): void {
    const { records } = openGroup(this.#parts.folder, segment, group)
    const { seqs, marks } = marksOf(group)
    for (let row = 0; row < seqs.length; row++) {
      const { seq, json, blobs } = records.record(row)
      const bytes = blobs.map((blob) => Buffer.from(blob.buffer, blob.byteOffset, blob.length))
      this.#writer.add(new EngineRecord({ seq, json: Buffer.from(json), blobs: bytes }, marks[row]), false)
      if (this.#writer.rows >= this.#limits.groupRows || this.#writer.bytes >= this.#limits.groupBytes) this.#files.flush(this.#writer)
    }
  }
}

function numberIn(file: string): number {
  return Number(/(\d+)\.parquet$/.exec(file)?.[1] ?? 0)
}

function movedGroup(group: GroupEntry, offset: number): GroupEntry {
  const by = offset - group.offset
  return { ...group, offset, columns: group.columns.map((column): ColumnEntry => ({ ...column, offset: column.offset + by })) }
}

