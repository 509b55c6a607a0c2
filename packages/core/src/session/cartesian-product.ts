import type { Parameter } from '../parameter.ts'
import type { AxisValue } from '../sequence.ts'

/**
 * Steps through the Cartesian product of parameters; the one declared first changes slowest. One array of coordinates is
 * reused from step to step.
 */
export class CartesianProduct {
  readonly size: number
  readonly coordinates: AxisValue[]
  readonly #parameters: readonly Parameter[]
  readonly #positions: number[]

  constructor(parameters: readonly Parameter[]) {
    this.#parameters = parameters
    this.size = parameters.reduce((product, parameter) => product * parameter.values.length, 1)
    this.#positions = parameters.map(() => 0)
    this.coordinates = parameters.map((parameter) => parameter.values.at(0))
  }

  /** Goes to the next step; after the last one, back to the first. */
  advance(): void {
    for (let axis = this.#parameters.length - 1; axis >= 0; axis--) {
      const values = this.#parameters[axis]?.values
      if (values === undefined) return
      const position = ((this.#positions[axis] ?? 0) + 1) % values.length
      this.#positions[axis] = position
      this.coordinates[axis] = values.at(position)
      if (position !== 0) return
    }
  }
}
