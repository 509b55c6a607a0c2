import { join } from 'node:path'
import { EventChain } from '@lab/core/integrity'
import { hashing } from '@lab/store-writer/thread'
import type { Disk } from '../files/disk.ts'
import { headsBytes } from '../files/index-blocks.ts'
import { headName, indexName, journalNumber, runningFolder, unfinishedName } from '../files/names.ts'
import { isBeingWritten, readMarker, removeIfEmpty, removeMarker, writeMarker, type RunningMarker } from '../files/running-marker.ts'
import { DamageError } from '../parquet/byte-source.ts'
import { eventOf, journalRecords, sessionRecords } from '../reading/session-records.ts'
import { lastHead } from '../reading/last-head.ts'
import { firstFacts } from '../reading/session-summary.ts'
import { bytesOf, SessionView, type FoundSegment, type FoundSeries } from '../reading/session-view.ts'
import { eventColumns, pointColumns } from '../rows/series-layout.ts'
import { IndexWriter } from './index-writer.ts'
import { JournalWriter } from './journal-writer.ts'
import { EngineRecord } from './record-batch.ts'
import { releaseReserve } from './reserve.ts'
import { SegmentWriter } from './segment-writer.ts'
import { acquisitionOf, declaredBy, SeriesWriter } from './series-writer.ts'
import { SessionEngine, type EngineState } from './session-engine.ts'
import { withView, writeEndDocument, type LifeOptions } from './session-life.ts'

interface RecoveryOptions extends LifeOptions {
  /** Whether somebody writes the session of a marker; asks the system when absent. */
  readonly isAlive?: (marker: RunningMarker) => boolean
}

/** Tidies what killed writers have left in a store. What cannot be tidied stays as it is: it can be read all the same. */
export function recoverSessions(options: RecoveryOptions): void {
  const { disk, root, isAlive = isBeingWritten } = options
  const folder = join(root, runningFolder)
  if (!disk.exists(folder)) return
  for (const name of disk.list(folder)) {
    // Its writer may have been killed before the marker had its name.
    const marker = /\.json(\.new)?$/.test(name) ? readMarker(disk, join(folder, name)) : undefined
    if (marker !== undefined && !isAlive(marker)) tryToRecover(options, marker)
  }
  removeIfEmpty(disk, folder)
}

function tryToRecover(options: LifeOptions, { sessionId, folder }: RunningMarker): void {
  const { disk, root } = options
  try {
    if (disk.exists(join(root, folder))) {
      writeMarker(disk, root, sessionId, folder)
      recoverSession(options, join(root, folder))
    }
    removeMarker(disk, root, sessionId)
  } catch {
    try {
      writeMarker(disk, root, sessionId, folder, false)
    } catch {
      // The disk is full, say: the marker names this process until it ends.
    }
  }
}

/** Brings a session that nobody writes any more to its end: everything into finished files. */
export function recoverSession(options: LifeOptions, folder: string): void {
  const { disk } = options
  if (isEmptySession(folder)) return removeEmptySession(disk, folder)
  const view = new SessionView(folder)
  try {
    const facts = firstFacts(view)
    if (view.end === undefined) finish(options, folder, view)
    removeLeftovers(disk, folder)
    withView(folder, (recovered) => writeEndDocument(disk, recovered, facts))
  } finally {
    view.close()
  }
}

/** A writer was killed before the first record was durable. */
function isEmptySession(folder: string): boolean {
  const view = new SessionView(folder)
  try {
    return view.state === undefined && view.series.size === 0 && (view.journal === undefined || view.journal.end === 0)
  } finally {
    view.close()
  }
}

function removeEmptySession(disk: Disk, folder: string): void {
  for (const name of disk.list(folder)) disk.remove(join(folder, name))
  removeIfEmpty(disk, folder)
}

function finish({ disk, limits }: LifeOptions, folder: string, view: SessionView): void {
  const { state, journal } = view
  if (state === undefined || journal === undefined) return
  refuseDamage(view)
  for (const name of disk.list(folder)) if (name.endsWith('.part') && isBegunInVain(name, view)) disk.remove(join(folder, name))
  const index = IndexWriter.resume(disk, join(folder, indexName), view.indexEnd)
  if (view.indexEnd === 0) index.add({ type: 'session', version: 1, sessionId: firstFacts(view).sessionId })
  for (const found of view.journalOnly) if (found.block.type !== 'seals') index.add(found.block, bytesOf(found))
  if (view.seals.length > 0) index.add({ type: 'seals' }, headsBytes(view.seals))
  const before: EngineState = { points: state.points, closed: state.closed, series: seriesOf(disk, folder, view) }
  const chain = new EventChain('', hashing, { ...state, digest: Buffer.from(state.digest, 'hex') })
  const engine = new SessionEngine(
    { disk, folder, limits, index, journal: JournalWriter.abandoned(disk, folder, journal.number), chain }, firstFacts(view), before,
  )
  try {
    engine.finish()
  } finally {
    engine.close()
  }
}

