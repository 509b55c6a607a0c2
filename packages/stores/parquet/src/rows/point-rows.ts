import type { FileColumn } from '../parquet/column-schema.ts'
import type { ColumnValues } from '../parquet/column-values.ts'
import { detailText, partsOf } from './detail-parts.ts'
import { framed } from './framed-blobs.ts'
import { pointText } from './point-text.ts'
import { RowColumns, type NumberColumn } from './row-columns.ts'
import { extras, layoutOf, pointColumns, type DeclaredColumn, type Extra, type LayoutColumn, type SeriesLayout } from './series-layout.ts'
import { hasPart, packedHead } from '../files/packed-point.ts'
import { numberFrom, type StoredJson, type StoredObject, type StoredPoint } from './stored-json.ts'
import { mostListed, quantitiesOf, waveformFrom } from './waveform-cell.ts'

/** Whether nanoseconds give a time back exactly: they do unless it is near 1970. */
function isExactTime(timeMs: number): boolean {
  if (!(Math.abs(timeMs) < 9e12)) return false
  const whole = Math.floor(timeMs)
  return whole + Math.round((timeMs - whole) * 1e6) / 1e6 === timeMs && !Object.is(timeMs, -0)
}

function isExactStamp(numbers: Float64Array, at: number): boolean {
  return isExactTime(numbers[at + 2] ?? 0) && !Object.is(numbers[at + 3], -0) && Number.isSafeInteger(numbers[at + 4])
}

/** Some rows of points on their way into a row group. */
export class PointRows {
  readonly #declared: readonly DeclaredColumn[]
  readonly #used: Set<Extra>[]
  #lists = false
  #layout: SeriesLayout
  readonly #rows: RowColumns
  readonly #isNumeric: boolean
  /** Columns of the stamp, and of the cells, where all are numbers. */
  readonly #stamp: readonly NumberColumn[]
  readonly #numbers: readonly NumberColumn[]
  /** Blobs of the point at hand that cells have taken, in order. */
  #blobs = 0

  constructor(declared: readonly DeclaredColumn[]) {
    this.#declared = declared
    this.#used = declared.map(() => new Set())
    this.#layout = layoutOf(declared, this.#used, false)
    this.#rows = new RowColumns(pointColumns(this.#layout), 1024)
    this.#isNumeric = declared.every(({ kind }) => kind === 'number')
    this.#stamp = ['seq', 'time', 'monotonic_ms', 'index'].map((name) => this.#rows.number(name))
    this.#numbers = this.#isNumeric ? this.#layout.columns.map(({ name }) => this.#rows.number(name)) : []
  }

  get rows(): number {
    return this.#rows.rows
  }

  get layout(): SeriesLayout {
    return this.#layout
  }

