/** The rows of one column in memory. `nulls` has a 1 where there is no value, and is absent where every row has one. */
export type ColumnValues =
  | { readonly kind: 'integer' | 'time'; readonly values: Float64Array; readonly nulls?: undefined }
  | { readonly kind: 'double'; readonly values: Float64Array; readonly nulls?: Uint8Array | undefined }
  | { readonly kind: 'boolean'; readonly values: Uint8Array; readonly nulls?: Uint8Array | undefined }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[]; readonly nulls?: Uint8Array | undefined }
  | { readonly kind: 'bytes'; readonly values: readonly (Uint8Array | null)[]; readonly nulls?: Uint8Array | undefined }
  | { readonly kind: 'doubles'; readonly values: readonly (Float64Array | null)[]; readonly nulls?: Uint8Array | undefined }

function withValues<T>(values: readonly (T | null)[], from: number, to: number): T[] {
  return values.slice(from, to).filter((value) => value !== null)
}

/** The numbers of some rows without those that are missing. */
export function presentNumbers(values: Float64Array, nulls: Uint8Array | undefined, from: number, to: number): Float64Array {
  const part = values.subarray(from, to)
  if (nulls === undefined) return part
  return part.filter((_, i) => nulls[from + i] === 0)
}

export function presentItems<T>(values: readonly (T | null)[], from: number, to: number): readonly T[] {
  return withValues(values, from, to)
}
