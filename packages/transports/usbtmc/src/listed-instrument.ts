import type { DiscoveredInstrument } from '@lab/core'

/** An instrument on the bus, by what tells it from another one that was plugged in at the same place later. */
export interface ListedInstrument {
  readonly key: string
  readonly instrument: DiscoveredInstrument
}
