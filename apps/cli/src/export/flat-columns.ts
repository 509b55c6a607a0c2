import { isWaveform, type CellDetail, type ChunkColumn, type ColumnRecord, type TableChunk, type Waveform } from '@lab/core'
import type { FlatColumn, FlatOptions, FlatValues } from './flat-types.ts'

/** A flat column and where its values come from. */
export interface Source {
  readonly flat: FlatColumn
  read(chunk: TableChunk): FlatValues
}

/** What is seen of one column in a first pass. */
class Seen {
  uncertain = false
  raw = false
  missing = false
  rows = 0
  xUnit: string | undefined
  readonly units = new Set<string>()
  readonly parts = new Set<string>()
  readonly lengths = new Set<number>()

  add({ uncertainty, details, missing, values }: ChunkColumn): void {
    this.rows += values.length
    if (uncertainty !== undefined) this.uncertain = true
    if (missing !== undefined) this.missing = true
    for (const detail of details ?? []) this.#addDetail(detail)
    if (values instanceof Float64Array) return
    for (const cell of values) {
      if (cell === null) this.missing = true
      else if (isWaveform(cell)) this.#addWaveform(cell)
    }
  }

  #addDetail(detail: CellDetail | null): void {
    if (detail?.raw !== undefined) this.raw = true
    for (const { name } of detail?.uncertainty?.components ?? []) this.parts.add(name)
  }

  #addWaveform({ raw, unit, xUnit }: Waveform): void {
    if (this.lengths.size < 2) this.lengths.add(raw.length)
    this.units.add(unit)
    this.xUnit ??= xUnit
  }
}

/** A first pass over a table: which flat columns it needs. */
export class Survey {
  readonly #records: readonly ColumnRecord[]
  readonly #seen = new Map<string, Seen>()
  #rows = 0

  constructor(records: readonly ColumnRecord[]) {
    this.#records = records
  }

  add({ columns, rows }: TableChunk): void {
    this.#rows += rows
    for (const column of columns) {
      const seen = this.#seen.get(column.name) ?? new Seen()
      this.#seen.set(column.name, seen)
      seen.add(column)
    }
  }

  sources({ components = false, time = false, axes = false }: FlatOptions): readonly Source[] {
    const columns = this.#records.flatMap((record) => this.#sourcesOf(record, components, axes))
    return time ? [timeSource, ...columns] : columns
  }

  #sourcesOf(record: ColumnRecord, components: boolean, axes: boolean): readonly Source[] {
    const { name } = record
    const seen = this.#seen.get(name) ?? new Seen()
    const [samples] = seen.lengths
    const same = seen.lengths.size === 1 && samples !== undefined && !seen.missing && seen.rows === this.#rows ? { samples } : {}
    const xUnit = seen.xUnit === undefined ? {} : { unit: seen.xUnit }
    return [
      valueSource(record, { ...(axes ? waveformUnit(seen) : {}), hasMissing: seen.missing || seen.rows < this.#rows, ...same }),
      ...(seen.uncertain ? [numberSource(record, `u(${name})`, ({ uncertainty }, row) => uncertainty?.[row])] : []),
      ...(components ? [...seen.parts].map((part) => componentSource(record, part)) : []),
      ...(seen.raw ? [numberSource(record, `raw(${name})`, ({ details }, row) => details?.[row]?.raw)] : []),
      ...(axes && record.kind === 'waveform' ? (['start', 'step'] as const).map((part) => axisSource(record, part, xUnit)) : []),
    ]
  }
}

/** The unit of all waveforms of a column, whose record says none. */
function waveformUnit({ units }: Seen): Pick<FlatColumn, 'unit'> {
  const [unit] = units
  return unit === undefined || units.size > 1 ? {} : { unit }
}

const noneMissing = (): boolean => false

const timeSource: Source = {
  flat: { name: 'time', kind: 'time', hasMissing: false },
  read: ({ timeMs }) => ({ values: timeMs, isMissing: noneMissing }),
}

function unitOf({ unit, unknownUnit }: ColumnRecord): Pick<FlatColumn, 'unit' | 'unknownUnit'> {
  return { ...(unit === undefined ? {} : { unit }), ...(unknownUnit === undefined ? {} : { unknownUnit }) }
}

function columnOf(chunk: TableChunk, name: string): ChunkColumn | undefined {
  return chunk.columns.find((column) => column.name === name)
}

function valueSource(record: ColumnRecord, found: Pick<FlatColumn, 'unit' | 'hasMissing' | 'samples'>): Source {
  const { name, kind, role } = record
  return {
    flat: { name, kind, role, ...unitOf(record), ...found },
    read: (chunk) => {
      const column = columnOf(chunk, name)
      if (column !== undefined) return { values: column.values, isMissing: missingIn(column) }
      return { values: kind === 'number' ? new Float64Array(chunk.rows).fill(Number.NaN) : new Array<null>(chunk.rows).fill(null), isMissing: () => true }
    },
  }
}

function missingIn({ values, missing }: ChunkColumn): (row: number) => boolean {
  if (!(values instanceof Float64Array)) return (row) => (values[row] ?? null) === null
  if (missing === undefined) return noneMissing
  const rows = new Set(missing)
  return (row) => rows.has(row)
}

/** Numbers that go with a column: there is no NaN among them, so that NaN says that there is none. */
function numberSource(record: ColumnRecord, name: string, pick: (column: ChunkColumn, row: number) => number | undefined): Source {
  return {
    flat: { name, kind: 'number', ...unitOf(record), hasMissing: true },
    read: (chunk) => {
      const column = columnOf(chunk, record.name)
      const values = Float64Array.from({ length: chunk.rows }, (_, row) => (column === undefined ? undefined : pick(column, row)) ?? Number.NaN)
      return { values, isMissing: (row) => Number.isNaN(values[row]) }
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

function axisSource({ name }: ColumnRecord, part: 'start' | 'step', xUnit: { readonly unit?: string }): Source {
  const record: ColumnRecord = { name, role: 'result', kind: 'number', ...xUnit }
  return numberSource(record, `${part}(${name})`, ({ values }, row) => {
    const cell = values[row]
    return isWaveform(cell) ? cell[part] : undefined
  })
}
