import { virtualClock } from '@lab/testing'
import { simBench, type CircuitElement, type SimBench } from '@lab/transport-sim'
import { edu36311aSimulator } from '../src/simulator.ts'

interface SupplyOptions {
  readonly seed?: number
  readonly timing?: string
}

/** A bench with a supply, and its link as text in, text out. */
export class Supply {
  readonly clock = virtualClock()
  readonly bench: SimBench
  private readonly link

  constructor(circuit: readonly CircuitElement[] = [], { seed, timing }: SupplyOptions = {}) {
    const options = timing === undefined ? undefined : { timing }
    this.bench = simBench({ instruments: { psu: { simulator: edu36311aSimulator, options } }, circuit, seed, clock: this.clock })
    this.link = this.bench.device('psu').openLink()
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

  number(query: string): number {
    return Number(this.ask(query))
  }

  /** The number of the oldest error. */
  error(): number {
    return Number.parseInt(this.ask('SYST:ERR?') ?? '', 10)
  }
}

export function load(ohms: number, channel = 1): CircuitElement[] {
  return [{ connect: `psu.${channel}`, nodes: ['out', 'gnd'] }, { resistor: ohms, nodes: ['out', 'gnd'] }]
}

/** Switched on at these levels. */
export function running(ohms: number, volts: number, amperes: number): Supply {
  const supply = new Supply(load(ohms))
  supply.send(`VOLT ${volts},(@1);:CURR ${amperes},(@1);:OUTP ON,(@1)`)
  return supply
}
