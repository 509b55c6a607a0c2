import { systemClock } from '@lab/core'
import { InstrumentLock } from '@lab/core/transport'
import { servedContract, transportContract } from '@lab/testing'
import { describe, it } from 'vitest'
import { SimConnection } from '../src/sim-connection.ts'
import { FaultQueue } from '../src/sim-fault.ts'

transportContract({ describe, it }, {
  name: 'simulated bench',
  open: () => {
    const instrument = servedContract()
    const lock = new InstrumentLock()
    const connect = (): SimConnection => new SimConnection({
      resource: { interface: 'SIM', class: 'INSTR', name: 'contract' },
      link: instrument.openLink(),
      clock: systemClock,
      faults: new FaultQueue(),
      lock,
      onClose: () => undefined,
    })
    const connection = connect()
    return Promise.resolve({
      connection,
      breakLink: () => connection.lose(),
      openAnother: () => Promise.resolve(connect()),
      [Symbol.asyncDispose]: () => connection.close(),
    })
  },
})