  /** Rows that a layout has columns for, where it has all that are used here; a file is gone on with in this case. */
  useLayout(layout: SeriesLayout): boolean {
    if (JSON.stringify(layout.columns.map(({ declared }) => declared)) !== JSON.stringify(this.#declared)) return false
    if (this.#lists && !layout.lists) return false
    if (!this.#used.every((used, i) => [...used].every((extra) => layout.columns[i]?.extras[extra] !== undefined))) return false
    this.#layout = layout
    this.#rows.extend(pointColumns(layout))
    return true
  }

  columns(): [FileColumn, ColumnValues][] {
    return pointColumns(this.#layout).map((column) => [column, this.#rows.values(column.name)])
  }

  /** Gives back memory that no row has. */
  trim(): void {
    this.#rows.trim()
  }

  truncate(rows: number): void {
    this.#rows.truncate(rows)
  }

  /** Takes a point that is nothing but numbers; false, with nothing done, where the columns are not. */
  addPacked(numbers: Float64Array, at: number): boolean {
    const cells = numbers[at + 5]
    if (!this.#isNumeric || cells !== this.#numbers.length || !isExactStamp(numbers, at)) return false
    const row = this.#rows.begin()
    for (let i = 0; i < 4; i++) this.#stamp[i]?.set(row, numbers[at + 1 + i] ?? 0)
    for (let i = 0; i < cells; i++) this.#numbers[i]?.set(row, numbers[at + packedHead + i] ?? 0)
    const mask = numbers[at + 6] ?? 0
    if (mask > 0) this.#addPackedDetails(row, numbers, at + packedHead + cells, mask)
    return true
  }

  #addPackedDetails(row: number, numbers: Float64Array, from: number, mask: number): void {
    let at = from
    for (let bit = 0; bit < this.#numbers.length * extras.length; bit++) {
      if (!hasPart(mask, bit)) continue
      const extra = extras[bit % extras.length] ?? 'uncertainty'
      this.#setExtra(row, Math.floor(bit / extras.length), extra, numbers[at++] ?? Number.NaN)
    }
  }

  /** Takes a point and its record's JSON. `isOurs`: the JSON was made by `encodeEvent` of this version. */
  add(point: StoredPoint, json: string, blobs: readonly Uint8Array[], isOurs: boolean): void {
    const row = this.#rows.begin()
    const isExact = this.#setStamp(row, point) && this.#setCells(row, point.cells, blobs) && this.#setDetails(row, point.details)
    if (isExact && (isOurs || this.#isRebuilt(point, json))) return
    this.#rows.item('record').set(row, json)
    if (blobs.length > 0) this.#rows.item('record_blobs').set(row, framed(blobs))
  }

  #setStamp(row: number, { seq, timeMs, monotonicMs, index }: StoredPoint): boolean {
    const time = Number.isFinite(timeMs) && Math.abs(timeMs) < 9e12 ? timeMs : 0
    const place = Number.isSafeInteger(index) ? index : 0
    this.#rows.number('seq').set(row, seq)
    this.#rows.number('time').set(row, time)
    this.#rows.number('monotonic_ms').set(row, typeof monotonicMs === 'number' ? monotonicMs : Number.NaN)
    this.#rows.number('index').set(row, place)
    return time === timeMs && isExactTime(time) && place === index && typeof monotonicMs === 'number' && !Object.is(monotonicMs, -0)
  }

  #setCells(row: number, cells: readonly StoredJson[], blobs: readonly Uint8Array[]): boolean {
    this.#blobs = 0
    let fits = cells.length === this.#declared.length
    for (const [i, column] of this.#layout.columns.entries()) {
      const cell = cells[i]
      if (cell !== undefined && cell !== null && !this.#setCell(row, column, cell, blobs)) fits = false
    }
    return fits && this.#blobs === blobs.length
  }

  #setCell(row: number, { declared, name }: LayoutColumn, cell: StoredJson, blobs: readonly Uint8Array[]): boolean {
    switch (declared.kind) {
      case 'number': return this.#setNumber(row, name, cell)
      case 'text':
        if (typeof cell !== 'string' || !cell.isWellFormed()) return false
        this.#rows.item(name).set(row, cell)
        return true
      case 'boolean':
        if (typeof cell !== 'boolean') return false
        this.#rows.item(name).set(row, cell)
        return true
      case 'json':
        this.#rows.item(name).set(row, JSON.stringify(cell))
        return true
      case 'waveform': return this.#setWaveform(row, name, cell, blobs)
    }
  }

  #setNumber(row: number, name: string, cell: StoredJson): boolean {
    const number = numberFrom(cell)
    if (number === undefined) return false
    this.#rows.number(name).set(row, number)
    return true
  }

  #setWaveform(row: number, name: string, cell: StoredJson, blobs: readonly Uint8Array[]): boolean {
    const wave = waveformFrom(cell)
    const samples = wave === undefined ? undefined : blobs[wave.blob]
    if (wave === undefined || samples === undefined || wave.blob !== this.#blobs) return false
    this.#blobs++
    this.#rows.item(name).set(row, samples)
    for (const [part, number] of Object.entries(wave.numbers)) this.#rows.number(`${name}.${part}`).set(row, number)
    this.#rows.item(`${name}.unit`).set(row, wave.unit)
    this.#rows.item(`${name}.x_unit`).set(row, wave.x_unit)
    this.#rows.item(`${name}.type`).set(row, wave.type)
    this.#rows.item(`${name}.waveform`).set(row, wave.text)
    if (wave.samples <= mostListed) this.#setList(row, name, quantitiesOf(wave, samples))
    return wave.text.isWellFormed()
  }

  #setList(row: number, name: string, values: Float64Array | undefined): void {
    if (values === undefined) return
    if (!this.#layout.lists) {
      this.#lists = true
      this.#changeLayout()
    }
    this.#rows.item(`${name}.values`).set(row, values)
  }

  #changeLayout(): void {
    this.#layout = layoutOf(this.#declared, this.#used, this.#lists || this.#layout.lists)
    this.#rows.extend(pointColumns(this.#layout))
  }

  #setDetails(row: number, details: StoredPoint['details']): boolean {
    if (details === undefined) return true
    if (details.length !== this.#declared.length) return false
    let isExact = true
    let numbers = 0
    const rests = details.map((detail, i) => {
      if (detail === null) return null
      const parts = partsOf(detail)
      for (const [extra, value] of Object.entries(parts.numbers)) numbers += this.#setExtra(row, i, extra as Extra, value)
      if (detailText(parts.numbers, parts.rest) !== JSON.stringify(detail)) isExact = false
      return parts.rest
    })
    if (numbers === 0 || rests.some((rest) => rest !== null)) this.#rows.item('details').set(row, JSON.stringify(rests))
    return isExact
  }

  #setExtra(row: number, column: number, extra: Extra, value: number): 1 {
    let name = this.#layout.columns[column]?.extras[extra]
    if (name === undefined) {
      this.#used[column]?.add(extra)
      this.#changeLayout()
      name = this.#layout.columns[column]?.extras[extra] ?? ''
    }
    this.#rows.number(name).set(row, value)
    return 1
  }

  /** Whether the columns give back the very text. */
  #isRebuilt({ seq, timeMs, monotonicMs, acquisition, index, cells, details }: StoredPoint, json: string): boolean {
    const cellTexts = cells.map((cell) => JSON.stringify(cell))
    const detailTexts = details?.map((detail: StoredObject | null) => detail === null ? 'null' : JSON.stringify(detail))
    return pointText({ seq, timeMs, monotonicMs, index }, JSON.stringify(acquisition), cellTexts, detailTexts) === json
  }
}
