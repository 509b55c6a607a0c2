import {
  chunkRows, chunksOfEvents, decodeEvent, StoreError, type Cell, type CellDetail, type ChunkColumn, type ChunkOptions, type ColumnRecord,
  type ColumnsDeclared, type SessionEvent, type TableChunk,
} from '@lab/core'
import { acquisitionOf } from '../engine/series-writer.ts'
import { isMissing, isRead, itemsOf, numbersOf, PointRecords, type ReadColumns } from '../rows/read-rows.ts'
import type { DeclaredColumn, LayoutColumn, SeriesLayout } from '../rows/series-layout.ts'
import { acquisitionsOf, recordsOfColumns } from './declarations.ts'
import { openSegment, readGroupInTurns } from './group-reader.ts'
import { eventOf, journalRecords } from './session-records.ts'
import type { FoundGroup, FoundSegment, SessionView } from './session-view.ts'
import { Turns } from './turns.ts'

/** Rows of one acquisition, chunk by chunk. */
export class ChunkReader {
  readonly #view: SessionView
  readonly #acquisition: string
  readonly #options: ChunkOptions
  readonly #turns = new Turns()
  readonly #from: number
  readonly #to: number
  /** Names that were asked for, as they stand in any declaration of the acquisition. */
  readonly #isWanted: (name: string) => boolean

  /** @throws StoreError (not-found) for an acquisition or a column that there is not; DamageError */
  constructor(view: SessionView, acquisition: string, options: ChunkOptions) {
    const found = acquisitionsOf(view).find(({ name }) => name === acquisition)
    if (found === undefined) throw new StoreError('not-found', `${view.folder} has no acquisition '${acquisition}'.`, { hint: 'List its acquisitions.' })
    const { from = 0, to = Infinity, columns } = options
    for (const name of columns ?? []) if (!found.columns.some((column) => column.name === name)) throw unknownColumn(acquisition, name, found.columns)
    this.#view = view
    this.#acquisition = acquisition
    this.#options = options
    this.#from = from
    this.#to = to
    this.#isWanted = (name) => columns === undefined || columns.includes(name)
  }

