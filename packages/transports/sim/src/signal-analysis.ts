import { alternatingOf, type Alternating } from './alternating.ts'
import type { CircuitSolver } from './circuit-solver.ts'
import type { Complex } from './complex-system.ts'
import type { CompiledNetlist } from './netlist.ts'
import { PeriodicResponse } from './periodic-response.ts'
import type { Signal } from './signal.ts'
import { meanOf, spectrumOf } from './signal-spectrum.ts'
import { SmallSignal, type PortQuantity } from './small-signal.ts'
import { TransientResponse } from './transient-response.ts'
import { ConstantWaveform, ScaledWaveform, SumWaveform } from './waveform.ts'

/** What is at one port: all of it, and the share of each signal. */
interface PortWaveform {
  readonly whole: Signal
  readonly parts: readonly Signal[]
  alternating?: Alternating
}

/**
 * The signals of a circuit and what becomes of them, by superposition on the circuit made linear at its operating point. What was
 * computed is kept until the operating point or the signals change.
 */
export class SignalAnalysis {
  readonly #solver: CircuitSolver
  readonly #netlist: CompiledNetlist
  readonly #signals = new Map<number, Signal>()
  readonly #waveforms = new Map<string, PortWaveform>()
  readonly #parts = new Map<string, Signal>()
  /** At the present operating point; made when somebody asks. */
  #linear: SmallSignal | undefined

  constructor(netlist: CompiledNetlist, solver: CircuitSolver) {
    this.#solver = solver
    this.#netlist = netlist
  }

  /** Forgets what depends on the operating point. */
  restart(): void {
    this.#linear = undefined
    if (this.#waveforms.size > 0) this.#waveforms.clear()
    if (this.#parts.size > 0) this.#parts.clear()
  }

  /** Puts a signal in series with a port. True when that moves the operating point. */
  setSignal(port: number, signal: Signal | undefined): boolean {
    if (signal === this.#signals.get(port)) return false
    if (signal === undefined) this.#signals.delete(port)
    else this.#signals.set(port, signal)
    this.#waveforms.clear()
    for (const key of this.#parts.keys()) if (key.startsWith(`${port} `)) this.#parts.delete(key)
    return this.#solver.branches[port]?.bias(signal === undefined ? 0 : meanOf(signal)) ?? false
  }

  /** What is at a port at any time, around `constant`, its value at the operating point. */
  waveform(port: number, quantity: PortQuantity, constant: number): Signal {
    return this.#waveform(port, quantity, constant).whole
  }

  alternating(port: number, quantity: PortQuantity, constant: number): Alternating {
    const waveform = this.#waveform(port, quantity, constant)
    return waveform.alternating ??= alternatingOf(waveform.whole, waveform.parts)
  }

  /** Voltage at a port for 1 V in series with another. */
  transfer(from: number, to: number, frequency: number): Complex {
    return this.#gain(from, to, 'voltage', frequency)
  }

  #waveform(port: number, quantity: PortQuantity, constant: number): PortWaveform {
    const key = `${port} ${quantity}`
    const known = this.#waveforms.get(key)
    if (known !== undefined) return known
    const parts = [...this.#signals].map(([from, signal]) => this.#part(from, signal, port, quantity))
    const made = { whole: join(parts, constant), parts }
    this.#waveforms.set(key, made)
    return made
  }

  /** The share of one signal, without its average, which is part of the operating point. */
  #part(from: number, signal: Signal, to: number, quantity: PortQuantity): Signal {
    const key = `${from} ${to} ${quantity}`
    const known = this.#parts.get(key)
    if (known !== undefined) return known
    const made = this.#respond(from, signal, to, quantity)
    this.#parts.set(key, made)
    return made
  }

  #respond(from: number, signal: Signal, to: number, quantity: PortQuantity): Signal {
    const mean = meanOf(signal)
    const gain = (frequency: number): Complex => this.#gain(from, to, quantity, frequency)
    if (this.#linearised().reactances.length === 0) {
      const factor = gain(0).re
      return new ScaledWaveform(signal, factor, -factor * mean)
    }
    const { period } = signal
    if (period !== undefined && spectrumOf(signal, period).isResolved) return new PeriodicResponse(signal, period, mean, gain)
    return new TransientResponse(new ScaledWaveform(signal, 1, -mean), this.#linearised(), { from, to, quantity })
  }

  #gain(from: number, to: number, quantity: PortQuantity, frequency: number): Complex {
    const linear = this.#linearised()
    linear.prepare({ re: 0, im: 2 * Math.PI * frequency })
    linear.drivePort(from)
    linear.solve()
    return linear.at(to, quantity)
  }

  #linearised(): SmallSignal {
    return this.#linear ??= new SmallSignal(this.#netlist, this.#solver)
  }
}

function join(parts: readonly Signal[], constant: number): Signal {
  const [only] = parts
  if (only === undefined) return new ConstantWaveform(constant)
  return parts.length === 1 && only instanceof ScaledWaveform ? only.raisedBy(constant) : new SumWaveform(parts, constant)
}
