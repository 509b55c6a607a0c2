import type { Cell, ColumnRecord, OperationOptions } from '@lab/core'

/** What a column of an exported table holds. */
export type FlatKind = 'number' | 'text' | 'boolean' | 'waveform' | 'json' | 'time'

/** One column of an exported table: a column of the acquisition, or a number that goes with one. */
export interface FlatColumn {
  /** `vout`, `u(vout)`, `raw(vout)`, `u(vout: gain)`, `time`. No two are the same. */
  readonly name: string
  readonly kind: FlatKind
  /** Symbol of its unit, where it has one. */
  readonly unit?: string
  readonly unknownUnit?: true
  /** What it is in the acquisition; absent for numbers that go with a column. */
  readonly role?: ColumnRecord['role']
  /** Whether any row has no value. */
  readonly hasMissing: boolean
  /** Samples of each waveform, where all have as many. */
  readonly samples?: number
}

/** Successive rows of one column. */
export interface FlatValues {
  /** Numbers, or cells; of kind `time`: UTC in milliseconds since 1970. */
  readonly values: Float64Array | readonly Cell[]
  /** Whether this row has no value at all. NaN is a value where this says false. */
  readonly isMissing: (row: number) => boolean
}

/** Successive rows: the values of each flat column, in their order. */
export interface FlatChunk {
  /** Index of the first row. */
  readonly first: number
  readonly rows: number
  readonly columns: readonly FlatValues[]
}

/** The rows of an acquisition as programs for tables want them. Nothing but a chunk is in memory. */
export interface FlatTable {
  readonly acquisition: string
  readonly rows: number
  readonly columns: readonly FlatColumn[]
  readonly chunks: () => AsyncIterable<FlatChunk>
}

export interface FlatOptions extends OperationOptions {
  /** Whether each contribution to an uncertainty is a column, too. */
  readonly components?: boolean
  /** Whether the time of each row is the first column. */
  readonly time?: boolean
  /** Whether position of the first sample and distance of two are columns beside each waveform. */
  readonly axes?: boolean
}
