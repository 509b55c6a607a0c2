import type { CircuitBranch, PortElement, PortRegulation } from './circuit-branch.ts'
import type { CircuitSolver } from './circuit-solver.ts'

/** Where an instrument meets the circuit: one pair of terminals. */
export interface CircuitPort {
  readonly name: string
  /** Whether the circuit wires it. A port that is not wired sees nothing but itself. */
  readonly wired: boolean
  /** Puts something between the terminals, in place of what was there. */
  drive(element: PortElement): void
  /** Voltage from minus to plus in V. */
  voltage(): number
  /** Current in A: out of the plus terminal for a source, into it for a resistance. */
  current(): number
  regulation(): PortRegulation
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
}

/** A port that the netlist does not wire: it sees nothing but itself. */
export class LoosePort implements CircuitPort {
  readonly name: string
  readonly wired = false
  #element: PortElement = { kind: 'open' }

  constructor(name: string) {
    this.name = name
  }

  drive(element: PortElement): void {
    this.#element = element
  }

  voltage(): number {
    return this.#element.kind === 'source' ? this.#element.voltage : 0
  }

  current(): number {
    return 0
  }

  regulation(): PortRegulation {
    return this.#element.kind === 'source' ? 'constant-voltage' : 'off'
  }
}
