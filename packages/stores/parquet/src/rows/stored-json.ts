/** JSON as a record has it: what JSON cannot say is an object with one key that begins with `$`. */
export type StoredJson = null | boolean | number | string | readonly StoredJson[] | StoredObject
export interface StoredObject {
  readonly [key: string]: StoredJson
}

export function isObject(value: StoredJson | undefined): value is StoredObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A number as JSON has it; undefined for anything else. */
export function numberFrom(value: StoredJson | undefined): number | undefined {
  if (typeof value === 'number') return value
  if (!isObject(value)) return undefined
  const text = value['$number']
  return typeof text === 'string' ? numbers.get(text) : undefined
}

const numbers = new Map([['NaN', Number.NaN], ['Infinity', Infinity], ['-Infinity', -Infinity], ['-0', -0]])

/** A number as its JSON. */
export function numberText(value: number): string {
  if (Number.isFinite(value) && !Object.is(value, -0)) return String(value)
  return `{"$number":"${Object.is(value, -0) ? '-0' : String(value)}"}`
}

/** A point as its record says it. */
export interface StoredPoint {
  readonly seq: number
  readonly timeMs: number
  readonly monotonicMs: number
  readonly acquisition: string
  readonly index: number
  readonly cells: readonly StoredJson[]
  readonly details?: readonly (StoredObject | null)[]
}

/** The point that an event says it is; what has another type in it gets a value that no point has. */
export function pointFrom({ seq, timeMs, monotonicMs, acquisition, index, cells, details }: StoredObject): StoredPoint {
  return {
    seq: numberFrom(seq) ?? Number.NaN, timeMs: numberFrom(timeMs) ?? Number.NaN, monotonicMs: numberFrom(monotonicMs) ?? Number.NaN,
    acquisition: typeof acquisition === 'string' ? acquisition : '', index: numberFrom(index) ?? Number.NaN,
    cells: Array.isArray(cells) ? cells : [],
    ...(Array.isArray(details) ? { details: details.map((detail: StoredJson) => isObject(detail) ? detail : null) } : {}),
  }
}
