import { StoreError } from './errors.ts'
import type { OperationOptions } from './operation-options.ts'
import type { Cell, CellDetail, ColumnRecord, PointAcquired } from './session-event.ts'
import type { SessionStore } from './session-store.ts'
import { NumberChunks } from './number-chunks.ts'

/** One column of a {@link Table}. */
export interface TableColumn extends ColumnRecord {
  /** For kind `number` a Float64Array in which NaN also stands for a missing value; otherwise one cell a row. */
  readonly values: Float64Array | readonly Cell[]
  /** Standard uncertainty of each value, in the unit of the column, NaN where unknown; absent where all are unknown. */
  readonly uncertainty?: Float64Array
}

/** The points of one acquisition, by column. */
export interface Table {
  readonly acquisition: string
  readonly rows: number
  readonly columns: readonly TableColumn[]
}

/** Collects the points of one acquisition into typed columns. */
export class TableBuilder {
  rows = 0
  readonly #acquisition: string
  #records: readonly ColumnRecord[] = []
  #columns: ColumnBuilder[] = []

  constructor(acquisition: string) {
    this.#acquisition = acquisition
  }

  declare(records: readonly ColumnRecord[]): void {
    this.#records = records
    for (const [index, record] of records.entries()) {
      const column = this.#columns[index]
      if (column === undefined) this.#columns.push(new ColumnBuilder(record.kind === 'number', this.rows))
      else if (record.kind === 'number') column.narrow()
      else column.widen()
    }
  }

  add(cells: PointAcquired['cells'], details: PointAcquired['details']): void {
    for (const [index, column] of this.#columns.entries()) column.push(cells[index] ?? null, details?.[index] ?? null)
    this.rows++
  }

  build(): Table {
    const columns = this.#records.map((record, index) => ({ ...record, ...this.#columns[index]?.build() }))
    return { acquisition: this.#acquisition, rows: this.rows, columns: columns.filter(hasValues) }
  }
}

function hasValues(column: ColumnRecord & Partial<TableColumn>): column is TableColumn {
  return column.values !== undefined
}

class ColumnBuilder {
  #numbers: NumberChunks | undefined
  #cells: Cell[] = []
  /** Rows of a column of numbers that have none. */
  readonly #missing: number[] = []
  #uncertainty: NumberChunks | undefined
  #rows = 0

  constructor(numeric: boolean, rowsBefore: number) {
    if (numeric) this.#numbers = new NumberChunks()
    for (let row = 0; row < rowsBefore; row++) this.push(null, null)
  }

  /** To numbers, where there has been no value yet. */
  narrow(): void {
    if (this.#numbers !== undefined || this.#cells.some((cell) => cell !== null)) return
    const numbers = new NumberChunks()
    for (const row of this.#cells.keys()) {
      this.#missing.push(row)
      numbers.push(Number.NaN)
    }
    this.#numbers = numbers
    this.#cells = []
  }

  /** From numbers only to anything. */
  widen(): void {
    if (this.#numbers === undefined) return
    this.#cells = [...this.#numbers.toArray()]
    for (const row of this.#missing) this.#cells[row] = null
    this.#numbers = undefined
  }

  push(cell: Cell, detail: CellDetail | null): void {
    if (this.#numbers === undefined) this.#cells.push(cell)
    else if (typeof cell === 'number') this.#numbers.push(cell)
    else this.#pushMissing(this.#numbers)
    this.#pushUncertainty(detail?.uncertainty?.standard)
    this.#rows++
  }

  #pushMissing(numbers: NumberChunks): void {
    this.#missing.push(this.#rows)
    numbers.push(Number.NaN)
  }

  #pushUncertainty(standard: number | undefined): void {
    if (this.#uncertainty === undefined) {
      if (standard === undefined) return
      this.#uncertainty = new NumberChunks()
      for (let row = 0; row < this.#rows; row++) this.#uncertainty.push(Number.NaN)
    }
    this.#uncertainty.push(standard ?? Number.NaN)
  }

  build(): Pick<TableColumn, 'values' | 'uncertainty'> {
    const values = this.#numbers?.toArray() ?? [...this.#cells]
    return this.#uncertainty === undefined ? { values } : { values, uncertainty: this.#uncertainty.toArray() }
  }
}

/** The names of a session's acquisitions, in the order of their first point. */
export async function listAcquisitions(store: SessionStore, id: string, options?: OperationOptions): Promise<readonly string[]> {
  const names = new Set<string>()
  for await (const event of store.events(id, options)) {
    if (event.type === 'run-started') event.acquisitions.forEach((name) => names.add(name))
    if (event.type === 'columns-declared') names.add(event.acquisition)
  }
  return [...names]
}

/**
 * Reads the points of one acquisition as typed columns.
 * @throws StoreError (not-found) when the session has no such acquisition; the message names those it has.
 */
export async function readTable(store: SessionStore, id: string, acquisition: string, options?: OperationOptions): Promise<Table> {
  const builder = new TableBuilder(acquisition)
  const others = new Set<string>()
  let found = false
  for await (const event of store.events(id, options)) {
    if (event.type === 'run-started') event.acquisitions.forEach((name) => others.add(name))
    if (!('acquisition' in event) || event.acquisition !== acquisition) continue
    found = true
    if (event.type === 'columns-declared') builder.declare(event.columns)
    else builder.add(event.cells, event.details)
  }
  if (!found && !others.has(acquisition)) {
    throw new StoreError('not-found', `Session ${id} has no acquisition '${acquisition}'. It has: ${[...others].join(', ') || 'none'}.`)
  }
  return builder.build()
}
