import { virtualClock } from '@lab/testing'
import { simBench, type CircuitElement, type SimBench } from '@lab/transport-sim'
import { edux1052aSimulator, edux1052gSimulator } from '../src/simulator.ts'

export interface ScopeOptions {
  readonly model?: 'A' | 'G'
  readonly seed?: number
  readonly timing?: string
}

/** The generator on channel 1, and through 1 kΩ and 100 nF on channel 2. */
export const lowPass: readonly CircuitElement[] = [
  { connect: 'scope.wavegen', nodes: ['in', 'gnd'] }, { connect: 'scope.1', nodes: ['in', 'gnd'] },
  { resistor: 1000, nodes: ['in', 'out'] }, { capacitor: 100e-9, nodes: ['out', 'gnd'] },
  { connect: 'scope.2', nodes: ['out', 'gnd'] },
]

/** A bench with an oscilloscope, and its link as text in, text out. */
export class ScopeBench {
  readonly clock = virtualClock()
  readonly bench: SimBench
  readonly link

  constructor(circuit: readonly CircuitElement[] = [], { model = 'G', seed, timing }: ScopeOptions = {}) {
    const options = timing === undefined ? undefined : { timing }
    const simulator = model === 'A' ? edux1052aSimulator : edux1052gSimulator
    this.bench = simBench({ instruments: { scope: { simulator, options } }, circuit, seed, clock: this.clock })
    this.link = this.bench.device('scope').openLink()
  }

  send(message: string): void {
    this.link.receive(Buffer.from(`${message}\n`, 'latin1'), true)
  }

  bytes(): Uint8Array | undefined {
    return this.link.read()
  }

  answer(): string | undefined {
    const reply = this.link.read()
    return reply === undefined ? undefined : Buffer.from(reply).toString('latin1').replace(/\n$/, '')
  }

  ask(query: string): string | undefined {
    this.send(query)
    return this.answer()
  }

  number(query: string): number {
    return Number(this.ask(query))
  }

  /** The data of a block. */
  block(query: string): Uint8Array {
    this.send(query)
    const reply = this.bytes() ?? new Uint8Array(0)
    return reply.subarray(10, reply.length - 1)
  }

  /** The number of the oldest error. */
  error(): number {
    return Number.parseInt(this.ask(':SYST:ERR?') ?? '', 10)
  }
}
