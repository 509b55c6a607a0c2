/** A column as a plot needs it: the smallest and largest value of each piece, such as a pixel. */
export interface Envelope {
  /** First row with a number in each piece. Pieces without any are left out. */
  readonly rows: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
}

export interface EnvelopeOptions {
  /** Number of pieces at most; ≥ 1. */
  readonly pieces: number
  readonly from?: number
  readonly to?: number
}

/** Collects the envelope of rows that come in order. */
export class EnvelopeBuilder {
  readonly #from: number
  readonly #perPiece: number
  readonly #rows: number[] = []
  readonly #min: number[] = []
  readonly #max: number[] = []
  #piece = -1

  constructor(from: number, rows: number, pieces: number) {
    this.#from = from
    this.#perPiece = Math.max(1, rows / pieces)
  }

  /** Takes values from a row on. NaN counts as no value. */
  add(first: number, values: Float64Array): void {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN
      if (!Number.isNaN(value)) this.#addValue(first + i, value)
    }
  }

  #addValue(row: number, value: number): void {
    const piece = Math.floor((row - this.#from) / this.#perPiece)
    const last = this.#rows.length - 1
    if (piece !== this.#piece) {
      this.#piece = piece
      this.#rows.push(row)
      this.#min.push(value)
      this.#max.push(value)
    } else if (value < (this.#min[last] ?? Infinity)) this.#min[last] = value
    else if (value > (this.#max[last] ?? -Infinity)) this.#max[last] = value
  }

  build(): Envelope {
    return { rows: Float64Array.from(this.#rows), min: Float64Array.from(this.#min), max: Float64Array.from(this.#max) }
  }
}
