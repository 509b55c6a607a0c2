import type { Cell, CellDetail, ColumnRecord } from './session-event.ts'

/** Rows of one column. */
export interface ChunkColumn extends ColumnRecord {
  /** Numbers, with NaN where there is none; or cells of any kind. */
  readonly values: Float64Array | readonly Cell[]
  /** Rows of a column of numbers that have no value at all (`null`), by their place in this chunk. */
  readonly missing?: readonly number[]
  /** Standard uncertainty of each row, NaN where it is unknown; absent where no row has any. */
  readonly uncertainty?: Float64Array
  /** The rest of what cells have besides their values, where any has it. */
  readonly details?: readonly (CellDetail | null)[]
}

/** Successive rows of one acquisition. */
export interface TableChunk {
  readonly acquisition: string
  /** Number of the first row in the acquisition. */
  readonly first: number
  readonly rows: number
  /** When each row was acquired: UTC in milliseconds since 1970. */
  readonly timeMs: Float64Array
  readonly columns: readonly ChunkColumn[]
}
