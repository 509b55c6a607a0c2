/** A small dense system A·x = b, solved in place by Gaussian elimination with partial pivoting. All memory is allocated once. */
export class LinearSystem {
  readonly size: number
  /** Columns of a row, the right-hand side being the last one. */
  readonly stride: number
  /** Row by row. {@link solve} destroys it. */
  readonly coefficients: Float64Array
  readonly solution: Float64Array

  constructor(size: number) {
    this.size = size
    this.stride = size + 1
    this.coefficients = new Float64Array(size * this.stride)
    this.solution = new Float64Array(size)
  }

  add(row: number, column: number, value: number): void {
    const at = row * this.stride + column
    this.coefficients[at] = (this.coefficients[at] ?? 0) + value
  }

  /** Leaves x in {@link solution}. False when the system is singular. */
  solve(): boolean {
    for (let column = 0; column < this.size; column++) {
      const pivot = this.#pivotRow(column)
      if (pivot < 0) return false
      if (pivot !== column) this.#swap(pivot, column)
      this.#eliminate(column)
    }
    this.#substitute()
    return true
  }

  #pivotRow(column: number): number {
    const { coefficients: a, size, stride } = this
    let best = -1
    let largest = 1e-25
    for (let row = column; row < size; row++) {
      const magnitude = Math.abs(a[row * stride + column] ?? 0)
      if (magnitude > largest) {
        largest = magnitude
        best = row
      }
    }
    return best
  }

  #swap(one: number, other: number): void {
    const { coefficients: a, stride } = this
    for (let column = 0; column < stride; column++) {
      const kept = a[one * stride + column] ?? 0
      a[one * stride + column] = a[other * stride + column] ?? 0
      a[other * stride + column] = kept
    }
  }

  #eliminate(column: number): void {
    const { coefficients: a, size, stride } = this
    const source = column * stride
    const inverse = 1 / (a[source + column] ?? 0)
    for (let row = column + 1; row < size; row++) {
      const target = row * stride
      const factor = (a[target + column] ?? 0) * inverse
      if (factor === 0) continue
      for (let i = column + 1; i < stride; i++) a[target + i] = (a[target + i] ?? 0) - factor * (a[source + i] ?? 0)
    }
  }

  #substitute(): void {
    const { coefficients: a, size, stride, solution: x } = this
    for (let row = size - 1; row >= 0; row--) {
      const at = row * stride
      let sum = a[at + size] ?? 0
      for (let column = row + 1; column < size; column++) sum -= (a[at + column] ?? 0) * (x[column] ?? 0)
      x[row] = sum / (a[at + row] ?? 0)
    }
  }
}
