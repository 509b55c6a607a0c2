import { parseResourceName, type DriverContext } from '@lab/core'
import type { VirtualClock } from '@lab/testing'
import { simBench, type CircuitElement, type SimBench } from '@lab/transport-sim'
import { edu34450a, type Edu34450a } from '../src/index.ts'
import { edu34450aSimulator } from '../src/simulator.ts'

interface OpenOptions {
  readonly options?: Readonly<Record<string, unknown>>
  readonly clock?: VirtualClock
  readonly context?: Partial<DriverContext>
  /** A header that the meter shall not know. */
  readonly unknownHeader?: string
}

/** An opened driver on a simulated bench, and what it has sent. */
export interface OpenedMeter extends AsyncDisposable {
  readonly dmm: Edu34450a
  readonly bench: SimBench
  /** Everything sent since it was opened. */
  readonly sent: string[]
}

export async function opened(
  circuit: readonly CircuitElement[] = [], { options, clock, context, unknownHeader }: OpenOptions = {},
): Promise<OpenedMeter> {
  const bench = simBench({ instruments: { dmm: { simulator: edu34450aSimulator, options } }, circuit, clock })
  const connection = await bench.transport().connect(parseResourceName('SIM::dmm::INSTR'))
  const sent: string[] = []
  const write = connection.write.bind(connection)
  connection.write = (data, writeOptions) => {
    const message = Buffer.from(data).toString('latin1')
    sent.push(message.trimEnd())
    return write(
      unknownHeader !== undefined && message.startsWith(unknownHeader) ? Buffer.from(':UNKNOWN?\n') : data, writeOptions,
    )
  }
  const dmm = await edu34450a.open({ connection, alias: 'dmm', clock, ...context })
  sent.length = 0
  return {
    dmm, bench, sent,
    async [Symbol.asyncDispose]() {
      await dmm.close()
      bench.close()
    },
  }
}
