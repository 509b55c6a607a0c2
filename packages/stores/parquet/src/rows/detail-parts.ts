import { isObject, numberFrom, numberText, type StoredObject } from './stored-json.ts'
import type { Extra } from './series-layout.ts'

/** What a cell has besides its value: numbers with columns of their own, and the rest. */
interface DetailParts {
  readonly numbers: Readonly<Partial<Record<Extra, number>>>
  /** Null where there is no more; an object also where the detail has nothing at all. */
  readonly rest: StoredObject | null
}

/** Splits a detail. */
export function partsOf(detail: StoredObject): DetailParts {
  const { timeMs, uncertainty, raw, range, ...others } = detail
  const standard = isObject(uncertainty) ? numberFrom(uncertainty['standard']) : undefined
  const numbers: Partial<Record<Extra, number>> = {}
  const rest: Record<string, StoredObject[string]> = others
  if (standard !== undefined && isObject(uncertainty)) {
    numbers.uncertainty = standard
    const { standard: _, ...more } = uncertainty
    if (Object.keys(more).length > 0) rest['uncertainty'] = more
  } else if (uncertainty !== undefined) {
    rest['uncertainty'] = uncertainty
  }
  for (const [name, value] of [['time_ms', timeMs], ['raw', raw], ['range', range]] as const) {
    const number = numberFrom(value)
    if (number !== undefined) numbers[name] = number
  }
  const isEmpty = Object.keys(rest).length === 0 && Object.keys(numbers).length > 0
  return { numbers, rest: isEmpty ? null : rest }
}

/** The JSON of a detail in the order of keys that records have; undefined where there is none. */
export function detailText(numbers: DetailParts['numbers'], rest: StoredObject | null): string | undefined {
  const parts: string[] = []
  const { uncertainty, condition, source } = rest ?? {}
  if (numbers.time_ms !== undefined) parts.push(`"timeMs":${numberText(numbers.time_ms)}`)
  if (numbers.uncertainty !== undefined || uncertainty !== undefined) parts.push(`"uncertainty":${uncertaintyText(numbers.uncertainty, uncertainty)}`)
  if (numbers.raw !== undefined) parts.push(`"raw":${numberText(numbers.raw)}`)
  if (condition !== undefined) parts.push(`"condition":${JSON.stringify(condition)}`)
  if (numbers.range !== undefined) parts.push(`"range":${numberText(numbers.range)}`)
  if (source !== undefined) parts.push(`"source":${JSON.stringify(source)}`)
  return parts.length === 0 && rest === null ? undefined : `{${parts.join(',')}}`
}

function uncertaintyText(standard: number | undefined, more: StoredObject[string] | undefined): string {
  if (standard === undefined) return JSON.stringify(more)
  const rest = isObject(more) ? JSON.stringify(more).slice(1, -1) : ''
  return `{"standard":${numberText(standard)}${rest === '' ? '' : `,${rest}`}}`
}
