import type { DiodeParameters } from './circuit-element.ts'

/** k·T/q at 300 K, in V. */
const thermalVoltage = 0.025852

/** Above this, exp() is continued by its tangent. */
const largestExponent = 80

/** How near two steps must be to count as converged: absolute in V, and relative. */
const absoluteTolerance = 1e-10
const relativeTolerance = 1e-9

function exponential(x: number): number {
  return x <= largestExponent ? Math.exp(x) : Math.exp(largestExponent) * (1 + x - largestExponent)
}

/**
 * The voltage at which Newton's method goes on after it wanted to go from `before` to `wanted`: steps up the exponential are made
 * in the logarithm (L. W. Nagel, SPICE2, ch. 5: junction voltage limiting).
 */
function limitStep(wanted: number, before: number, scale: number, critical: number): number {
  if (wanted <= critical || Math.abs(wanted - before) <= 2 * scale) return wanted
  if (before <= 0) return scale * Math.log(wanted / scale)
  const argument = 1 + (wanted - before) / scale
  return argument > 0 ? before + scale * Math.log(argument) : critical
}

/** One diode while a circuit is being solved: current and slope at the voltage Newton's method has reached. */
export class Diode {
  readonly anode: number
  readonly cathode: number
  /** Voltage from anode to cathode at which it is linearised, in V. */
  voltage = 0
  /** Current at {@link voltage} in A. */
  current = 0
  /** Slope there in S. */
  conductance = 0
  readonly #saturation: number
  readonly #scale: number
  readonly #critical: number
  readonly #breakdown: number
  readonly #breakdownCurrent: number
  readonly #breakdownCritical: number
  readonly #breakdownAtZero: number

  constructor(parameters: DiodeParameters, anode: number, cathode: number) {
    this.anode = anode
    this.cathode = cathode
    this.#saturation = parameters.saturationCurrent ?? 1e-14
    this.#scale = (parameters.ideality ?? 1) * thermalVoltage
    this.#critical = this.#criticalVoltage(this.#saturation)
    this.#breakdown = parameters.breakdownVoltage ?? Infinity
    this.#breakdownCurrent = parameters.breakdownCurrent ?? 1e-3
    this.#breakdownCritical = this.#criticalVoltage(this.#breakdownCurrent)
    this.#breakdownAtZero = this.#breakdownCurrent * exponential(-this.#breakdown / this.#scale)
    this.#linearise()
  }

  #criticalVoltage(saturation: number): number {
    return this.#scale * Math.log(this.#scale / (Math.SQRT2 * saturation))
  }

  #linearise(): void {
    const forward = exponential(this.voltage / this.#scale)
    this.current = this.#saturation * (forward - 1)
    this.conductance = (this.#saturation * forward) / this.#scale
    if (this.#breakdown === Infinity) return
    const reverse = this.#breakdownCurrent * exponential(-(this.voltage + this.#breakdown) / this.#scale)
    this.current -= reverse - this.#breakdownAtZero
    this.conductance += reverse / this.#scale
  }

  /**
   * Moves to the voltage the linear solution asks for, or part of the way. True when it was there already,
   * within the tolerance times `looseness`.
   */
  step(wanted: number, looseness: number): boolean {
    const before = this.voltage
    this.voltage = this.#limit(wanted, before)
    this.#linearise()
    return Math.abs(wanted - before) <= looseness * (absoluteTolerance + relativeTolerance * Math.abs(wanted))
  }

  #limit(wanted: number, before: number): number {
    if (wanted < Math.min(0, 10 * this.#scale - this.#breakdown)) {
      const breakdown = this.#breakdown
      return -breakdown - limitStep(-wanted - breakdown, -before - breakdown, this.#scale, this.#breakdownCritical)
    }
    return limitStep(wanted, before, this.#scale, this.#critical)
  }

  /** Forgets where it was. */
  restart(): void {
    this.voltage = 0
    this.#linearise()
  }
}
