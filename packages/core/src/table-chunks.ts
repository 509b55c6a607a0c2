import type { ChunkOptions } from './archive-store.ts'
import { StoreError } from './errors.ts'
import type { Cell, CellDetail, ColumnRecord, ColumnsDeclared, PointAcquired, SessionEvent } from './session-event.ts'
import type { ChunkColumn, TableChunk } from './table-chunk.ts'

/** Rows of a full chunk … */
export const chunkRows = 4096
/** … which ends before that where its samples and texts have come to about this many bytes. */
const chunkBytes = 16 * 1024 * 1024

/** The events that chunks are made of. */
type RowEvent = PointAcquired | ColumnsDeclared

/**
 * The rows of one acquisition out of the events of a session, chunk by chunk: for stores that keep events. `events` may begin
 * anywhere, as long as the columns of the first point have been declared in it.
 * @throws StoreError (not-found) for a column that the acquisition does not have.
 */
export async function* chunksOfEvents(
  events: AsyncIterable<SessionEvent>, acquisition: string, options: ChunkOptions = {},
): AsyncGenerator<TableChunk, void, undefined> {
  const { from = 0, to = Infinity, signal } = options
  const builder = new ChunkBuilder(acquisition, options.columns)
  for await (const event of events) {
    signal?.throwIfAborted()
    if (!isRowOf(event, acquisition)) continue
    if (event.type === 'columns-declared') {
      const chunk = builder.declare(event.columns)
      if (chunk !== undefined) yield chunk
    } else if (event.index >= to) break
    else if (event.index >= from) {
      const chunk = builder.add(event)
      if (chunk !== undefined) yield chunk
    }
  }
  const rest = builder.take()
  if (rest !== undefined) yield rest
}

function isRowOf(event: SessionEvent, acquisition: string): event is RowEvent {
  return (event.type === 'point' || event.type === 'columns-declared') && event.acquisition === acquisition
}

/** Collects points until a chunk is full, or the columns change, or a row is missing between two. */
class ChunkBuilder {
  readonly #acquisition: string
  readonly #names: readonly string[] | undefined
  #columns: readonly { readonly record: ColumnRecord; readonly place: number }[] = []
  #points: PointAcquired[] = []
  /** Columns whose cells may be large. */
  #large: readonly number[] = []
  #bytes = 0

  constructor(acquisition: string, names: readonly string[] | undefined) {
    this.#acquisition = acquisition
    this.#names = names
  }

  declare(records: readonly ColumnRecord[]): TableChunk | undefined {
    const chunk = this.take()
    const all = records.map((record, place) => ({ record, place }))
    this.#columns = this.#names === undefined ? all : this.#names.map((name) => all.find(({ record }) => record.name === name) ?? this.#unknown(name, records))
    this.#large = records.flatMap(({ kind }, place) => (kind === 'number' || kind === 'boolean' ? [] : [place]))
    return chunk
  }

  #unknown(name: string, records: readonly ColumnRecord[]): never {
    const known = records.map((record) => record.name).join(', ')
    throw new StoreError('not-found', `Acquisition '${this.#acquisition}' has no column '${name}'. It has: ${known}.`)
  }

  add(point: PointAcquired): TableChunk | undefined {
    const last = this.#points.at(-1)
    const follows = last === undefined || point.index === last.index + 1
    const chunk = follows && this.#points.length < chunkRows && this.#bytes < chunkBytes ? undefined : this.take()
    this.#points.push(point)
    for (const place of this.#large) this.#bytes += bytesIn(point.cells[place])
    return chunk
  }

  take(): TableChunk | undefined {
    const points = this.#points
    const [first] = points
    if (first === undefined) return undefined
    this.#points = []
    this.#bytes = 0
    return {
      acquisition: this.#acquisition, first: first.index, rows: points.length, timeMs: Float64Array.from(points, ({ timeMs }) => timeMs),
      columns: this.#columns.map(({ record, place }) => columnOf(record, place, points)),
    }
  }
}

/** About how many bytes of memory a cell holds. */
function bytesIn(cell: Cell | undefined): number {
  if (typeof cell === 'string') return cell.length * 2
  if (typeof cell !== 'object' || cell === null) return 8
  if (ArrayBuffer.isView(cell)) return cell.byteLength
  const parts: readonly (Cell | undefined)[] = Object.values(cell)
  return parts.reduce((sum: number, part) => sum + bytesIn(part), 0)
}

function columnOf(record: ColumnRecord, place: number, points: readonly PointAcquired[]): ChunkColumn {
  const details = detailsAt(place, points)
  const cells = points.map((point) => point.cells[place] ?? null)
  const numbers = record.kind === 'number' ? numbersOf(cells) : { values: cells }
  return { ...record, ...numbers, ...uncertaintyOf(details), ...(details === undefined ? {} : { details }) }
}

function numbersOf(cells: readonly Cell[]): Pick<ChunkColumn, 'values' | 'missing'> {
  const missing: number[] = []
  const values = Float64Array.from(cells, (cell, row) => {
    if (typeof cell === 'number') return cell
    missing.push(row)
    return Number.NaN
  })
  return missing.length === 0 ? { values } : { values, missing }
}

function detailsAt(place: number, points: readonly PointAcquired[]): readonly (CellDetail | null)[] | undefined {
  if (!points.some(({ details }) => (details?.[place] ?? null) !== null)) return undefined
  return points.map(({ details }) => details?.[place] ?? null)
}

function uncertaintyOf(details: readonly (CellDetail | null)[] | undefined): Pick<ChunkColumn, 'uncertainty'> {
  if (details?.some((detail) => detail?.uncertainty !== undefined) !== true) return {}
  return { uncertainty: Float64Array.from(details, (detail) => detail?.uncertainty?.standard ?? Number.NaN) }
}
