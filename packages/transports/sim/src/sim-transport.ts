import {
  UnsupportedError, formatResourceName, type Clock, type Connection, type Identity, type SimResource, type Transport,
} from '@lab/core'

/** What the transport asks of a simulated bench. */
interface SimWires {
  readonly aliases: readonly string[]
  device(alias: string): { readonly identity: Identity }
  connect(resource: SimResource, clock?: Clock): Connection
}

/**
 * The wires of a simulated bench: `SIM::alias::INSTR`. Connections have END, device clear, trigger, status byte, service
 * requests, locks and remote/local.
 */
export function simTransport(bench: SimWires): Transport {
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
