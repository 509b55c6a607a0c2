import { decodeEvent, type AcquisitionSummary, type ColumnRecord } from '@lab/core'
import { acquisitionOf, declaredBy } from '../engine/series-writer.ts'
import { itemsOf, textAt } from '../rows/read-rows.ts'
import type { DeclaredColumn } from '../rows/series-layout.ts'
import type { StoredObject } from '../rows/stored-json.ts'
import { openSegment, readGroup } from './group-reader.ts'
import { eventOf, journalRecords } from './session-records.ts'
import type { FoundGroup, SessionView } from './session-view.ts'

/** Columns as programs know them: with the symbols of units. */
export function recordsOfColumns(acquisition: string, columns: readonly DeclaredColumn[]): readonly ColumnRecord[] {
  const stamp = { seq: 1, timeMs: 0, monotonicMs: 0 }
  const event = decodeEvent({ json: JSON.stringify({ type: 'columns-declared', ...stamp, acquisition, columns }), blobs: [] })
  return event.type === 'columns-declared' ? event.columns : []
}

/** What is known of an acquisition without its rows. */
interface Declared {
  columns: readonly DeclaredColumn[]
  rows: number
}

/** The acquisitions of a session in the order in which they were announced. @throws DamageError */
export function acquisitionsOf(view: SessionView): AcquisitionSummary[] {
  const found = new Map<string, Declared>()
  const take = (event: StoredObject): void => {
    for (const name of announcedBy(event)) if (!found.has(name)) found.set(name, { columns: [], rows: 0 })
    const declared = declaredBy(event)
    const known = found.get(declared?.acquisition ?? '')
    if (declared !== undefined && known !== undefined) known.columns = declared.columns
  }
  for (const event of declaringEvents(view)) take(event)
  for (const { acquisition, segments } of view.series.values()) {
    if (acquisition !== undefined) rowsOf(found, acquisition).rows = lastIndex(segments.flatMap(({ groups }) => groups)) + 1
  }
  for (const { json } of journalRecords(view, 1)) {
    const event = eventOf(json)
    const acquisition = acquisitionOf(event)
    if (acquisition === undefined) take(event)
    else rowsOf(found, acquisition).rows = Number(event['index']) + 1
  }
  return [...found].map(([name, { columns, rows }]) => ({ name, rows, columns: recordsOfColumns(name, columns) }))
}

function rowsOf(found: Map<string, Declared>, acquisition: string): Declared {
  const known = found.get(acquisition) ?? { columns: [], rows: 0 }
  found.set(acquisition, known)
  return known
}

function lastIndex(groups: readonly FoundGroup[]): number {
  const most = groups.at(-1)?.block.group.columns.find(({ name }) => name === 'index')?.most
  return most === undefined ? -1 : Number(most)
}

function announcedBy({ type, acquisitions, acquisition }: StoredObject): string[] {
  if (type === 'run-started' && Array.isArray(acquisitions)) return acquisitions.filter((name) => typeof name === 'string')
  return type === 'columns-declared' && typeof acquisition === 'string' ? [acquisition] : []
}

/** Events in row groups that announce or declare acquisitions. Samples of waveforms are not read. */
function* declaringEvents(view: SessionView): Generator<StoredObject> {
  for (const { block, groups } of view.series.get(undefined)?.segments ?? []) {
    for (const { block: { group } } of groups) {
      const file = openSegment(view.folder, block.file)
      const { columns } = readGroup(file, group, (name) => name === 'json' || name === 'type')
      file.close()
      const [json, types] = [itemsOf(columns, 'json'), itemsOf(columns, 'type')]
      for (const [row, type] of types.entries()) {
        if (type === 'run-started' || type === 'columns-declared') yield eventOf(textAt(json, row) ?? '')
      }
    }
  }
}
