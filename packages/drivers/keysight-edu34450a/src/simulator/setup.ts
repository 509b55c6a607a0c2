import { defaultRanges, functionRanges, type DmmFunction, type GradedFunction, type RangedFunction } from '../functions.ts'
import type { Speed } from '../specifications.ts'

/** What has a range of its own: functions, and the two inputs whose frequency is measured. */
export type RangeKey = RangedFunction | 'frequency-voltage' | 'frequency-current'

/** Full scales by key, smallest first. */
const rangesOf: Readonly<Record<RangeKey, readonly number[]>> = {
  ...functionRanges, 'frequency-voltage': functionRanges['ac-voltage'], 'frequency-current': functionRanges['ac-current'],
}

const resetRanges: Readonly<Record<RangeKey, number>> = {
  ...defaultRanges, 'frequency-voltage': defaultRanges['ac-voltage'], 'frequency-current': defaultRanges['ac-current'],
}

/** Resolutions as parts of the range, by which the family names its speeds. */
export const resolutionOf: Readonly<Record<Speed, number>> = { slow: 1.5e-6, medium: 2e-5, fast: 3e-5 }

const speeds: readonly Speed[] = ['slow', 'medium', 'fast']

/** The speed of a resolution; undefined for one that the meter does not have. */
export function speedOf(resolution: number): Speed | undefined {
  return speeds.find((speed) => isNear(resolutionOf[speed], resolution))
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one / other - 1) < 1e-6
}

/** How one range stands. */
export class RangeSetup {
  readonly #ranges: readonly number[]
  readonly #reset: number
  position = 0
  auto = true
  speed: Speed = 'slow'

  constructor(key: RangeKey) {
    this.#ranges = rangesOf[key]
    this.#reset = this.#ranges.indexOf(resetRanges[key])
    this.reset()
  }

  get range(): number {
    return this.#ranges[this.position] ?? 0
  }

  reset(): void {
    this.position = this.#reset
    this.auto = true
    this.speed = 'slow'
  }

  /** Sets a range that the meter has, and ends autorange; false for another one. */
  select(range: number): boolean {
    const position = this.#ranges.findIndex((own) => isNear(own, range))
    if (position < 0) return false
    this.position = position
    this.auto = false
    return true
  }

  /** Goes up or down by one; false at either end. */
  step(by: 1 | -1): boolean {
    const position = this.position + by
    if (position < 0 || position >= this.#ranges.length) return false
    this.position = position
    return true
  }
}

/** What one display is set to show. */
export class DisplaySetup {
  /** None while the display is off. */
  function: DmmFunction | undefined
  /** Gate of the frequency counter in s. */
  aperture = 1
  readonly #first: DmmFunction | undefined
  readonly #ranges = new Map<RangeKey, RangeSetup>()

  constructor(first: DmmFunction | undefined) {
    this.#first = first
    this.function = first
  }

  rangeSetup(key: RangeKey): RangeSetup {
    const known = this.#ranges.get(key)
    if (known !== undefined) return known
    const made = new RangeSetup(key)
    this.#ranges.set(key, made)
    return made
  }

  reset(): void {
    this.function = this.#first
    this.aperture = 1
    this.#ranges.clear()
  }
}

/** The range a function measures on; none where it has none. */
export function rangeKeyOf(name: DmmFunction): RangeKey | undefined {
  if (name === 'frequency') return 'frequency-voltage'
  if (name === 'current-frequency') return 'frequency-current'
  return isRanged(name) ? name : undefined
}

function isRanged(name: string): name is RangedFunction {
  return Object.hasOwn(functionRanges, name)
}

export function isGraded(name: string): name is GradedFunction {
  return isRanged(name) && name !== 'capacitance'
}
