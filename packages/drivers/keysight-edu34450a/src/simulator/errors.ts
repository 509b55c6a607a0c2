import type { DmmFunction } from '../functions.ts'
import { accuracy, specifications } from '../specifications.ts'

/** Gain and offset of one range of one unit. */
export interface RangeError {
  readonly gain: number
  readonly offset: number
}

/** Part of the accuracy limit within which the errors of one unit are drawn. */
const share = 1 / 3

const none: RangeError = { gain: 1, offset: 0 }

interface Limit {
  readonly ofReading: number
  readonly ofRange?: number
  readonly offset?: number
}

/** The systematic errors of one unit: within its data sheet, drawn from its seed. */
export class UnitErrors {
  readonly #byFunction = new Map<DmmFunction, readonly RangeError[]>()

  /** @param random uniform in [0, 1) */
  constructor(random: () => number) {
    const draw = (limit: Limit | undefined, range: number): RangeError => {
      const { ofReading = 0, ofRange = 0, offset = 0 } = limit ?? {}
      return { gain: 1 + ofReading * share * (2 * random() - 1), offset: (ofRange * range + offset) * share * (2 * random() - 1) }
    }
    const drawAll = (name: keyof typeof accuracy): void => {
      this.#byFunction.set(name, accuracy[name].map((row) => draw(row, row.range)))
    }
    for (const name of [
      'dc-voltage', 'ac-voltage', 'dc-current', 'ac-current', 'resistance', 'four-wire-resistance',
    ] as const) drawAll(name)
    this.#byFunction.set(
      'capacitance', specifications.capacitance.ranges.map(({ limits: [limit], range }) => draw(limit, range ?? 0)),
    )
    const [counter] = specifications.frequency.ranges
    const crystal = draw({ ofReading: counter?.limits[0]?.ofReading ?? 0 }, 0)
    this.#byFunction.set('frequency', [crystal]).set('current-frequency', [crystal])
    this.#byFunction.set('temperature', [draw(specifications.temperature.ranges[0].limits[0], 0)])
    this.#byFunction.set('continuity', this.#byFunction.get('resistance') ?? [])
    this.#byFunction.set('diode', this.#byFunction.get('dc-voltage') ?? [])
  }

  /** The error on a range, counted from the smallest. */
  of(name: DmmFunction, position = 0): RangeError {
    return this.#byFunction.get(name)?.[position] ?? none
  }
}

