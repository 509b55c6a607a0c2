import type { CellDetail, PointAcquired } from '@lab/core'

/** What comes before the cells of a packed point: acquisition, `seq`, times, index, number of cells, whether there are details. */
export const packedHead = 7
/** Numbers of a packed detail: uncertainty, time, raw value, range; NaN where there is none. */
export const packedDetail = 4

/** Points as plain numbers, beside their records: the writer thread need not parse them. */
export interface PackedPoints {
  /** For each plain record of the batch: 1 where it is packed. */
  readonly kinds: Uint8Array<ArrayBuffer>
  readonly numbers: Float64Array<ArrayBuffer>
  readonly acquisitions: readonly string[]
}

/** What the last batches took: the next one begins with as much. */
let usualNumbers = 64
let usualRecords = 64

/** Packs those points that have nothing but numbers. */
export class PointPacker {
  #kinds = new Uint8Array(usualRecords)
  #records = 0
  #numbers = new Float64Array(usualNumbers)
  #length = 0
  readonly #acquisitions: string[] = []

  /** Notes a record that is no point. */
  skip(): void {
    this.#note(0)
  }

  add(point: PointAcquired): void {
    const start = this.#length
    const isPacked = this.#pack(point)
    if (!isPacked) this.#length = start
    this.#note(isPacked ? 1 : 0)
  }

  #note(kind: 0 | 1): void {
    if (this.#records === this.#kinds.length) this.#kinds = grown(this.#kinds, new Uint8Array(Math.max(64, this.#records * 4)))
    this.#kinds[this.#records++] = kind
  }

  #pack({ acquisition, seq, timeMs, monotonicMs, index, cells, details }: PointAcquired): boolean {
    this.#makeRoom(packedHead + cells.length * (1 + packedDetail))
    const numbers = this.#numbers
    let at = this.#length
    numbers[at++] = this.#placeOf(acquisition)
    numbers[at++] = seq
    numbers[at++] = timeMs
    numbers[at++] = monotonicMs
    numbers[at++] = index
    numbers[at++] = cells.length
    numbers[at++] = details === undefined ? 0 : 1
    for (const cell of cells) {
      if (typeof cell !== 'number') return false
      numbers[at++] = cell
    }
    this.#length = at
    return details === undefined || (details.length === cells.length && this.#packDetails(details))
  }

  #packDetails(details: readonly (CellDetail | null)[]): boolean {
    let any = false
    for (const detail of details) {
      if (detail === null) this.#put(Number.NaN, Number.NaN, Number.NaN, Number.NaN)
      else if (this.#packDetail(detail)) any = true
      else return false
    }
    return any
  }

  #packDetail({ timeMs = Number.NaN, uncertainty, raw = Number.NaN, range = Number.NaN, condition, source }: CellDetail): boolean {
    const { standard = Number.NaN, components, degreesOfFreedom } = uncertainty ?? {}
    if ((condition ?? source ?? components ?? degreesOfFreedom) !== undefined) return false
    if (uncertainty !== undefined && Number.isNaN(standard)) return false
    this.#put(standard, timeMs, raw, range)
    return !(Number.isNaN(standard) && Number.isNaN(timeMs) && Number.isNaN(raw) && Number.isNaN(range))
  }

  #put(standard: number, timeMs: number, raw: number, range: number): void {
    const numbers = this.#numbers
    numbers[this.#length++] = standard
    numbers[this.#length++] = timeMs
    numbers[this.#length++] = raw
    numbers[this.#length++] = range
  }

  #placeOf(acquisition: string): number {
    const place = this.#acquisitions.indexOf(acquisition)
    return place >= 0 ? place : this.#acquisitions.push(acquisition) - 1
  }

  #makeRoom(size: number): void {
    const needed = this.#length + size
    if (needed > this.#numbers.length) this.#numbers = grown(this.#numbers, new Float64Array(Math.max(needed, this.#numbers.length * 4)))
  }

  packed(): PackedPoints {
    usualNumbers = Math.min(65_536, Math.max(64, this.#length + 64, Math.ceil(usualNumbers / 2)))
    usualRecords = Math.min(8192, Math.max(64, this.#records + 1, Math.ceil(usualRecords / 2)))
    return { kinds: this.#kinds, numbers: this.#numbers, acquisitions: this.#acquisitions }
  }
}

function grown<T extends Uint8Array | Float64Array>(values: T, larger: T): T {
  larger.set(values)
  return larger
}
