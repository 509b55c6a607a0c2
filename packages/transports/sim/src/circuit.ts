import { CircuitBranch } from './circuit-branch.ts'
import type { Netlist } from './circuit-element.ts'
import { LoosePort, WiredPort, type CircuitPort } from './circuit-port.ts'
import { CircuitSolver } from './circuit-solver.ts'
import type { Complex } from './complex-system.ts'
import { compileNetlist, type CompiledNetlist } from './netlist.ts'
import { SignalAnalysis } from './signal-analysis.ts'

/** How often listeners may change the circuit again before their changes wait for the next question. */
const mostRounds = 20

/**
 * The circuit between the instruments of a simulated bench: its operating point at DC, and the signals around it. It is solved when
 * somebody asks and something has changed since the last time.
 */
export class Circuit {
  readonly #netlist: CompiledNetlist
  readonly #solver: CircuitSolver
  readonly #signals: SignalAnalysis
  readonly #ports = new Map<string, CircuitPort>()
  readonly #listeners = new Set<() => void>()
  #dirty = true

  /** @throws SettingError (`LAB_BENCH_FILE`) that says which element is wrong and how. */
  constructor(netlist: Netlist = []) {
    this.#netlist = compileNetlist(netlist)
    const branches = [...this.#netlist.ports.values()].map((nodes) => new CircuitBranch(nodes))
    this.#solver = new CircuitSolver(this.#netlist, branches)
    this.#signals = new SignalAnalysis(this.#netlist, this.#solver)
  }

  /** Names of the nodes besides ground. */
  get nodes(): readonly string[] {
    return this.#netlist.nodes
  }

  /** Names of the ports that the netlist wires. */
  get wiredPorts(): readonly string[] {
    return [...this.#netlist.ports.keys()]
  }

  /** Names of the ports that instruments have asked for. */
  get knownPorts(): readonly string[] {
    return [...this.#ports.keys()]
  }

  /** A port by name: `psu.1`. One that the netlist does not wire is open. */
  port(name: string): CircuitPort {
    const known = this.#ports.get(name)
    if (known !== undefined) return known
    const made = this.#makePort(name)
    this.#ports.set(name, made)
    return made
  }

  /** Voltage of a node against ground in V; undefined where there is no such node. */
  nodeVoltage(name: string): number | undefined {
    const index = this.#netlist.nodes.indexOf(name)
    if (index < 0) return name === 'gnd' ? 0 : undefined
    this.solve()
    return this.#solver.nodeVoltage(index)
  }

  /**
   * The voltage at one port for a sine of 1 V and `frequency` Hz in series with another, as a complex number: its magnitude is the
   * gain, its angle the phase. Linear, at the present operating point. 0 where either port is not wired.
   * @throws SettingError (`LAB_BENCH_FILE`) when there is no operating point.
   */
  transfer(fromPort: string, toPort: string, frequency: number): Complex {
    const [from, to] = [this.wiredPorts.indexOf(fromPort), this.wiredPorts.indexOf(toPort)]
    if (from < 0 || to < 0) return { re: 0, im: 0 }
    this.solve()
    return this.#signals.transfer(from, to, frequency)
  }

  /** Calls back after each new operating point. The listener may drive ports, as a protection does that trips. */
  onSolved(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Finds the operating point if something has changed.
   * @throws SettingError (`LAB_BENCH_FILE`) when there is none.
   */
  solve(): void {
    for (let round = 0; this.#dirty && round < mostRounds; round++) {
      this.#dirty = false
      this.#solver.solve()
      this.#signals.restart()
      for (const listener of this.#listeners) listener()
    }
  }

  #makePort(name: string): CircuitPort {
    const index = this.wiredPorts.indexOf(name)
    const branch = this.#solver.branches[index]
    if (branch === undefined) return new LoosePort(name)
    return new WiredPort(name, branch, index, this.#solver, {
      signals: this.#signals,
      solve: () => this.solve(),
      changed: () => {
        this.#dirty = true
      },
    })
  }
}
