import type { CircuitBranch, PortElement, PortRegulation } from './circuit-branch.ts'
import type { CircuitSolver } from './circuit-solver.ts'
import { alternatingOf, type Alternating } from './alternating.ts'
import type { Signal } from './signal.ts'
import type { SignalAnalysis } from './signal-analysis.ts'
import { meanOf } from './signal-spectrum.ts'
import type { PortQuantity } from './small-signal.ts'
import { ConstantWaveform, ScaledWaveform } from './waveform.ts'

/** Where an instrument meets the circuit: one pair of terminals. */
export interface CircuitPort {
  readonly name: string
  /** Whether the circuit wires it. A port that is not wired sees nothing but itself. */
  readonly wired: boolean
  /** Puts something between the terminals, in place of what was there. */
  drive(element: PortElement): void
  /**
   * Puts an alternating voltage in series with what {@link drive} put there, in place of the one before; none when undefined.
   * The signal is the voltage of the open circuit. Its average over a period counts in {@link voltage} and {@link current}; one
   * without period counts as 0 there. It does nothing at a port that is open, or a supply that does not hold its voltage.
   * A signal must not change: another one is set in its place.
   */
  setSignal(signal: Signal | undefined): void
  /** Voltage from minus to plus in V, on average over time. */
  voltage(): number
  /** Current in A, on average over time: out of the plus terminal for a source, into it for a resistance. */
  current(): number
  regulation(): PortRegulation
  /**
   * The voltage from minus to plus in V at any time in s, as an oscilloscope samples it. It has a period where all signals of
   * the circuit repeat together. It holds for the operating point and the signals of now: ask again after a change.
   */
  waveform(): Signal
  /** The current in A at any time, in the direction of {@link current}. Otherwise as {@link waveform}. */
  currentWaveform(): Signal
  /**
   * Effective value of the voltage without its average in V, over a whole number of periods. Signals without common period add
   * by their squares; one without period is looked at for 1 s from time 0.
   */
  acRms(): number
  /** Effective value of the current without its average in A. Otherwise as {@link acRms}. */
  acCurrentRms(): number
  /** Frequency in Hz of the signal that contributes the largest effective voltage; 0 where nothing alternates or repeats. */
  frequency(): number
}

function isSame(a: PortElement, b: PortElement): boolean {
  if (a.kind === 'source') {
    return b.kind === 'source' && a.voltage === b.voltage && a.currentLimit === b.currentLimit && a.resistance === b.resistance
  }
  return a.kind === 'resistance' ? b.kind === 'resistance' && a.ohms === b.ohms : b.kind === 'open'
}

/** What a port needs of its circuit. */
interface CircuitLink {
  readonly solve: () => void
  readonly changed: () => void
  readonly signals: SignalAnalysis
}

/** A port that the netlist wires. */
export class WiredPort implements CircuitPort {
  readonly name: string
  readonly wired = true
  readonly #branch: CircuitBranch
  readonly #index: number
  readonly #solver: CircuitSolver
  readonly #link: CircuitLink

  constructor(name: string, branch: CircuitBranch, index: number, solver: CircuitSolver, link: CircuitLink) {
    this.name = name
    this.#branch = branch
    this.#index = index
    this.#solver = solver
    this.#link = link
  }

  drive(element: PortElement): void {
    if (isSame(this.#branch.element, element)) return
    this.#branch.drive(element)
    this.#link.changed()
  }

  setSignal(signal: Signal | undefined): void {
    if (this.#link.signals.setSignal(this.#index, signal)) this.#link.changed()
  }

  voltage(): number {
    this.#link.solve()
    return this.#solver.voltageAcross(this.#branch.nodes)
  }

  current(): number {
    this.#link.solve()
    const out = this.#solver.branchCurrent(this.#index)
    return (this.#branch.element.kind === 'source' ? out : -out) + 0
  }

  regulation(): PortRegulation {
    this.#link.solve()
    return this.#branch.regulation
  }

  waveform(): Signal {
    return this.#link.signals.waveform(this.#index, 'voltage', this.voltage())
  }

  currentWaveform(): Signal {
    return this.#link.signals.waveform(this.#index, 'current', this.current())
  }

  acRms(): number {
    return this.#alternating('voltage', this.voltage()).rms
  }

  acCurrentRms(): number {
    return this.#alternating('current', this.current()).rms
  }

  frequency(): number {
    return this.#alternating('voltage', this.voltage()).frequency
  }

  #alternating(quantity: PortQuantity, constant: number): Alternating {
    return this.#link.signals.alternating(this.#index, quantity, constant)
  }
}

/** A port that the netlist does not wire: it sees nothing but itself. */
export class LoosePort implements CircuitPort {
  readonly name: string
  readonly wired = false
  #element: PortElement = { kind: 'open' }
  #signal: Signal | undefined

  constructor(name: string) {
    this.name = name
  }

  drive(element: PortElement): void {
    this.#element = element
  }

  setSignal(signal: Signal | undefined): void {
    this.#signal = signal
  }

  voltage(): number {
    return this.#own + (this.#alternates === undefined ? 0 : meanOf(this.#alternates))
  }

  current(): number {
    return 0
  }

  regulation(): PortRegulation {
    return this.#element.kind === 'source' ? 'constant-voltage' : 'off'
  }

  waveform(): Signal {
    return this.#alternates === undefined ? new ConstantWaveform(this.#own) : new ScaledWaveform(this.#alternates, 1, this.#own)
  }

  currentWaveform(): Signal {
    return new ConstantWaveform(0)
  }

  acRms(): number {
    return this.#alternating.rms
  }

  acCurrentRms(): number {
    return 0
  }

  frequency(): number {
    return this.#alternating.frequency
  }

  get #own(): number {
    return this.#element.kind === 'source' ? this.#element.voltage : 0
  }

  /** Its signal, unless it is open. */
  get #alternates(): Signal | undefined {
    return this.#element.kind === 'open' ? undefined : this.#signal
  }

  get #alternating(): Alternating {
    const signal = this.waveform()
    return alternatingOf(signal, [signal])
  }
}
