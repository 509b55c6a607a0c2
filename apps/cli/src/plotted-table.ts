import type { ColumnRecord, LazyTable, Table, TableChunk, TableColumn } from '@lab/core'

/** Rows up to which all are read for a plot that nobody asked for. */
const readAtOnce = 200_000
/** Beyond that: pieces that are looked at, and rows in each. */
const pieces = 240
const rowsPerPiece = 256

/** What a plot shows of a table. */
export interface PlottedTable {
  /** The smallest and largest value of each piece, which is what a plot can show. */
  readonly table: Table
  /** Rows that were read, where that were not all. */
  readonly sampled?: number
}

/**
 * The first numeric result over the first numeric parameter (or the point number), as few rows as a plot can show. Memory stays
 * constant. Nothing to plot: undefined.
 * @param whole whether all rows are read, however many there are
 */
export async function plottedTable(table: LazyTable, whole: boolean): Promise<PlottedTable | undefined> {
  const y = table.columns.find(({ role, kind }) => role === 'result' && kind === 'number')
  if (y === undefined) return undefined
  const x = table.columns.find(({ role, kind }) => role === 'parameter' && kind === 'number')
  const reducer = new Reducer(x, y, Math.max(1, table.rows / (2 * pieces)))
  const names = x === undefined ? [y.name] : [x.name, y.name]
  if (whole || table.rows <= readAtOnce) {
    for await (const chunk of table.chunks({ columns: names })) reducer.add(chunk)
    return { table: reducer.table(table.acquisition) }
  }
  for (let piece = 0; piece < pieces; piece++) {
    const from = Math.floor((piece * (table.rows - rowsPerPiece)) / (pieces - 1))
    for await (const chunk of table.chunks({ columns: names, from, to: from + rowsPerPiece })) reducer.add(chunk)
  }
  return { table: reducer.table(table.acquisition), sampled: pieces * rowsPerPiece }
}

interface Extreme {
  readonly row: number
  readonly x: number
  readonly y: number
}

/** Keeps the smallest and the largest of each piece, in their order. */
class Reducer {
  readonly #x: ColumnRecord | undefined
  readonly #y: ColumnRecord
  readonly #rowsPerPiece: number
  readonly #kept: Extreme[] = []
  #piece = -1
  #low: Extreme | undefined
  #high: Extreme | undefined

  constructor(x: ColumnRecord | undefined, y: ColumnRecord, rowsPerPiece: number) {
    this.#x = x
    this.#y = y
    this.#rowsPerPiece = rowsPerPiece
  }

  add({ first, rows, columns }: TableChunk): void {
    const x = this.#x === undefined ? undefined : columns.find(({ name }) => name === this.#x?.name)?.values
    const y = columns.find(({ name }) => name === this.#y.name)?.values
    for (let place = 0; place < rows; place++) {
      const row = first + place
      const point = { row, x: this.#x === undefined ? row : Number(x?.[place]), y: Number(y?.[place]) }
      if (Number.isFinite(point.x) && Number.isFinite(point.y)) this.#take(point)
    }
  }

  #take(point: Extreme): void {
    const piece = Math.floor(point.row / this.#rowsPerPiece)
    if (piece !== this.#piece) this.#finishPiece()
    this.#piece = piece
    if (this.#low === undefined || point.y < this.#low.y) this.#low = point
    if (this.#high === undefined || point.y > this.#high.y) this.#high = point
  }

  #finishPiece(): void {
    const [one, other] = [this.#low, this.#high]
    if (one !== undefined && other !== undefined) {
      if (one === other) this.#kept.push(one)
      else this.#kept.push(...(one.row < other.row ? [one, other] : [other, one]))
    }
    this.#low = undefined
    this.#high = undefined
  }

  table(acquisition: string): Table {
    this.#finishPiece()
    const column = (axis: 'x' | 'y', record: ColumnRecord | undefined): TableColumn => {
      const { name, role, unit } = record ?? { name: 'point', role: 'parameter' }
      return { name, role, kind: 'number', ...(unit === undefined ? {} : { unit }), values: Float64Array.from(this.#kept, (point) => point[axis]) }
    }
    return { acquisition, rows: this.#kept.length, columns: [column('x', this.#x), column('y', this.#y)] }
  }
}
