import type { Cell } from '@lab/core'
import { exportJson } from '../export-json.ts'
import { columnTitle, numberText } from '../format.ts'
import type { FlatChunk, FlatTable } from './flat-table.ts'

/**
 * A table as comma-separated text (RFC 4180 quoting, lines end in LF): a header with units, then one line a row. Numbers have every
 * digit that is needed to read the same float64 back. A missing value is an empty cell.
 */
export async function* csvPieces(table: FlatTable): AsyncGenerator<string> {
  yield `${table.columns.map((column) => quote(columnTitle(column))).join(',')}\n`
  for await (const { rows, values } of table.chunks()) {
    let piece = ''
    for (let row = 0; row < rows; row++) piece += `${values.map((column) => csvCell(column[row])).join(',')}\n`
    yield piece
  }
}

function csvCell(value: Cell | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return ''
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return String(value)
  return quote(typeof value === 'string' ? value : JSON.stringify(exportJson(value)))
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * One JSON object a row, each on a line of its own: `index`, then the columns by name. Of several acquisitions, each line also says
 * which one it belongs to.
 */
export async function* ndjsonPieces(tables: readonly FlatTable[]): AsyncGenerator<string> {
  for (const table of tables) {
    const owner = tables.length > 1 ? { acquisition: table.acquisition } : {}
    for await (const chunk of table.chunks()) yield ndjsonChunk(table, chunk, owner)
  }
}

function ndjsonChunk({ columns }: FlatTable, { first, rows, values }: FlatChunk, owner: Readonly<Record<string, string>>): string {
  let piece = ''
  for (let row = 0; row < rows; row++) {
    const cells = columns.map(({ name, kind }, place) => [name, jsonCell(kind === 'number', values[place]?.[row])])
    piece += `${JSON.stringify({ ...owner, index: first + row, ...Object.fromEntries(cells) as Record<string, unknown> })}\n`
  }
  return piece
}

function jsonCell(isNumber: boolean, value: Cell | undefined): unknown {
  if (value === undefined || (isNumber && Number.isNaN(value))) return null
  return exportJson(value)
}
