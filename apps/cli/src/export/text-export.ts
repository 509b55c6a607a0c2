import type { Cell } from '@lab/core'
import { exportJson } from '../export-json.ts'
import { columnTitle, numberText } from '../format.ts'
import type { FlatChunk, FlatColumn, FlatTable } from './flat-types.ts'

/** Length from which on a piece is handed on: one cell may hold a whole waveform. */
const pieceLength = 65_536

export interface CsvOptions {
  /** `row`: units are a line of their own below the names. */
  readonly units?: 'header' | 'row'
  /** Lines that come first, each behind `# `. */
  readonly comments?: readonly string[]
}

/**
 * A table as comma-separated text (RFC 4180 quoting, lines end in LF): a header with units, then one line a row. Numbers have every
 * digit that is needed to read the same float64 back. A missing value and NaN are empty cells, times are ISO 8601 in UTC.
 */
export async function* csvPieces({ columns, chunks }: FlatTable, { units = 'header', comments = [] }: CsvOptions = {}): AsyncGenerator<string> {
  yield comments.map((line) => `# ${line}\n`).join('') + headText(columns, units)
  for await (const { rows, columns: values } of chunks()) {
    let piece = ''
    for (let row = 0; row < rows; row++) {
      piece += `${values.map((column, place) => csvCell(column.values[row], columns[place]?.kind)).join(',')}\n`
      if (piece.length < pieceLength) continue
      yield piece
      piece = ''
    }
    yield piece
  }
}

function headText(columns: readonly FlatColumn[], units: 'header' | 'row'): string {
  if (units === 'header') return line(columns.map((column) => columnTitle(column)))
  return line(columns.map(({ name }) => name)) + line(columns.map(({ unit = '' }) => unit))
}

function line(cells: readonly string[]): string {
  return `${cells.map(quote).join(',')}\n`
}

function csvCell(value: Cell | undefined, kind: FlatColumn['kind'] | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return ''
  if (typeof value === 'number') return kind === 'time' ? isoTime(value) : numberText(value)
  if (typeof value === 'boolean') return String(value)
  return quote(typeof value === 'string' ? value : JSON.stringify(exportJson(value)))
}

/** To the microsecond where a time has them, in UTC. */
function isoTime(timeMs: number): string {
  const text = new Date(Math.floor(timeMs)).toISOString()
  const rest = Math.round((timeMs - Math.floor(timeMs)) * 1000)
  return rest === 0 || rest === 1000 ? text : text.replace('Z', `${String(rest).padStart(3, '0')}Z`)
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * One JSON object a row, each on a line of its own: `index`, then the columns by name. Of several acquisitions, each line also says
 * which one it belongs to. A missing value is null; what JSON has no number for is `{"$number": "NaN"}`.
 */
export async function* ndjsonPieces(tables: readonly FlatTable[]): AsyncGenerator<string> {
  for (const table of tables) {
    const owner = tables.length > 1 ? { acquisition: table.acquisition } : {}
    for await (const chunk of table.chunks()) yield* ndjsonChunk(table, chunk, owner)
  }
}

function* ndjsonChunk({ columns }: FlatTable, { first, rows, columns: values }: FlatChunk, owner: Readonly<Record<string, string>>): Generator<string> {
  let piece = ''
  for (let row = 0; row < rows; row++) {
    const cells = columns.map(({ name, kind }, place): [string, unknown] => {
      const column = values[place]
      const value = column?.values[row]
      if (value === undefined || column?.isMissing(row) === true) return [name, null]
      return [name, kind === 'time' && typeof value === 'number' ? isoTime(value) : exportJson(value)]
    })
    piece += `${JSON.stringify({ ...owner, index: first + row, ...Object.fromEntries(cells) })}\n`
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield piece
}
