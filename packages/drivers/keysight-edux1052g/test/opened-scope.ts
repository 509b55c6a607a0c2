import { parseResourceName, type DriverContext, type InstrumentLimits } from '@lab/core'
import { simBench, type CircuitElement } from '@lab/transport-sim'
import { edux1052a, edux1052g, type Edux1052a, type Edux1052g } from '../src/index.ts'
import { edux1052aSimulator, edux1052gSimulator } from '../src/simulator.ts'
import { lowPass } from './scope-bench.ts'

interface OpenOptions {
  readonly circuit?: readonly CircuitElement[]
  readonly limits?: InstrumentLimits
  readonly options?: Readonly<Record<string, unknown>>
}

const battery: readonly CircuitElement[] = [
  { source: 1, resistance: 1, nodes: ['a', 'gnd'] }, { connect: 'scope.1', nodes: ['a', 'gnd'] },
]

/** What was sent, one message each. */
function sentTo(messages: string[]): NonNullable<DriverContext['trace']> {
  return ({ direction, data }) => {
    if (direction === 'sent') messages.push(Buffer.from(data).toString('latin1').trimEnd())
  }
}

async function open(simulator: typeof edux1052gSimulator, { circuit = lowPass, options }: OpenOptions) {
  const bench = simBench({ instruments: { scope: { simulator, serial: 'SIM7', options } }, circuit })
  const connection = await bench.transport().connect(parseResourceName('SIM::scope::INSTR'))
  const sent: string[] = []
  return { bench, connection, device: bench.device('scope'), sent, context: { connection, alias: 'scope', trace: sentTo(sent) } }
}

/** An EDUX1052G whose generator is on channel 1, and through a low-pass on channel 2. */
export async function openG(given: OpenOptions = {}) {
  const { bench, context, device, sent } = await open(edux1052gSimulator, given)
  const scope = await edux1052g.open({ ...context, limits: given.limits })
  sent.length = 0
  return { scope, bench, device, sent, [Symbol.asyncDispose]: () => closeAll(scope, bench) }
}

export async function openA(given: OpenOptions = {}) {
  const { bench, context, device, sent } = await open(edux1052aSimulator, { circuit: battery, ...given })
  const scope = await edux1052a.open(context)
  sent.length = 0
  return { scope, bench, device, sent, [Symbol.asyncDispose]: () => closeAll(scope, bench) }
}

async function closeAll(scope: Edux1052a | Edux1052g, bench: { close: () => void }): Promise<void> {
  await scope.close()
  bench.close()
}

/** 1 kHz of 2 V peak to peak, two periods on the screen. */
export async function withSine(scope: Edux1052g): Promise<void> {
  await scope.generator.set({ function: 'sine', frequency: 1000, amplitude: 2 })
  await scope.generator.on()
  await scope.channel(1).set({ enabled: true, probe: 1, scale: 0.5 })
  await scope.channel(2).set({ enabled: true, probe: 1, scale: 0.5 })
  await scope.timebase.set({ scale: 200e-6 })
}
