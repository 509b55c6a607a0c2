import type { ColumnValues } from './column-values.ts'

/** Smallest and largest number of a column as text: other readers skip row groups by them. NaN counts for nothing. */
export function rangeOf(rows: ColumnValues): { readonly least?: string; readonly most?: string } {
  if (rows.kind !== 'integer' && rows.kind !== 'time' && rows.kind !== 'double') return {}
  let least = Infinity
  let most = -Infinity
  let any = false
  const { values, nulls } = rows
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value) || nulls?.[i] === 1) continue
    any = true
    if (value < least) least = value
    if (value > most) most = value
  }
  return any ? { least: String(least), most: String(most) } : {}
}
