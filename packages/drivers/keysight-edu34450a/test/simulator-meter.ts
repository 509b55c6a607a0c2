import { defineDevice } from '@lab/scpi/device'
import { simBench, type CircuitElement, type InstrumentSimulator, type SimBench } from '@lab/transport-sim'
import type { VirtualClock } from '@lab/testing'
import { edu34450aSimulator } from '../src/simulator.ts'

interface MeterOptions {
  readonly seed?: number
  readonly timing?: string
  readonly clock?: VirtualClock
  /** Of the simulator. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Ports of the circuit that no instrument has: those of a generator in a test. */
  readonly ports?: readonly string[]
}

/** Something that has a port and does nothing. */
const generator: InstrumentSimulator = {
  model: 'generator',
  create: ({ alias, circuit }) => {
    circuit.port(`${alias}.1`)
    return {
      device: defineDevice({ identity: { manufacturer: 'Test', model: 'generator', serial: '1', firmware: '1' }, commands: {} }),
    }
  },
}

/** A bench with a meter, and its link as text in, text out. */
export class Meter {
  readonly bench: SimBench
  private readonly link

  constructor(circuit: readonly CircuitElement[] = [], { seed, timing, clock, options, ports = [] }: MeterOptions = {}) {
    const own = timing === undefined ? options : { timing, ...options }
    const others = ports.map((port) => [port.split('.')[0] ?? '', { simulator: generator }] as const)
    this.bench = simBench({
      instruments: { dmm: { simulator: edu34450aSimulator, options: own }, ...Object.fromEntries(others) }, circuit, seed, clock,
    })
    this.link = this.bench.device('dmm').openLink()
  }

  send(message: string): void {
    this.link.receive(Buffer.from(`${message}\n`), true)
  }

  answer(): string | undefined {
    const reply = this.link.read()
    return reply === undefined ? undefined : Buffer.from(reply).toString('latin1').trimEnd()
  }

  ask(query: string): string | undefined {
    this.send(query)
    return this.answer()
  }

  /** Device clear. */
  clear(): void {
    this.link.clear()
  }

  /** The number of the oldest error. */
  error(): number {
    return Number.parseInt(this.ask('SYST:ERR?') ?? '', 10)
  }
}

/** A battery at the input. */
export function battery(volts: number, ohms = 0.01): CircuitElement[] {
  return [{ source: volts, resistance: ohms, nodes: ['hi', 'gnd'] }, { connect: 'dmm.input', nodes: ['hi', 'gnd'] }]
}

/** A resistor at the input. */
export function resistor(ohms: number): CircuitElement[] {
  return [{ resistor: ohms, nodes: ['hi', 'gnd'] }, { connect: 'dmm.input', nodes: ['hi', 'gnd'] }]
}

/** A current through the shunt. */
export function loop(amperes: number): CircuitElement[] {
  return [
    { source: amperes * 1e6, resistance: 1e6, nodes: ['a', 'gnd'] }, { connect: 'dmm.current', nodes: ['a', 'gnd'] },
  ]
}