  async* chunks(): AsyncGenerator<TableChunk, void, undefined> {
    const series = this.#view.series.get(this.#acquisition)
    for (const segment of series?.segments ?? []) {
      for (const group of segment.groups) {
        if (this.#overlaps(group)) yield* this.#groupChunks(segment, group)
      }
    }
    yield* chunksOfEvents(this.#journalEvents(), this.#acquisition, this.#options)
  }

  #overlaps({ block: { group } }: FoundGroup): boolean {
    const index = group.columns.find(({ name }) => name === 'index')
    return Number(index?.most ?? Infinity) >= this.#from && Number(index?.least ?? 0) < this.#to
  }

  async* #groupChunks({ block: { file, layout } }: FoundSegment, { block: { group } }: FoundGroup): AsyncGenerator<TableChunk, void, undefined> {
    if (layout === undefined) return
    const reader = openSegment(this.#view.folder, file)
    try {
      const needed = neededColumns(layout, this.#isWanted)
      const { columns } = await readGroupInTurns(reader, group, (name) => needed.has(name), this.#turns)
      if (isPlain(columns, layout, this.#isWanted)) {
        yield* this.#plainChunks(columns, layout)
        return
      }
      const all = await readGroupInTurns(reader, group, (name) => isRead(name, layout), this.#turns)
      yield* chunksOfEvents(this.#events(all.columns, layout), this.#acquisition, this.#options)
    } finally {
      reader.close()
    }
  }

  async* #events(columns: ReadColumns, layout: SeriesLayout): AsyncGenerator<SessionEvent, void, undefined> {
    yield this.#declaration(layout.columns.map(({ declared }) => declared))
    const records = new PointRecords(columns, layout, this.#acquisition)
    const rows = numbersOf(columns, 'seq').length
    for (let row = 0; row < rows; row++) yield decodeEvent(records.record(row))
  }

  #declaration(columns: readonly DeclaredColumn[]): ColumnsDeclared {
    const records = recordsOfColumns(this.#acquisition, columns)
    return { type: 'columns-declared', seq: 0, timeMs: 0, monotonicMs: 0, acquisition: this.#acquisition, columns: records }
  }

  async* #journalEvents(): AsyncGenerator<SessionEvent, void, undefined> {
    const declared = acquisitionsOf(this.#view).find(({ name }) => name === this.#acquisition)?.columns ?? []
    const last = this.#view.series.get(this.#acquisition)?.segments.at(-1)?.block.layout
    if (last === undefined) yield { ...this.#declaration([]), columns: declared }
    else yield this.#declaration(last.columns.map((column) => column.declared))
    for (const record of journalRecords(this.#view, 1)) {
      const event = eventOf(record.json)
      if (acquisitionOf(event) === this.#acquisition || event['type'] === 'columns-declared') yield decodeEvent(record)
    }
  }

  * #plainChunks(columns: ReadColumns, layout: SeriesLayout): Generator<TableChunk, void, undefined> {
    const indexes = numbersOf(columns, 'index')
    const times = numbersOf(columns, 'time')
    const records = recordsOfColumns(this.#acquisition, layout.columns.map(({ declared }) => declared))
    const wanted = layout.columns.map((column, i) => [column, records[i]] as const).filter(([{ declared }]) => this.#isWanted(declared.name))
    for (const [from, to] of stretches(indexes, this.#from, this.#to)) {
      yield {
        acquisition: this.#acquisition, first: indexes[from] ?? 0, rows: to - from, timeMs: times.slice(from, to),
        columns: wanted.flatMap(([column, record]) => record === undefined ? [] : [chunkColumn(columns, column, record, from, to)]),
      }
    }
  }
}

function unknownColumn(acquisition: string, name: string, columns: readonly ColumnRecord[]): StoreError {
  const known = columns.map((column) => column.name).join(', ')
  return new StoreError('not-found', `Acquisition '${acquisition}' has no column '${name}'. It has: ${known}.`)
}

function neededColumns(layout: SeriesLayout, isWanted: (name: string) => boolean): Set<string> {
  const names = ['index', 'time', 'details', 'record']
  for (const { declared, name, extras } of layout.columns) if (isWanted(declared.name)) names.push(name, ...Object.values(extras))
  return new Set(names)
}

/** Whether everything wanted is in plain columns: nothing that only an event as a whole can say. */
function isPlain(columns: ReadColumns, layout: SeriesLayout, isWanted: (name: string) => boolean): boolean {
  const isComposite = layout.columns.some(({ declared: { name, kind } }) => isWanted(name) && (kind === 'json' || kind === 'waveform'))
  return !isComposite && ['details', 'record'].every((name) => itemsOf(columns, name).every((item) => item === null))
}

/** Places of rows whose index is wanted, in pieces without a gap of no more than a chunk. */
function* stretches(indexes: Float64Array, from: number, to: number): Generator<[from: number, to: number]> {
  for (let start = 0; start < indexes.length;) {
    const first = indexes[start] ?? 0
    if (first < from || first >= to) {
      start++
      continue
    }
    let end = start + 1
    while (end < indexes.length && end - start < chunkRows && indexes[end] === first + end - start && first + end - start < to) end++
    yield [start, end]
    start = end
  }
}

function chunkColumn(columns: ReadColumns, column: LayoutColumn, record: ColumnRecord, from: number, to: number): ChunkColumn {
  const details = detailsOf(columns, column, from, to)
  const values = record.kind === 'number' ? numberCells(columns, column.name, from, to) : { values: cellsOf(itemsOf(columns, column.name).slice(from, to)) }
  return { ...record, ...values, ...uncertaintyOf(columns, column, from, to), ...(details === undefined ? {} : { details }) }
}

function cellsOf(items: readonly (string | boolean | Uint8Array | null)[]): readonly Cell[] {
  return items
}

function numberCells(columns: ReadColumns, name: string, from: number, to: number): Pick<ChunkColumn, 'values' | 'missing'> {
  const values = numbersOf(columns, name).slice(from, to)
  const nulls = columns.get(name)?.nulls
  const missing: number[] = []
  if (nulls !== undefined) for (let row = from; row < to; row++) if (nulls[row] === 1) missing.push(row - from)
  return missing.length === 0 ? { values } : { values, missing }
}

function uncertaintyOf(columns: ReadColumns, { extras }: LayoutColumn, from: number, to: number): Pick<ChunkColumn, 'uncertainty'> {
  if (extras.uncertainty === undefined) return {}
  const uncertainty = numbersOf(columns, extras.uncertainty).slice(from, to)
  const nulls = columns.get(extras.uncertainty)?.nulls?.subarray(from, to)
  return nulls?.every((none) => none === 1) === true ? {} : { uncertainty }
}

function detailsOf(columns: ReadColumns, { extras }: LayoutColumn, from: number, to: number): (CellDetail | null)[] | undefined {
  if (Object.keys(extras).length === 0) return undefined
  const at = (name: string | undefined, row: number): number | undefined =>
    name === undefined || isMissing(columns, name, row) ? undefined : numbersOf(columns, name)[row]
  const details = Array.from({ length: to - from }, (_, i) => {
    const [timeMs, standard, raw, range] = [extras.time_ms, extras.uncertainty, extras.raw, extras.range].map((name) => at(name, from + i))
    if (timeMs === undefined && standard === undefined && raw === undefined && range === undefined) return null
    return {
      ...(timeMs === undefined ? {} : { timeMs }), ...(standard === undefined ? {} : { uncertainty: { standard } }),
      ...(raw === undefined ? {} : { raw }), ...(range === undefined ? {} : { range }),
    }
  })
  return details.some((detail) => detail !== null) ? details : undefined
}
