import { parseResourceName, type Connection } from '@lab/core'
import { simBench, type CircuitElement, type SimBench, type SimBenchOptions } from '../src/index.ts'
import { testInstrument } from './test-instrument.ts'

const wires: CircuitElement[] = [
  { connect: 'a.out', nodes: ['x', 'gnd'] }, { resistor: 1000, nodes: ['x', 'y'] }, { resistor: 1000, nodes: ['y', 'gnd'] },
  { connect: 'b.in', nodes: ['y', 'gnd'] },
]

const benches: SimBench[] = []

/** Closes the benches of a test. */
export function closeBenches(): void {
  for (const bench of benches.splice(0)) bench.close()
}

/** Two test instruments: the source of one feeds the meter of the other over a divider by two. */
export function makeBench(options: Partial<SimBenchOptions> = {}): SimBench {
  const instruments = { a: { simulator: testInstrument }, b: { simulator: testInstrument } }
  const bench = simBench({ instruments, circuit: wires, ...options })
  benches.push(bench)
  return bench
}

export function connect(bench: SimBench, alias: string): Promise<Connection> {
  return bench.transport().connect(parseResourceName(`SIM::${alias}::INSTR`))
}

export function send(connection: Connection, message: string): Promise<void> {
  return connection.write(Buffer.from(`${message}\n`))
}

/** The next reply without its terminator. */
export async function receive(connection: Connection, timeoutMs?: number): Promise<string> {
  const { data } = await connection.read({ timeoutMs })
  return Buffer.from(data).toString('latin1').trimEnd()
}

export async function ask(connection: Connection, query: string): Promise<string> {
  await send(connection, query)
  return receive(connection)
}
