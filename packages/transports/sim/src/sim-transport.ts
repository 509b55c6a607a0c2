import { UnsupportedError, formatResourceName, type Transport } from '@lab/core'
import type { SimBench } from './sim-bench.ts'

/**
 * The wires of a simulated bench: `SIM::alias::INSTR`. Connections have END, device clear, trigger, status byte, service
 * requests, locks and remote/local.
 */
export function simTransport(bench: SimBench): Transport {
  return {
    name: 'sim',
    handles: (resource) => resource.interface === 'SIM',
    connect: async (resource, options) => {
      options?.signal?.throwIfAborted()
      if (resource.interface === 'SIM') return bench.connect(resource, options?.clock)
      throw new UnsupportedError(`The simulated bench has no ${formatResourceName(resource)}, only SIM::alias::INSTR.`)
    },
    async *discover(options) {
      for (const alias of bench.aliases) {
        options?.signal?.throwIfAborted()
        const { manufacturer, model, serial } = bench.device(alias).identity
        yield { resources: [`SIM::${alias}::INSTR`], manufacturer, model, serial }
      }
    },
  }
}
