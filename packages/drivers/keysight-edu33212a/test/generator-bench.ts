import { virtualClock } from '@lab/testing'
import { simBench, type CircuitElement, type SimBench } from '@lab/transport-sim'
import { edu33211aSimulator, edu33212aSimulator } from '../src/simulator.ts'

interface BenchOptions {
  readonly seed?: number
  readonly model?: 'EDU33211A' | 'EDU33212A'
  readonly timing?: string
}

/** A bench with a generator, and its link as text in, text out. */
export class GeneratorBench {
  readonly clock = virtualClock()
  readonly bench: SimBench
  private readonly link

  constructor(circuit: readonly CircuitElement[] = [], { seed, model = 'EDU33212A', timing }: BenchOptions = {}) {
    const simulator = model === 'EDU33212A' ? edu33212aSimulator : edu33211aSimulator
    const options = timing === undefined ? undefined : { timing }
    this.bench = simBench({ instruments: { awg: { simulator, options } }, circuit, seed, clock: this.clock })
    this.link = this.bench.device('awg').openLink()
  }

  send(message: string): void {
    this.link.receive(Buffer.from(`${message}\n`, 'latin1'), true)
  }

  answer(): string | undefined {
    const reply = this.link.read()
    return reply === undefined ? undefined : Buffer.from(reply).toString('latin1').trimEnd()
  }

  ask(query: string): string | undefined {
    this.send(query)
    return this.answer()
  }

  number(query: string): number {
    return Number(this.ask(query))
  }

  /** Every entry of the error queue. */
  errors(): string[] {
    const entries: string[] = []
    for (let entry = this.ask('SYST:ERR?'); entry !== undefined
      && !entry.startsWith('+0'); entry = this.ask('SYST:ERR?')) entries.push(entry)
    return entries
  }

  /** The numbers of them. */
  errorNumbers(): number[] {
    return this.errors().map((entry) => Number.parseInt(entry, 10))
  }

  /** Voltage at the terminals of a channel at a time in s. */
  voltage(time: number, channel = 1): number {
    return this.bench.circuit.port(`awg.${channel}`).waveform().at(time)
  }
}

/** A channel wired to a load. */
export function load(ohms: number, channel = 1): CircuitElement[] {
  return [{ connect: `awg.${channel}`, nodes: [`out${channel}`, 'gnd'] }, { resistor: ohms, nodes: [`out${channel}`, 'gnd'] }]
}
