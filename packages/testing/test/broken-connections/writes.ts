import type { WriteOptions } from '@lab/core'
import type { ContractInstrument } from '../../src/index.ts'
import { bytesOf } from '../../src/bytes.ts'
import { ReferenceConnection } from '../reference-connection.ts'
import type { BrokenConnection } from './broken-connection.ts'

const reuseFact = 'lets the written array be reused as soon as write has resolved'

export const brokenWrites: readonly BrokenConnection[] = [
  {
    defect: 'ends the message with every write',
    kind: class extends ReferenceConnection {
      override write(data: Uint8Array, options?: WriteOptions): Promise<void> {
        return super.write(data, { ...options, end: true })
      }
    },
    fails: ['takes one message in several writes'],
  },
  {
    defect: 'sends some arrays after write has resolved',
    kind: class extends ReferenceConnection {
      override write(data: Uint8Array, options?: WriteOptions): Promise<void> {
        if (data.length < 200_000 || data.length > 500_000) return super.write(data, options)
        setImmediate(() => void super.write(data, options))
        return Promise.resolve()
      }
    },
    fails: [reuseFact],
  },
  {
    defect: 'sends what comes with an aborted signal',
    kind: class extends ReferenceConnection {
      override async write(data: Uint8Array, options: WriteOptions = {}): Promise<void> {
        await super.write(data, { ...options, signal: undefined })
        options.signal?.throwIfAborted()
      }
    },
    fails: ['an operation whose signal is aborted already rejects with its reason and sends nothing'],
  },
  {
    defect: 'sends a message by itself when it opens',
    kind: class extends ReferenceConnection {
      constructor(instrument: ContractInstrument) {
        super(instrument)
        this.link.receive(bytesOf('*CLS\n'))
      }
    },
    fails: ['a fresh connection is open and has sent no message'],
  },
]
