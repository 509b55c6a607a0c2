import type { ReadOptions, ReadResult, WriteOptions } from '@lab/core'
import { textOf } from '../../src/bytes.ts'
import { BareConnection, ReferenceConnection } from '../reference-connection.ts'
import type { BrokenConnection } from './broken-connection.ts'

const terminationFact = 'read stops behind the termination character and keeps the rest, where it is supported'
const endFact = 'read reports END with the last byte of a message where the wire has END, and never where it has not'
const reuseFact = 'lets the written array be reused as soon as write has resolved'
const blocksFact = 'receives blocks of any size byte for byte'
const intoFact = 'read with into fills the array given, and nothing beyond the bytes it reports'

export const brokenReads: readonly BrokenConnection[] = [
  {
    defect: 'resolves a read with no byte while the answer is under way',
    kind: class extends ReferenceConnection {
      #empty = false
      override write(data: Uint8Array, options?: WriteOptions): Promise<void> {
        this.#empty = textOf(data).startsWith('CONT:LATE? 30')
        return super.write(data, options)
      }

      override read(options?: ReadOptions): Promise<ReadResult> {
        if (!this.#empty) return super.read(options)
        return Promise.resolve({ data: new Uint8Array(0), end: 'more' })
      }
    },
    fails: ['read waits for an answer that comes later, and resolves with at least one byte'],
  },
  {
    defect: 'ignores maxBytes',
    kind: class extends ReferenceConnection {
      override limit(available: number, { into }: ReadOptions): number {
        return super.limit(available, { into })
      }
    },
    fails: ['read with maxBytes gives no byte more and keeps the rest'],
  },
  {
    defect: 'gives an array of its own instead of into',
    kind: class extends ReferenceConnection {
      override place(bytes: Uint8Array): Uint8Array {
        return bytes
      }
    },
    fails: ['receives a large block byte for byte into one array', intoFact],
  },
  {
    defect: 'writes behind the bytes it reports',
    kind: class extends ReferenceConnection {
      override limit(available: number, options: ReadOptions): number {
        return Math.max(1, super.limit(available, options) - (options.into === undefined ? 0 : 1))
      }

      override place(bytes: Uint8Array, into: Uint8Array | undefined): Uint8Array {
        into?.fill(0)
        return super.place(bytes, into)
      }
    },
    fails: [intoFact],
  },
  {
    defect: 'drops what comes behind the termination character',
    kind: class extends ReferenceConnection {
      override cut(options: ReadOptions): ReadResult {
        const result = super.cut(options)
        if (result.end === 'termination-character') this.messages = []
        return result
      }
    },
    fails: [terminationFact],
  },
  {
    defect: 'does not look for the termination character',
    kind: class extends ReferenceConnection {
      override cut(options: ReadOptions): ReadResult {
        return super.cut({ ...options, terminationCharacter: undefined })
      }
    },
    fails: [terminationFact],
  },
  {
    defect: 'reports END with every read',
    kind: class extends ReferenceConnection {
      override cut(options: ReadOptions): ReadResult {
        const result = super.cut(options)
        return result.end === 'more' ? { ...result, end: 'end' } : result
      }
    },
    fails: [endFact],
  },
  {
    defect: 'has END but never reports it',
    kind: class extends ReferenceConnection {
      override endOf(found: number): ReadResult['end'] {
        return found < 0 ? 'more' : 'termination-character'
      }
    },
    fails: [endFact],
  },
  {
    defect: 'reports END on a wire without it',
    kind: class extends BareConnection {
      override endOf(): ReadResult['end'] {
        return 'end'
      }
    },
    fails: [endFact],
  },
  {
    defect: 'changes a byte at a boundary of 64 KiB',
    kind: class extends ReferenceConnection {
      override received(response: Uint8Array): void {
        if (response.length > 65_537) response[65_536] = (response[65_536] ?? 0) ^ 1
        super.received(response)
      }
    },
    fails: [
      reuseFact, blocksFact, 'receives a large block byte for byte into one array', 'sends blocks of any size byte for byte',
    ],
  },
  {
    defect: 'overwrites what a read gave when something is written',
    kind: class extends ReferenceConnection {
      #last: Uint8Array | undefined
      override place(bytes: Uint8Array, into: Uint8Array | undefined): Uint8Array {
        const data = super.place(into === undefined ? bytes.slice() : bytes, into)
        this.#last = data
        return data
      }

      override write(data: Uint8Array, options?: WriteOptions): Promise<void> {
        this.#last?.fill(0)
        return super.write(data, options)
      }
    },
    fails: ['keeps what a read gave until the next read'],
  },
]
