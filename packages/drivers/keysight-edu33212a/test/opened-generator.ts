import { parseResourceName, type InstrumentLimits } from '@lab/core'
import { virtualClock, type VirtualClock } from '@lab/testing'
import { simBench, type CircuitElement, type SimBench } from '@lab/transport-sim'
import { edu33211a, edu33212a, type Edu33211a, type Edu33212a } from '../src/index.ts'
import { edu33211aSimulator, edu33212aSimulator } from '../src/simulator.ts'

/** An opened generator on a bench whose time stands still, and what it sends. */
export interface OpenedGenerator<I> extends AsyncDisposable {
  readonly awg: I
  readonly bench: SimBench
  readonly clock: VirtualClock
  /** Messages sent since the last call, apart from queries. */
  sent(): readonly string[]
}

interface Options {
  readonly limits?: InstrumentLimits['channels']
  readonly circuit?: readonly CircuitElement[]
}

async function opened<I extends AsyncDisposable>(
  model: 'EDU33211A' | 'EDU33212A', open: (context: Parameters<typeof edu33212a.open>[0]) => Promise<I>,
  { limits, circuit }: Options,
): Promise<OpenedGenerator<I>> {
  const clock = virtualClock()
  const simulator = model === 'EDU33211A' ? edu33211aSimulator : edu33212aSimulator
  const bench = simBench({ instruments: { awg: { simulator } }, clock, ...(circuit === undefined ? {} : { circuit }) })
  const connection = await bench.transport().connect(parseResourceName('SIM::awg::INSTR'))
  const messages: string[] = []
  const write = connection.write.bind(connection)
  connection.write = async (data, options) => {
    messages.push(new TextDecoder('latin1').decode(data).trimEnd())
    await write(data, options)
  }
  const awg = await open({
    connection, alias: 'awg', clock, ...(limits === undefined ? {} : { limits: { source: 'bench.yaml', channels: limits } }),
  })
  return {
    awg, bench, clock,
    sent: () => messages.splice(0).filter((message) => !message.includes('?')),
    async [Symbol.asyncDispose]() {
      await awg[Symbol.asyncDispose]()
      bench.close()
    },
  }
}

/** An EDU33212A. */
export function openedTwo(options: Options = {}): Promise<OpenedGenerator<Edu33212a>> {
  return opened('EDU33212A', (context) => edu33212a.open(context), options)
}

/** An EDU33211A. */
export function openedOne(options: Options = {}): Promise<OpenedGenerator<Edu33211a>> {
  return opened('EDU33211A', (context) => edu33211a.open(context), options)
}
