/** Where a level is known to be. Both ends are the same when it is known exactly. */
export interface Span {
  readonly min: number
  readonly max: number
}

/** A level that nothing is known of. */
export const anySpan: Span = { min: -Infinity, max: Infinity }

export function exactly(value: number): Span {
  return Number.isNaN(value) ? anySpan : { min: value, max: value }
}

export function hull(a: Span, b: Span): Span {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}
