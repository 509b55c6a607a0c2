import { InstrumentLock } from '@lab/core/transport'
import { ContractInstrument, servedContract } from '@lab/testing'
import type { ServedDevice } from '../../src/server/index.ts'

/** The contract instrument as the servers want one, with a lock of its own. */
export function contractDevice(instrument = new ContractInstrument()): ServedDevice {
  return { instrument: servedContract(instrument), lock: new InstrumentLock() }
}
