import type { NodePair } from './netlist.ts'

/** What an instrument puts between the two terminals of its port. */
export type PortElement =
  | { readonly kind: 'open' }
  /** A load, such as the input of a meter; 0 Ω is a wire. */
  | { readonly kind: 'resistance'; readonly ohms: number }
  /**
   * A supply: `voltage` behind `resistance` (0 Ω when absent), delivering 0 … `currentLimit` and taking no current. One whose
   * limit is `Infinity` takes current too, as a generator does.
   */
  | { readonly kind: 'source'; readonly voltage: number; readonly currentLimit: number; readonly resistance?: number }

/** The state of a supply: it holds its voltage, its current, neither (its terminals are pulled above its voltage), or is off. */
export type PortRegulation = 'constant-voltage' | 'constant-current' | 'unregulated' | 'off'

/** Least resistance of a supply in Ω, so that supplies can be joined. */
const leastResistance = 1e-9

/** How far a supply may be beyond the bounds of its state before it changes it, relative and absolute. */
const slack = 1e-9

/**
 * One branch whose current is an unknown: a·(v₊ − v₋) + c·i = e, with the current i out of the plus terminal. Ports and
 * batteries are such branches.
 */
export class CircuitBranch {
  readonly nodes: NodePair
  element: PortElement = { kind: 'open' }
  regulation: PortRegulation = 'off'
  /** Voltage in V of the signal in series, on average. */
  #signalMean = 0
  readonly #isBattery: boolean
  a = 0
  c = 1
  e = 0

  constructor(nodes: NodePair, battery?: { readonly voltage: number; readonly resistance: number }) {
    this.nodes = nodes
    this.#isBattery = battery !== undefined
    if (battery !== undefined) this.drive({ kind: 'source', currentLimit: Infinity, ...battery })
  }

  drive(element: PortElement): void {
    this.element = element
    if (element.kind === 'source') this.#regulate(this.#startsAfresh(element) ? 'constant-voltage' : this.regulation)
    else this.#load(element.kind === 'open' ? Infinity : element.ohms)
  }

  #startsAfresh({ currentLimit }: PortElement & { kind: 'source' }): boolean {
    return this.regulation === 'off' || currentLimit === Infinity
  }

  /** The average of the signal in series. False when it is what it was. */
  bias(mean: number): boolean {
    if (mean === this.#signalMean) return false
    this.#signalMean = mean
    this.drive(this.element)
    return true
  }

  get #resistance(): number {
    const own = this.element.kind === 'source' ? (this.element.resistance ?? 0) : 0
    return this.#isBattery ? own : Math.max(own, leastResistance)
  }

  /** Starts the search for its state afresh. */
  restart(): void {
    this.#regulate('constant-voltage')
  }

  #load(ohms: number): void {
    this.regulation = 'off'
    this.a = ohms === Infinity ? 0 : 1
    this.c = ohms === Infinity ? 1 : ohms
    this.e = ohms === Infinity ? 0 : this.#signalMean
  }

  #regulate(regulation: PortRegulation): void {
    if (this.element.kind !== 'source') return
    this.regulation = regulation
    const holdsVoltage = regulation === 'constant-voltage'
    this.a = holdsVoltage ? 1 : 0
    this.c = holdsVoltage ? this.#resistance : 1
    if (holdsVoltage) this.e = this.element.voltage + this.#signalMean
    else this.e = regulation === 'constant-current' ? this.element.currentLimit : 0
  }

  /** Changes state when a solution with this voltage and current does not agree with it. True when it did. */
  correct(voltage: number, current: number): boolean {
    if (this.element.kind !== 'source' || this.element.currentLimit === Infinity) return false
    const wanted = this.#stateFor(this.element, voltage, current)
    if (wanted === this.regulation) return false
    this.#regulate(wanted)
    return true
  }

  #stateFor(element: PortElement & { kind: 'source' }, voltage: number, current: number): PortRegulation {
    if (this.regulation === 'constant-voltage') {
      if (current > element.currentLimit * (1 + slack) + slack) return 'constant-current'
      return current < -slack ? 'unregulated' : 'constant-voltage'
    }
    const internal = voltage + current * this.#resistance - this.#signalMean
    const margin = slack * Math.max(1, Math.abs(element.voltage))
    if (this.regulation === 'unregulated') return internal < element.voltage - margin ? 'constant-voltage' : 'unregulated'
    return internal > element.voltage + margin ? 'constant-voltage' : 'constant-current'
  }
}
