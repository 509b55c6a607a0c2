import { numberText } from './stored-json.ts'

interface PointStamp {
  readonly seq: number
  readonly timeMs: number
  readonly monotonicMs: number
  readonly index: number
}

/** The JSON of a point's record, from the JSON of its parts: what `encodeEvent` of `@lab/core` makes of the same point. */
export function pointText(
  { seq, timeMs, monotonicMs, index }: PointStamp, acquisition: string, cells: readonly string[], details: readonly string[] | undefined,
): string {
  const stamp = `{"type":"point","seq":${seq},"timeMs":${numberText(timeMs)},"monotonicMs":${numberText(monotonicMs)}`
  const rest = details === undefined ? '' : `,"details":[${details.join(',')}]`
  return `${stamp},"acquisition":${acquisition},"index":${index},"cells":[${cells.join(',')}]${rest}}`
}
