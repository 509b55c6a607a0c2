import type { FileColumn } from '../parquet/column-schema.ts'
import type { ColumnValues } from '../parquet/column-values.ts'

/** Rows of a file in memory, column by column. A row that was begun has no value in any column until one is set. */
export class RowColumns {
  readonly #columns = new Map<string, GrowingColumn>()
  readonly #capacity: number
  #rows = 0

  constructor(columns: readonly FileColumn[], capacity = 64) {
    this.#capacity = capacity
    this.extend(columns)
  }

  get rows(): number {
    return this.#rows
  }

  /** Adds columns that are not there; rows so far have no value in them. */
  extend(columns: readonly FileColumn[]): void {
    for (const column of columns) {
      if (!this.#columns.has(column.name)) this.#columns.set(column.name, growingColumn(column, Math.max(this.#capacity, this.#rows)))
    }
  }

  /** The number of a new row. */
  begin(): number {
    return this.#rows++
  }

  number(name: string): NumberColumn {
    const column = this.#columns.get(name)
    if (column instanceof NumberColumn) return column
    throw new RangeError(`There is no column of numbers "${name}".`)
  }

  item(name: string): ItemColumn {
    const column = this.#columns.get(name)
    if (column instanceof ItemColumn) return column
    throw new RangeError(`There is no column "${name}".`)
  }

  /** Forgets rows at the end. */
  truncate(rows: number): void {
    this.#rows = rows
    for (const column of this.#columns.values()) column.truncate(rows)
  }

  /** Gives back memory that no row has. */
  trim(): void {
    for (const column of this.#columns.values()) if (column instanceof NumberColumn) column.trim(Math.max(this.#rows, this.#capacity))
  }

  values(name: string): ColumnValues {
    const column = this.#columns.get(name)
    if (column === undefined) throw new RangeError(`There is no column "${name}".`)
    return column.values(this.#rows)
  }
}

type GrowingColumn = NumberColumn | ItemColumn

function growingColumn({ kind }: FileColumn, capacity: number): GrowingColumn {
  return kind === 'integer' || kind === 'time' || kind === 'double' ? new NumberColumn(kind, capacity) : new ItemColumn(kind)
}

/** Numbers; rows that are not set are missing. */
export class NumberColumn {
  readonly #kind: 'integer' | 'time' | 'double'
  #values: Float64Array
  #present: Uint8Array
  #set = 0

  constructor(kind: 'integer' | 'time' | 'double', capacity: number) {
    this.#kind = kind
    this.#values = new Float64Array(capacity)
    this.#present = new Uint8Array(capacity)
  }

  set(row: number, value: number): void {
    if (row >= this.#values.length) this.#grow(row + 1)
    this.#values[row] = value
    this.#present[row] = 1
    this.#set++
  }

  #grow(rows: number): void {
    const values = new Float64Array(Math.max(rows, this.#values.length * 2))
    values.set(this.#values)
    this.#values = values
    const present = new Uint8Array(values.length)
    present.set(this.#present)
    this.#present = present
  }

  /** Gives back the memory behind so many rows. */
  trim(rows: number): void {
    if (this.#values.length <= 2 * rows) return
    this.#values = this.#values.slice(0, rows)
    this.#present = this.#present.slice(0, rows)
  }

  truncate(rows: number): void {
    for (let row = rows; row < this.#present.length; row++) {
      if (this.#present[row] !== 1) continue
      this.#present[row] = 0
      this.#set--
    }
  }

  values(rows: number): ColumnValues {
    if (rows > this.#values.length) this.#grow(rows)
    const values = this.#values.subarray(0, rows)
    if (this.#kind !== 'double') return { kind: this.#kind, values }
    if (this.#set === rows) return { kind: 'double', values }
    const nulls = this.#present.subarray(0, rows).map((present) => 1 - present)
    for (let row = 0; row < rows; row++) if (nulls[row] === 1) values[row] = Number.NaN
    return { kind: 'double', values, nulls }
  }
}

type Item = string | boolean | Uint8Array | Float64Array

/** Anything else; rows that are not set are missing. */
class ItemColumn {
  readonly #kind: 'boolean' | 'text' | 'bytes' | 'doubles'
  readonly #items: (Item | undefined)[] = []

  constructor(kind: 'boolean' | 'text' | 'bytes' | 'doubles') {
    this.#kind = kind
  }

  set(row: number, item: Item): void {
    while (this.#items.length < row) this.#items.push(undefined)
    this.#items[row] = item
  }

  truncate(rows: number): void {
    if (this.#items.length > rows) this.#items.length = rows
  }

  values(rows: number): ColumnValues {
    if (this.#items.length === 0 && this.#kind !== 'boolean') return { kind: this.#kind, values: new Array<null>(rows).fill(null), nulls: new Uint8Array(rows).fill(1) }
    const items = Array.from({ length: rows }, (_, row) => this.#items[row])
    const nulls = items.some((item) => item === undefined) ? Uint8Array.from(items, (item) => item === undefined ? 1 : 0) : undefined
    switch (this.#kind) {
      case 'boolean': return { kind: 'boolean', values: Uint8Array.from(items, (item) => item === true ? 1 : 0), nulls }
      case 'text': return { kind: 'text', values: items.map((item) => typeof item === 'string' ? item : null), nulls }
      case 'bytes': return { kind: 'bytes', values: items.map((item) => item instanceof Uint8Array ? item : null), nulls }
      case 'doubles': return { kind: 'doubles', values: items.map((item) => item instanceof Float64Array ? item : null), nulls }
    }
  }
}
