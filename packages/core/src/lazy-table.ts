import type { ArchiveStore, ChunkOptions } from './archive-store.ts'
import { EnvelopeBuilder, type Envelope, type EnvelopeOptions } from './envelope.ts'
import { StoreError } from './errors.ts'
import type { OperationOptions } from './operation-options.ts'
import type { Cell, ColumnRecord } from './session-event.ts'
import type { ChunkColumn, TableChunk } from './table-chunk.ts'

export interface SliceOptions extends OperationOptions {
  /** First row; 0 when absent. */
  readonly from?: number
  /** The row behind the last one; the end when absent. */
  readonly to?: number
}

/** A column that is read when it is asked for. */
export interface LazyColumn extends ColumnRecord {
  /** Values of successive rows: numbers with NaN where one is missing, or cells. */
  slice(options?: SliceOptions): Promise<Float64Array | readonly Cell[]>
  /** The same as numbers. @throws StoreError (format) for a column of anything else. */
  numbers(options?: SliceOptions): Promise<Float64Array>
  /** Standard uncertainties of successive rows, NaN where unknown. */
  uncertainty(options?: SliceOptions): Promise<Float64Array>
  /** Smallest and largest value of each piece: what a plot shows, in the memory of the plot. @throws StoreError (format) */
  envelope(options: EnvelopeOptions & OperationOptions): Promise<Envelope>
}

/** The rows of one acquisition, of which nothing is read before it is asked for. */
export interface LazyTable {
  readonly acquisition: string
  /** Rows there were when the table was opened. */
  readonly rows: number
  readonly columns: readonly LazyColumn[]
  /** @throws StoreError (not-found) naming the columns there are. */
  column(name: string): LazyColumn
  /** The rows in order, a few thousand at a time. */
  chunks(options?: ChunkOptions): AsyncIterable<TableChunk>
}

/**
 * Opens an acquisition of a stored session. Memory stays constant however many rows there are.
 * @throws StoreError (not-found) naming the acquisitions there are.
 */
export async function openTable(store: ArchiveStore, id: string, acquisition: string, options?: OperationOptions): Promise<LazyTable> {
  const all = await store.acquisitions(id, options)
  const found = all.find(({ name }) => name === acquisition)
  if (found === undefined) {
    const names = all.map(({ name }) => name).join(', ') || 'none'
    throw new StoreError('not-found', `Session ${id} has no acquisition '${acquisition}'. It has: ${names}.`)
  }
  const { rows } = found
  const chunks = (wanted?: ChunkOptions): AsyncIterable<TableChunk> => store.chunks(id, acquisition, { ...wanted, to: Math.min(wanted?.to ?? rows, rows) })
  const columns = found.columns.map((record) => lazyColumn(record, rows, chunks))
  return { acquisition, rows, columns, chunks, column: (name) => columnNamed(columns, acquisition, name) }
}

function columnNamed(columns: readonly LazyColumn[], acquisition: string, name: string): LazyColumn {
  const column = columns.find((one) => one.name === name)
  if (column !== undefined) return column
  const names = columns.map((one) => one.name).join(', ') || 'none'
  throw new StoreError('not-found', `Acquisition '${acquisition}' has no column '${name}'. It has: ${names}.`)
}

type Chunks = (wanted?: ChunkOptions) => AsyncIterable<TableChunk>

function lazyColumn(record: ColumnRecord, rows: number, chunks: Chunks): LazyColumn {
  const parts = async function* (options: SliceOptions = {}): AsyncGenerator<readonly [first: number, column: ChunkColumn, rows: number]> {
    for await (const { first, rows: count, columns: [column] } of chunks({ ...options, columns: [record.name] })) {
      if (column !== undefined) yield [first, column, count]
    }
  }
  const requireNumbers = (): void => {
    if (record.kind !== 'number') throw new StoreError('format', `Column '${record.name}' holds values of kind ${record.kind}, not numbers.`)
  }
  const collect = async (options: SliceOptions | undefined, pick: (column: ChunkColumn) => Float64Array | undefined): Promise<Float64Array> => {
    const from = Math.max(0, options?.from ?? 0)
    const all = new Float64Array(Math.max(0, Math.min(options?.to ?? rows, rows) - from)).fill(Number.NaN)
    for await (const [first, column] of parts(options)) all.set(pick(column) ?? [], first - from)
    return all
  }
  const numbers = async (options?: SliceOptions): Promise<Float64Array> => {
    requireNumbers()
    return await collect(options, ({ values }) => (values instanceof Float64Array ? values : undefined))
  }
  return {
    ...record,
    numbers,
    uncertainty: (options) => collect(options, ({ uncertainty }) => uncertainty),
    async slice(options) {
      if (record.kind === 'number') return await numbers(options)
      const cells: Cell[] = []
      for await (const [, { values }] of parts(options)) cells.push(...values)
      return cells
    },
    async envelope({ pieces, from: wanted = 0, to = rows, ...options }) {
      requireNumbers()
      if (!(Number.isInteger(pieces) && pieces >= 1)) throw new RangeError(`An envelope has 1 piece or more, not ${pieces}.`)
      const from = Math.max(0, wanted)
      const end = Math.min(to, rows)
      const builder = new EnvelopeBuilder(from, Math.max(0, end - from), pieces)
      for await (const [first, { values }] of parts({ ...options, from, to: end })) {
        if (values instanceof Float64Array) builder.add(first, values)
      }
      return builder.build()
    },
  }
}