/** Its first row group was not durable. */
function isBegunInVain(name: string, { segments }: SessionView): boolean {
  return ![...segments.keys()].some((file) => unfinishedName(file) === name)
}

/** A torn end is what a killed writer leaves; where acknowledged records are missing, nothing is changed. */
function refuseDamage(view: SessionView): void {
  let records = 0
  for (const { rows } of view.series.values()) records += rows
  for (const _ of journalRecords(view, 1)) records++
  const { state, folder } = view
  const expected = Math.max(state?.records ?? 0, lastHead(folder).head?.records ?? 0)
  if (records === expected && view.journal?.isDamaged !== true) return
  throw new DamageError(`${folder} has ${records} of ${expected} records`)
}

/** The writers of all series as the killed one had them, with the rows that were in its journal only. */
function seriesOf(disk: Disk, folder: string, view: SessionView): SeriesWriter[] {
  const writers = new Map<string | undefined, SeriesWriter>()
  const writerOf = (acquisition: string | undefined): SeriesWriter => {
    let writer = writers.get(acquisition)
    if (writer === undefined) writers.set(acquisition, writer = resumed(disk, folder, acquisition, view.series.get(acquisition)))
    return writer
  }
  for (const acquisition of view.series.keys()) writerOf(acquisition)
  for (const { seq, json, blobs, mark } of sessionRecords(view, 1)) {
    const event = eventOf(json)
    const acquisition = acquisitionOf(event)
    const isPending = seq > (view.series.get(acquisition)?.lastSeq ?? 0)
    const bytes = blobs.map((blob) => Buffer.from(blob.buffer, blob.byteOffset, blob.length))
    if (isPending) writerOf(acquisition).add(new EngineRecord({ seq, json: Buffer.from(json), blobs: bytes }, mark), false)
    const declared = declaredBy(event)
    if (declared !== undefined) writerOf(declared.acquisition).declare(declared.columns)
  }
  return [...writers.values()]
}

function resumed(disk: Disk, folder: string, acquisition: string | undefined, series: FoundSeries | undefined): SeriesWriter {
  const writer = new SeriesWriter(acquisition)
  const last = series?.segments.at(-1)
  writer.number = (series?.segments.length ?? 0) + 1
  if (last === undefined || last.finished !== undefined) return writer
  writer.segment = resumedSegment(disk, folder, last)
  writer.layout = last.block.layout
  return writer
}

function resumedSegment(disk: Disk, folder: string, { block, groups }: FoundSegment): SegmentWriter {
  const unfinished = join(folder, unfinishedName(block.file))
  // It may have its footer and its name already, without the index knowing.
  if (!disk.exists(unfinished)) disk.rename(join(folder, block.file), unfinished)
  const columns = block.layout === undefined ? eventColumns : pointColumns(block.layout)
  return SegmentWriter.resume(disk, folder, block, columns, groups.map((group) => group.block.group))
}

/** Removes what no reader looks at any more: older journals, segments that were begun in vain or replaced. */
export function removeLeftovers(disk: Disk, folder: string): void {
  const view = new SessionView(folder)
  try {
    if (view.end === undefined) return
    for (const file of view.segments.keys()) {
      const unfinished = join(folder, unfinishedName(file))
      if (disk.exists(unfinished) && !disk.exists(join(folder, file))) disk.rename(unfinished, join(folder, file))
    }
    for (const name of disk.list(folder)) if (isLeftover(name, view)) disk.remove(join(folder, name))
    releaseReserve(disk, folder)
    disk.syncFolder(folder)
  } finally {
    view.close()
  }
}

function isLeftover(name: string, { segments }: SessionView): boolean {
  if (journalNumber(name) !== undefined || name === headName || name.endsWith('.new') || name.endsWith('.part')) return true
  return /^(points-.*|_events-\d+)\.parquet$/.test(name) && !segments.has(name)
}

