import { SettingError } from '@lab/core'
import { CircuitBranch } from './circuit-branch.ts'
import { Diode } from './diode.ts'
import { LinearSystem } from './linear-system.ts'
import type { CompiledNetlist, NodePair } from './netlist.ts'

/** Leakage to ground of every node, in S, and as part of each conductance at it: keeps floating parts of a circuit solvable. */
const leakage = 1e-15
const relativeLeakage = 1e-13

/** Resistance of an inductor in Ω, so that inductors can be joined in a loop. */
const coilResistance = 1e-9

const newtonSteps = 60

/** From here on the tolerance doubles with every step: rounding may not let it be met while a supply shows kiloamperes. */
const patientSteps = 40

/**
 * Finds the operating point of a circuit: modified nodal analysis (C.-W. Ho, A. Ruehli, P. Brennan, 1975) with Newton's method
 * for the diodes, and a search over the states of the supplies. All memory is allocated once; it starts from the last solution.
 */
export class CircuitSolver {
  /** The ports, then the batteries, then the inductors. */
  readonly branches: CircuitBranch[] = []
  readonly #nodeCount: number
  readonly #diodes: readonly Diode[]
  readonly #system: LinearSystem
  /** What does not change: resistors and leakage. */
  readonly #fixed: Float64Array
  /** The same with the branches in their present states. */
  readonly #prepared: Float64Array

  constructor(netlist: CompiledNetlist, branches: readonly CircuitBranch[]) {
    const coils = netlist.inductors.map((coil) => new CircuitBranch(coil, { voltage: 0, resistance: coilResistance }))
    this.branches.push(...branches, ...netlist.sources.map((source) => new CircuitBranch(source, source)), ...coils)
    this.#nodeCount = netlist.nodes.length
    this.#diodes = netlist.diodes.map((diode) => new Diode(diode.parameters, diode.plus, diode.minus))
    this.#system = new LinearSystem(this.#nodeCount + this.branches.length)
    for (let node = 0; node < this.#nodeCount; node++) this.#system.add(node, node, leakage)
    for (const resistor of netlist.conductances) this.#addConductance(resistor.plus, resistor.minus, resistor.conductance)
    this.branches.forEach((branch, index) => this.#addBranchCurrent(branch.nodes, this.#nodeCount + index))
    this.#fixed = this.#system.coefficients.slice()
    this.#prepared = this.#fixed.slice()
  }

  /** Voltage of a node against ground in V; −1 is ground. */
  nodeVoltage(node: number): number {
    return node < 0 ? 0 : (this.#system.solution[node] ?? 0)
  }

  voltageAcross(pair: NodePair): number {
    return this.nodeVoltage(pair.plus) - this.nodeVoltage(pair.minus)
  }

  /** Current out of the plus terminal of a branch, in A. */
  branchCurrent(index: number): number {
    return this.#system.solution[this.#nodeCount + index] ?? 0
  }

  /** Current through a diode, in A. */
  diodeCurrent(index: number): number {
    return this.#diodes[index]?.current ?? 0
  }

  /** The system at the operating point, its diodes as their slopes there. Valid until the next call. */
  linearise(): LinearSystem {
    this.#system.coefficients.set(this.#prepared)
    for (const diode of this.#diodes) this.#addDiode(diode, 0)
    return this.#system
  }

  /** @throws SettingError when there is no operating point, as with two batteries of unequal voltage in parallel. */
  solve(): void {
    if (this.#search(8, false)) return
    for (const branch of this.branches) branch.restart()
    for (const diode of this.#diodes) diode.restart()
    if (!this.#search(20 + 20 * this.branches.length, true)) this.#fail('its supplies find no common state')
  }

  /** Solves and corrects the states of the supplies until they agree; cautiously, one supply at a time. */
  #search(attempts: number, cautious: boolean): boolean {
    for (let attempt = 0; attempt < attempts; attempt++) {
      this.#prepare()
      if (!this.#solveStates(cautious)) return false
      if (!this.#correctStates(cautious)) return true
    }
    return false
  }

  #fail(why: string): never {
    throw new SettingError(`The circuit has no operating point: ${why}.`, {
      code: 'LAB_BENCH_FILE',
      hint: 'Give batteries that are joined a resistance, and every closed loop at least one resistor.',
    })
  }

  #addConductance(plus: number, minus: number, conductance: number): void {
    const own = conductance * (1 + relativeLeakage)
    if (plus >= 0) this.#system.add(plus, plus, own)
    if (minus >= 0) this.#system.add(minus, minus, own)
    if (plus < 0 || minus < 0) return
    this.#system.add(plus, minus, -conductance)
    this.#system.add(minus, plus, -conductance)
  }

  #addBranchCurrent(nodes: NodePair, column: number): void {
    if (nodes.plus >= 0) this.#system.add(nodes.plus, column, -1)
    if (nodes.minus >= 0) this.#system.add(nodes.minus, column, 1)
  }

  #prepare(): void {
    const { branches } = this
    const prepared = this.#prepared
    const nodeCount = this.#nodeCount
    const system = this.#system
    prepared.set(this.#fixed)
    for (let index = 0; index < branches.length; index++) {
      const branch = branches[index]
      if (branch === undefined) continue
      const row = (nodeCount + index) * system.stride
      if (branch.nodes.plus >= 0) prepared[row + branch.nodes.plus] = branch.a
      if (branch.nodes.minus >= 0) prepared[row + branch.nodes.minus] = -branch.a
      prepared[row + nodeCount + index] = branch.c
      prepared[row + system.size] = branch.e
    }
  }

  /** Newton's method; where it does not settle, again with conductances beside the diodes that fade away. */
  #solveStates(cautious: boolean): boolean {
    if (this.#newton(0)) return true
    if (!cautious) return false
    for (const diode of this.#diodes) diode.restart()
    for (let aid = 1; aid > 1e-13; aid /= 10) this.#newton(aid)
    return this.#newton(0)
  }

  #newton(aid: number): boolean {
    const system = this.#system
    const diodes = this.#diodes
    for (let step = 0; step < newtonSteps; step++) {
      system.coefficients.set(this.#prepared)
      for (const diode of diodes) this.#addDiode(diode, aid)
      if (!system.solve()) this.#fail('two sources contradict each other')
      const looseness = step < patientSteps ? 1 : 2 ** (step - patientSteps)
      let settled = true
      for (const diode of diodes) {
        const across = this.nodeVoltage(diode.anode) - this.nodeVoltage(diode.cathode)
        if (!diode.step(across, looseness)) settled = false
      }
      if (settled) return true
    }
    return false
  }

  #addDiode(diode: Diode, aid: number): void {
    const system = this.#system
    this.#addConductance(diode.anode, diode.cathode, diode.conductance + aid)
    const rest = diode.current - diode.conductance * diode.voltage
    if (diode.anode >= 0) system.add(diode.anode, system.size, -rest)
    if (diode.cathode >= 0) system.add(diode.cathode, system.size, rest)
  }

  /** Lets supplies change state, all that want to or only the first. True when one did. */
  #correctStates(onlyFirst: boolean): boolean {
    let changed = false
    for (let index = 0; index < this.branches.length; index++) {
      const branch = this.branches[index]
      if (branch?.correct(this.voltageAcross(branch.nodes), this.branchCurrent(index)) !== true) continue
      changed = true
      if (onlyFirst) return true
    }
    return changed
  }
}
