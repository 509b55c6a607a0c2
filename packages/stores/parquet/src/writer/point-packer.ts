import type { CellDetail, PointAcquired } from '@lab/core'
import { mostDetailedCells, packedHead } from '../files/packed-point.ts'
import { extras } from '../rows/series-layout.ts'

/** Points as plain numbers, beside their records: the writer thread need not parse them, and journals keep them in this way. */
export interface PackedPoints {
  /** For each plain record of the batch: 1 where it is packed. */
  readonly kinds: Uint8Array<ArrayBuffer>
  readonly numbers: Float64Array<ArrayBuffer>
  readonly acquisitions: readonly string[]
}

/** What the last batches took: the next one begins with as much. */
let usualNumbers = 64
let usualRecords = 64

/** Packs those points that have nothing but numbers, so that their records can be made of them again. */
export class PointPacker {
  #kinds = new Uint8Array(usualRecords)
  #records = 0
  #numbers = new Float64Array(usualNumbers)
  #length = 0
  /** Bits of the parts that details have, and how many bits were looked at. */
  #mask = 0
  #bit = 1
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
    if (!isWhole(seq) || !isWhole(index) || !isPlain(timeMs) || !isPlain(monotonicMs)) return false
    this.#makeRoom(packedHead + cells.length * (1 + extras.length))
    const numbers = this.#numbers
    let at = this.#length
    const maskAt = at + 6
    numbers[at++] = this.#placeOf(acquisition)
    numbers[at++] = seq
    numbers[at++] = timeMs
    numbers[at++] = monotonicMs
    numbers[at++] = index
    numbers[at++] = cells.length
    numbers[at++] = 0
    for (const cell of cells) {
      if (typeof cell !== 'number') return false
      numbers[at++] = cell
    }
    this.#length = at
    if (details === undefined) return true
    const isPacked = details.length === cells.length && cells.length <= mostDetailedCells && this.#packDetails(details)
    numbers[maskAt] = this.#mask
    return isPacked
  }

  #packDetails(details: readonly (CellDetail | null)[]): boolean {
    this.#mask = 0
    this.#bit = 1
    for (const detail of details) {
      if (detail === null) this.#bit *= 16
      else if (!this.#packDetail(detail)) return false
    }
    return this.#mask > 0
  }

  /** In the order of {@link extras}. */
  #packDetail({ timeMs, uncertainty, raw, range, condition, source }: CellDetail): boolean {
    const before = this.#mask
    if (condition !== undefined || source !== undefined) return false
    if (uncertainty !== undefined) {
      const { standard, components, degreesOfFreedom } = uncertainty
      if (components !== undefined || degreesOfFreedom !== undefined || Object.keys(uncertainty).length !== 1) return false
      if (!this.#put(standard)) return false
    } else {
      this.#bit *= 2
    }
    return this.#put(timeMs) && this.#put(raw) && this.#put(range) && this.#mask > before
  }

  #put(value: unknown): boolean {
    if (typeof value === 'number') {
      this.#numbers[this.#length++] = value
      this.#mask += this.#bit
    }
    this.#bit *= 2
    return typeof value === 'number' || value === undefined
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
    usualNumbers = Math.min(131_072, Math.max(64, this.#length + 64, Math.ceil(usualNumbers / 2)))
    usualRecords = Math.min(16_384, Math.max(64, this.#records + 1, Math.ceil(usualRecords / 2)))
    return { kinds: this.#kinds, numbers: this.#numbers, acquisitions: this.#acquisitions }
  }
}

/** Whether columns of whole numbers give it back. */
function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0)
}

/** Whether JSON has it as it is. */
function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

function grown<T extends Uint8Array | Float64Array>(values: T, larger: T): T {
  larger.set(values)
  return larger
}
