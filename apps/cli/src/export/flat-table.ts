import type { ArchiveStore, Cell, CellDetail, ChunkColumn, ColumnRecord, OperationOptions, TableChunk } from '@lab/core'
import { openTable } from '@lab/core'

/** What a column of an exported table holds. */
export type FlatKind = 'number' | 'text' | 'boolean' | 'waveform' | 'json' | 'time'

/** One column of an exported table: a column of the acquisition, or a number that goes with one. */
export interface FlatColumn {
  /** `vout`, `u(vout)`, `raw(vout)`, `u(vout: gain)`, `time`. */
  readonly name: string
  readonly kind: FlatKind
  /** Symbol of its unit, where it has one. */
  readonly unit?: string
  readonly unknownUnit?: true
}

/** Successive rows: for each flat column its values, in their order. A missing number is NaN where the kind is `number`. */
export interface FlatChunk {
  /** Index of the first row. */
  readonly first: number
  readonly rows: number
  readonly values: readonly (Float64Array | readonly Cell[])[]
}

/** The rows of an acquisition as programs for tables want them. Nothing but a chunk is in memory. */
export interface FlatTable {
  readonly acquisition: string
  readonly rows: number
  readonly columns: readonly FlatColumn[]
  chunks(): AsyncIterable<FlatChunk>
}

/** A flat column and where its values come from. */
interface Source {
  readonly flat: FlatColumn
  read(chunk: TableChunk): Float64Array | readonly Cell[]
}

export interface FlatOptions extends OperationOptions {
  /** Whether each contribution to an uncertainty is a column, too. */
  readonly components?: boolean
}

/** Looks once through an acquisition to see which columns it needs. @throws StoreError (not-found) */
export async function flatTable(store: ArchiveStore, id: string, acquisition: string, options: FlatOptions = {}): Promise<FlatTable> {
  const table = await openTable(store, id, acquisition, options)
  const survey = new Survey(table.columns)
  for await (const chunk of table.chunks()) survey.add(chunk)
  const sources = survey.sources(options.components === true)
  return {
    acquisition, rows: table.rows, columns: sources.map(({ flat }) => flat),
    chunks: async function* () {
      for await (const chunk of table.chunks()) {
        yield { first: chunk.first, rows: chunk.rows, values: sources.map((source) => source.read(chunk)) }
      }
    },
  }
}

/** What is seen of the columns in a first pass. */
class Survey {
  readonly #records: readonly ColumnRecord[]
  readonly #uncertain = new Set<string>()
  readonly #raw = new Set<string>()
  readonly #components = new Map<string, Set<string>>()

  constructor(records: readonly ColumnRecord[]) {
    this.#records = records
  }

  add({ columns }: TableChunk): void {
    for (const { name, uncertainty, details } of columns) {
      if (uncertainty !== undefined) this.#uncertain.add(name)
      for (const detail of details ?? []) this.#addDetail(name, detail)
    }
  }

  #addDetail(name: string, detail: CellDetail | null): void {
    if (detail?.raw !== undefined) this.#raw.add(name)
    for (const component of detail?.uncertainty?.components ?? []) {
      const names = this.#components.get(name) ?? new Set()
      this.#components.set(name, names.add(component.name))
    }
  }

  sources(withComponents: boolean): readonly Source[] {
    return this.#records.flatMap((record) => [
      valueSource(record),
      ...(this.#uncertain.has(record.name) ? [numberSource(record, `u(${record.name})`, ({ uncertainty }, row) => uncertainty?.[row])] : []),
      ...(withComponents ? [...this.#components.get(record.name) ?? []].map((part) => componentSource(record, part)) : []),
      ...(this.#raw.has(record.name) ? [numberSource(record, `raw(${record.name})`, ({ details }, row) => details?.[row]?.raw)] : []),
    ])
  }
}

function unitOf({ unit, unknownUnit }: ColumnRecord): Pick<FlatColumn, 'unit' | 'unknownUnit'> {
  return { ...(unit === undefined ? {} : { unit }), ...(unknownUnit === undefined ? {} : { unknownUnit }) }
}

function columnOf(chunk: TableChunk, name: string): ChunkColumn | undefined {
  return chunk.columns.find((column) => column.name === name)
}

function valueSource(record: ColumnRecord): Source {
  const { name, kind } = record
  return {
    flat: { name, kind, ...unitOf(record) },
    read: (chunk) => columnOf(chunk, name)?.values ?? (kind === 'number' ? new Float64Array(chunk.rows).fill(Number.NaN) : new Array<null>(chunk.rows).fill(null)),
  }
}

function numberSource(record: ColumnRecord, name: string, pick: (column: ChunkColumn, row: number) => number | undefined): Source {
  return {
    flat: { name, kind: 'number', ...unitOf(record) },
    read: (chunk) => {
      const column = columnOf(chunk, record.name)
      return Float64Array.from({ length: chunk.rows }, (_, row) => (column === undefined ? undefined : pick(column, row)) ?? Number.NaN)
    },
  }
}

/** Contributions of one name add up in squares. */
function componentSource(record: ColumnRecord, part: string): Source {
  return numberSource(record, `u(${record.name}: ${part})`, ({ details }, row) => {
    const own = details?.[row]?.uncertainty?.components?.filter(({ name }) => name === part) ?? []
    return own.length === 0 ? undefined : Math.hypot(...own.map(({ standard }) => standard))
  })
}
