import { ComplexSystem, type Complex } from './complex-system.ts'
import type { CircuitSolver } from './circuit-solver.ts'
import type { LinearSystem } from './linear-system.ts'
import type { CompiledNetlist, NodePair } from './netlist.ts'

/** In series with every capacitor, in Ω, so that capacitors can be joined in a loop. */
const leastResistance = 1e-9

/** What is asked of a solution. */
export type PortQuantity = 'voltage' | 'current'

/** A capacitor or an inductor: a branch whose impedance depends on frequency. */
interface Reactance {
  readonly kind: 'capacitor' | 'inductor'
  readonly nodes: NodePair
  /** In F or H. */
  readonly value: number
  /** Row of its current. */
  readonly row: number
}

/** A port, battery or inductor at the operating point. */
interface LinearBranch {
  readonly nodes: NodePair
  /** Whether a voltage in series with it does anything. */
  readonly holdsVoltage: boolean
  /** 1 where its current counts out of the plus terminal, −1 where it counts into it. */
  readonly sign: number
}

/**
 * The circuit made linear at one operating point: every diode is the slope of its characteristic, every supply a short circuit
 * behind its resistance while it holds its voltage and nothing while it does not. Capacitors and inductors come in with their
 * impedance 1/(s·C) and s·L, where s is 2πi·f, or the inverse of a step of time.
 */
export class SmallSignal {
  readonly reactances: readonly Reactance[]
  readonly #branches: readonly LinearBranch[]
  readonly #nodeCount: number
  readonly #system: ComplexSystem
  /** The circuit without its reactances. */
  readonly #fixed: Float64Array

  /** Takes over the operating point that the solver has found last. */
  constructor(netlist: CompiledNetlist, solver: CircuitSolver) {
    const { capacitors, inductors } = netlist
    const branchesEnd = netlist.nodes.length + solver.branches.length
    const firstInductor = branchesEnd - inductors.length
    this.reactances = [
      ...inductors.map((one, i) => ({ kind: 'inductor' as const, nodes: one, value: one.inductance, row: firstInductor + i })),
      ...capacitors.map((one, i) => ({ kind: 'capacitor' as const, nodes: one, value: one.capacitance, row: branchesEnd + i })),
    ]
    this.#branches = solver.branches.map(({ nodes, a, element }) => (
      { nodes, holdsVoltage: a !== 0, sign: element.kind === 'source' ? 1 : -1 }))
    this.#nodeCount = netlist.nodes.length
    this.#system = new ComplexSystem(branchesEnd + capacitors.length)
    this.#fixed = new Float64Array(this.#system.re.length)
    this.#takeOver(solver.linearise())
  }

  #takeOver({ size, stride, coefficients }: LinearSystem): void {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        this.#fixed[row * this.#system.stride + column] = coefficients[row * stride + column] ?? 0
      }
    }
    for (const { kind, nodes, row } of this.reactances) if (kind === 'capacitor') this.#joinNodes(nodes, row)
  }

  #joinNodes(nodes: NodePair, row: number): void {
    const { stride } = this.#system
    if (nodes.plus >= 0) this.#fixed[nodes.plus * stride + row] = -1
    if (nodes.minus >= 0) this.#fixed[nodes.minus * stride + row] = 1
  }

  /** Fills the system for one s, with nothing that drives it. */
  prepare(s: Complex): void {
    this.#system.re.set(this.#fixed)
    this.#system.im.fill(0)
    for (const reactance of this.reactances) this.#addReactance(reactance, s)
  }

  /** Puts 1 V in series with a port or battery. Nothing where it holds no voltage. */
  drivePort(index: number): void {
    if (this.#branches[index]?.holdsVoltage !== true) return
    this.#system.re[(this.#nodeCount + index) * this.#system.stride + this.#system.size] = 1
  }

  /** Puts 1 V in series with a reactance. */
  driveReactance({ nodes, row }: Reactance): void {
    const { re, im, stride, size } = this.#system
    const at = row * stride
    const sign = nodes.plus >= 0 ? 1 : -1
    const column = nodes.plus >= 0 ? nodes.plus : nodes.minus
    re[at + size] = sign * (re[at + column] ?? 0)
    im[at + size] = sign * (im[at + column] ?? 0)
  }

  /** Solves what was prepared and driven. It can be: the operating point was found. */
  solve(): void {
    if (!this.#system.solve()) throw new RangeError('The circuit cannot be solved at its operating point.')
  }

  /** Voltage, or current in the direction that its element counts, at a port. */
  at(index: number, quantity: PortQuantity): Complex {
    const branch = this.#branches[index]
    if (branch === undefined) return { re: 0, im: 0 }
    if (quantity === 'voltage') return this.across(branch.nodes)
    const row = this.#nodeCount + index
    return { re: branch.sign * this.#value(row, 're'), im: branch.sign * this.#value(row, 'im') }
  }

  across({ plus, minus }: NodePair): Complex {
    return {
      re: this.#value(plus, 're') - this.#value(minus, 're'),
      im: this.#value(plus, 'im') - this.#value(minus, 'im'),
    }
  }

  /** Current through a reactance from its first node to its second. */
  through({ row }: Reactance): Complex {
    return { re: -this.#value(row, 're'), im: -this.#value(row, 'im') }
  }

  #value(row: number, part: 're' | 'im'): number {
    if (row < 0) return 0
    return (part === 're' ? this.#system.solutionRe : this.#system.solutionIm)[row] ?? 0
  }

  /** Row a·(v₊ − v₋) + c·i = 0, scaled so that neither coefficient is large. */
  #addReactance({ kind, nodes, value, row }: Reactance, s: Complex): void {
    const x = { re: s.re * value, im: s.im * value }
    const large = Math.hypot(x.re, x.im) > 1
    const inverse = large ? invert(x) : { re: 0, im: 0 }
    const scaled = large ? { one: inverse, x: { re: 1, im: 0 } } : { one: { re: 1, im: 0 }, x }
    const [a, c] = kind === 'inductor' ? [scaled.one, scaled.x] : [scaled.x, scaled.one]
    this.#addRow(nodes, row, a, { re: c.re + leastResistance * a.re, im: c.im + leastResistance * a.im })
  }

  #addRow(nodes: NodePair, row: number, a: Complex, c: Complex): void {
    const { re, im, stride } = this.#system
    const at = row * stride
    const put = (column: number, sign: number, { re: valueRe, im: valueIm }: Complex): void => {
      if (column < 0) return
      re[at + column] = sign * valueRe
      im[at + column] = sign * valueIm
    }
    put(nodes.plus, 1, a)
    put(nodes.minus, -1, a)
    put(row, 1, c)
  }
}

function invert({ re, im }: Complex): Complex {
  const square = re * re + im * im
  return { re: re / square, im: -im / square }
}
