import type { PortQuantity, SmallSignal } from './small-signal.ts'

/** From which port to what. */
export interface SignalPath {
  readonly from: number
  readonly to: number
  readonly quantity: PortQuantity
}

/** The coefficient of the two-stage method that makes it of second order and lets fast transients die at once. */
export const stageShare = 1 - Math.SQRT1_2
const stageGain = (1 - stageShare) / stageShare

/**
 * One step of time through the linear circuit: from the voltages of its capacitors, the currents of its inductors and the signal
 * to those voltages and currents afterwards, and to what is asked. A singly diagonally implicit Runge-Kutta method of two stages
 * (R. Alexander, 1977), with each reactance replaced by its companion: an impedance and a source.
 */
export class TransientStep {
  readonly #order: number
  /** Row by row: a state, or at last the output; a column for each state, and at last the signal. */
  readonly #matrix: Float64Array
  readonly #start: Float64Array
  readonly #next: Float64Array

  constructor(linear: SmallSignal, { from, to, quantity }: SignalPath, step: number) {
    const order = linear.reactances.length
    const s = 1 / (stageShare * step)
    this.#order = order
    this.#matrix = new Float64Array((order + 1) ** 2)
    this.#start = new Float64Array(order + 1)
    this.#next = new Float64Array(order + 1)
    for (let column = 0; column <= order; column++) {
      const driven = linear.reactances[column]
      linear.prepare({ re: s, im: 0 })
      if (driven === undefined) linear.drivePort(from)
      else linear.driveReactance(driven)
      linear.solve()
      const factor = driven?.kind === 'inductor' ? -s * driven.value : 1
      linear.reactances.forEach((one, row) => {
        const value = one.kind === 'capacitor' ? linear.across(one.nodes) : linear.through(one)
        this.#matrix[row * (order + 1) + column] = factor * value.re
      })
      this.#matrix[order * (order + 1) + column] = factor * linear.at(to, quantity).re
    }
  }

  /** Moves the state on; `first` and `second` are the signal at the share of the step and at its end. Returns the output there. */
  advance(state: Float64Array, first: number, second: number): number {
    const order = this.#order
    const start = this.#start
    const next = this.#next
    start.set(state)
    start[order] = first
    this.#multiply(order)
    for (let row = 0; row < order; row++) {
      const before = state[row] ?? 0
      start[row] = before + stageGain * ((next[row] ?? 0) - before)
    }
    start[order] = second
    this.#multiply(order + 1)
    for (let row = 0; row < order; row++) state[row] = next[row] ?? 0
    return next[order] ?? 0
  }

  #multiply(rows: number): void {
    const matrix = this.#matrix
    const start = this.#start
    const next = this.#next
    const columns = start.length
    for (let row = 0, at = 0; row < rows; row++) {
      let sum = 0
      for (let column = 0; column < columns; column++, at++) sum += (matrix[at] ?? 0) * (start[column] ?? 0)
      next[row] = sum
    }
  }
}
