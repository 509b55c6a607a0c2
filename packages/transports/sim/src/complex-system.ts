/** A complex number. */
export interface Complex {
  readonly re: number
  readonly im: number
}

/** A small dense system A·x = b of complex numbers, by Gaussian elimination with partial pivoting, in memory of its own. */
export class ComplexSystem {
  readonly size: number
  /** Columns of a row, the right-hand side being the last one. */
  readonly stride: number
  /** Row by row. {@link solve} destroys both. */
  readonly re: Float64Array
  readonly im: Float64Array
  readonly solutionRe: Float64Array
  readonly solutionIm: Float64Array

  constructor(size: number) {
    this.size = size
    this.stride = size + 1
    this.re = new Float64Array(size * this.stride)
    this.im = new Float64Array(size * this.stride)
    this.solutionRe = new Float64Array(size)
    this.solutionIm = new Float64Array(size)
  }

  /** False when the system is singular. */
  solve(): boolean {
    for (let column = 0; column < this.size; column++) {
      const pivot = this.#pivotRow(column)
      if (pivot < 0) return false
      if (pivot !== column) this.#swap(pivot, column)
      for (let row = column + 1; row < this.size; row++) this.#eliminate(column, row)
    }
    for (let row = this.size - 1; row >= 0; row--) this.#substitute(row)
    return true
  }

  #pivotRow(column: number): number {
    let best = -1
    let largest = 1e-25
    for (let row = column; row < this.size; row++) {
      const at = row * this.stride + column
      const magnitude = Math.abs(this.re[at] ?? 0) + Math.abs(this.im[at] ?? 0)
      if (magnitude <= largest) continue
      largest = magnitude
      best = row
    }
    return best
  }

  #swap(one: number, other: number): void {
    for (const values of [this.re, this.im]) {
      for (let column = 0; column < this.stride; column++) {
        const kept = values[one * this.stride + column] ?? 0
        values[one * this.stride + column] = values[other * this.stride + column] ?? 0
        values[other * this.stride + column] = kept
      }
    }
  }

  #eliminate(column: number, row: number): void {
    const { re, im, stride } = this
    const source = column * stride
    const target = row * stride
    const pivotRe = re[source + column] ?? 0
    const pivotIm = im[source + column] ?? 0
    const valueRe = re[target + column] ?? 0
    const valueIm = im[target + column] ?? 0
    if (valueRe === 0 && valueIm === 0) return
    const square = pivotRe * pivotRe + pivotIm * pivotIm
    const factorRe = (valueRe * pivotRe + valueIm * pivotIm) / square
    const factorIm = (valueIm * pivotRe - valueRe * pivotIm) / square
    for (let i = column + 1; i < stride; i++) {
      const sourceRe = re[source + i] ?? 0
      const sourceIm = im[source + i] ?? 0
      re[target + i] = (re[target + i] ?? 0) - factorRe * sourceRe + factorIm * sourceIm
      im[target + i] = (im[target + i] ?? 0) - factorRe * sourceIm - factorIm * sourceRe
    }
  }

  #substitute(row: number): void {
    const { re, im, size, solutionRe, solutionIm } = this
    const at = row * this.stride
    let sumRe = re[at + size] ?? 0
    let sumIm = im[at + size] ?? 0
    for (let column = row + 1; column < size; column++) {
      const ownRe = re[at + column] ?? 0
      const ownIm = im[at + column] ?? 0
      sumRe -= ownRe * (solutionRe[column] ?? 0) - ownIm * (solutionIm[column] ?? 0)
      sumIm -= ownRe * (solutionIm[column] ?? 0) + ownIm * (solutionRe[column] ?? 0)
    }
    const pivotRe = re[at + row] ?? 0
    const pivotIm = im[at + row] ?? 0
    const square = pivotRe * pivotRe + pivotIm * pivotIm
    solutionRe[row] = (sumRe * pivotRe + sumIm * pivotIm) / square
    solutionIm[row] = (sumIm * pivotRe - sumRe * pivotIm) / square
  }
}
