import { DamageError } from '../parquet/byte-source.ts'
import type { ReadColumn } from '../parquet/page-reader.ts'
import { detailText } from './detail-parts.ts'
import { unframed } from './framed-blobs.ts'
import { pointText } from './point-text.ts'
import { extras, type Extra, type LayoutColumn, type SeriesLayout } from './series-layout.ts'
import { numberText, type StoredObject } from './stored-json.ts'

/** A record as its JSON and blobs. */
export interface RowRecord {
  readonly seq: number
  readonly json: string
  readonly blobs: readonly Uint8Array[]
}

/** Columns of some rows by their names. */
export type ReadColumns = ReadonlyMap<string, ReadColumn>

function column(columns: ReadColumns, name: string): ReadColumn['values'] {
  const found = columns.get(name)
  if (found === undefined) throw new DamageError(`the column ${name} is missing`)
  return found.values
}

export function numbersOf(columns: ReadColumns, name: string): Float64Array {
  const values = column(columns, name)
  if (values instanceof Float64Array) return values
  throw new DamageError(`the column ${name} has no numbers`)
}

export function itemsOf(columns: ReadColumns, name: string): readonly (string | Uint8Array | boolean | null)[] {
  const values = column(columns, name)
  if (values instanceof Float64Array) throw new DamageError(`the column ${name} has numbers`)
  return values
}

export function textAt(items: readonly unknown[], row: number): string | undefined {
  const item = items[row]
  return typeof item === 'string' ? item : undefined
}

function bytesAt(items: readonly unknown[], row: number): Uint8Array | undefined {
  const item = items[row]
  return item instanceof Uint8Array ? item : undefined
}

export function isMissing(columns: ReadColumns, name: string, row: number): boolean {
  return columns.get(name)?.nulls?.[row] === 1
}

/** Makes the records of points again from their columns. */
export class PointRecords {
  readonly #columns: ReadColumns
  readonly #layout: readonly LayoutColumn[]
  readonly #acquisition: string
  readonly #seqs: Float64Array
  readonly #times: Float64Array
  readonly #monotonic: Float64Array
  readonly #indexes: Float64Array
  readonly #details: readonly unknown[]
  readonly #records: readonly unknown[]
  readonly #hasExtras: boolean

  constructor(columns: ReadColumns, layout: SeriesLayout, acquisition: string) {
    this.#columns = columns
    this.#layout = layout.columns
    this.#acquisition = JSON.stringify(acquisition)
    this.#seqs = numbersOf(columns, 'seq')
    this.#times = numbersOf(columns, 'time')
    this.#monotonic = numbersOf(columns, 'monotonic_ms')
    this.#indexes = numbersOf(columns, 'index')
    this.#details = itemsOf(columns, 'details')
    this.#records = itemsOf(columns, 'record')
    this.#hasExtras = layout.columns.some((one) => Object.keys(one.extras).length > 0)
  }

  record(row: number): RowRecord {
    const seq = this.#seqs[row] ?? 0
    const whole = textAt(this.#records, row)
    if (whole !== undefined) {
      const blobs = bytesAt(itemsOf(this.#columns, 'record_blobs'), row)
      return { seq, json: whole, blobs: blobs === undefined ? [] : unframed(blobs) }
    }
    const blobs: Uint8Array[] = []
    const cells = this.#layout.map((one) => this.#cell(one, row, blobs))
    const stamp = { seq, timeMs: this.#times[row] ?? 0, monotonicMs: this.#monotonic[row] ?? 0, index: this.#indexes[row] ?? 0 }
    return { seq, json: pointText(stamp, this.#acquisition, cells, this.#detailTexts(row)), blobs }
  }

  #cell({ declared, name }: LayoutColumn, row: number, blobs: Uint8Array[]): string {
    if (declared.kind === 'number') {
      return isMissing(this.#columns, name, row) ? 'null' : numberText(numbersOf(this.#columns, name)[row] ?? Number.NaN)
    }
    const item = itemsOf(this.#columns, name)[row]
    if (item === null || item === undefined) return 'null'
    if (declared.kind === 'waveform') {
      if (item instanceof Uint8Array) blobs.push(item)
      return textAt(itemsOf(this.#columns, `${name}.waveform`), row) ?? 'null'
    }
    return declared.kind === 'json' ? String(item) : JSON.stringify(item)
  }

  #detailTexts(row: number): readonly string[] | undefined {
    const text = textAt(this.#details, row)
    if (text === undefined && !this.#hasExtras) return undefined
    const rests: readonly (StoredObject | null)[] = text === undefined ? [] : parsedRests(text)
    let any = text !== undefined
    const texts = this.#layout.map((one, i) => {
      const detail = detailText(this.#extras(one, row), rests[i] ?? null)
      if (detail !== undefined) any = true
      return detail ?? 'null'
    })
    return any ? texts : undefined
  }

  #extras(one: LayoutColumn, row: number): Partial<Record<Extra, number>> {
    const numbers: Partial<Record<Extra, number>> = {}
    for (const extra of extras) {
      const name = one.extras[extra]
      if (name === undefined || isMissing(this.#columns, name, row)) continue
      numbers[extra] = numbersOf(this.#columns, name)[row] ?? Number.NaN
    }
    return numbers
  }
}

function parsedRests(text: string): readonly (StoredObject | null)[] {
  try {
    const rests: unknown = JSON.parse(text)
    if (Array.isArray(rests)) return rests as (StoredObject | null)[]
  } catch {
    // Reported below.
  }
  throw new DamageError('the details of a point are damaged')
}

/** Gives back the records of all other events. */
export class EventRecords {
  readonly #seqs: Float64Array
  readonly #json: readonly unknown[]
  readonly #samples: readonly unknown[]
  readonly #more: readonly unknown[]

  constructor(columns: ReadColumns) {
    this.#seqs = numbersOf(columns, 'seq')
    this.#json = itemsOf(columns, 'json')
    this.#samples = itemsOf(columns, 'samples')
    this.#more = itemsOf(columns, 'more_blobs')
  }

  record(row: number): RowRecord {
    const samples = bytesAt(this.#samples, row)
    const more = bytesAt(this.#more, row)
    const blobs = samples === undefined ? [] : [samples, ...(more === undefined ? [] : unframed(more))]
    return { seq: this.#seqs[row] ?? 0, json: textAt(this.#json, row) ?? '', blobs }
  }
}

/** Columns that records of points are made from: lists are for other readers only. */
export function isRead(name: string, layout: SeriesLayout | undefined): boolean {
  if (layout === undefined) return ['seq', 'json', 'samples', 'more_blobs'].includes(name)
  return !layout.columns.some(({ declared, name: own }) => declared.kind === 'waveform' && name === `${own}.values`)
}
