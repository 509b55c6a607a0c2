import {
  TimeoutError, type Connection, type OperationOptions, type ReadOptions, type ReadResult, type ResourceName, type WriteOptions,
} from '@lab/core'
import type { ContractInstrument } from '../src/index.ts'
import { bytesOf, textOf } from '../src/bytes.ts'
import { BareConnection, ReferenceConnection } from './reference-connection.ts'

/** A connection with one defect, and the facts of the contract that it breaks. */
export interface BrokenConnection {
  readonly defect: string
  readonly kind: new (instrument: ContractInstrument) => ReferenceConnection
  readonly fails: readonly string[]
}

const lateAfterTimeout = 'a late answer is never read after a time-out and clear'
const lateAfterAbort = 'a late answer is never read after an abort and clear'
const terminationFact = 'read stops behind the termination character and keeps the rest, where it is supported'
const endFact = 'read reports END with the last byte of a message where the wire has END, and never where it has not'
const reuseFact = 'lets the written array be reused as soon as write has resolved'
const blocksFact = 'receives blocks of any size byte for byte'
const intoFact = 'read with into fills the array given, and nothing beyond the bytes it reports'
const lostFacts = [
  'a broken link rejects the pending read with ConnectionError (lost) at once',
  'a broken link is lost for every further operation',
  'a lost connection can be closed',
]

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

export const brokenGivingUp: readonly BrokenConnection[] = [
  {
    defect: 'rejects an aborted read with an error of its own',
    kind: class extends ReferenceConnection {
      override watch(options: OperationOptions): void {
        super.watch({ timeoutMs: options.timeoutMs })
        options.signal?.addEventListener('abort', () => this.giveUp(new Error('aborted')))
      }
    },
    fails: ['an aborted read rejects with the reason of the signal'],
  },
  {
    defect: 'does not hear an abort while it waits',
    kind: class extends ReferenceConnection {
      override watch({ timeoutMs }: OperationOptions): void {
        super.watch({ timeoutMs })
      }
    },
    fails: [lateAfterAbort, 'an aborted read rejects with the reason of the signal'],
  },
  {
    defect: 'ignores timeoutMs',
    kind: class extends ReferenceConnection {
      override watch({ signal }: OperationOptions): void {
        super.watch({ signal })
      }
    },
    fails: [lateAfterTimeout, 'an overdue read rejects with a TimeoutError'],
  },
  {
    defect: 'rejects an overdue read with a plain error',
    kind: class extends ReferenceConnection {
      override async read(options?: ReadOptions): Promise<ReadResult> {
        try {
          return await super.read(options)
        } catch (error) {
          throw error instanceof TimeoutError ? new Error('overdue') : error
        }
      }
    },
    fails: ['an overdue read rejects with a TimeoutError'],
  },
  {
    defect: 'lets the time-out of an answered read hit the next one',
    kind: class extends ReferenceConnection {
      override watch({ signal, timeoutMs }: OperationOptions): void {
        super.watch({ signal })
        if (timeoutMs !== undefined) setTimeout(() => this.giveUp(new TimeoutError('Too late.')), timeoutMs)
      }

      override read(options: ReadOptions = {}): Promise<ReadResult> {
        const reading = super.read(options)
        if (this.waiting === undefined && options.timeoutMs !== undefined) this.watch({ timeoutMs: options.timeoutMs })
        return reading
      }
    },
    fails: ['the time-out of a read that was answered does not touch the next one'],
  },
  {
    defect: 'lets the signal of an answered read hit the next one',
    kind: class extends ReferenceConnection {
      override read(options: ReadOptions = {}): Promise<ReadResult> {
        const { signal } = options
        signal?.addEventListener('abort', () => this.giveUp(signal.reason))
        return super.read(options)
      }
    },
    fails: ['a read that is answered in time is not disturbed by its signal later'],
  },
]

export const brokenClears: readonly BrokenConnection[] = [
  {
    defect: 'lets late answers through after clear',
    kind: class extends ReferenceConnection {
      override clear(options?: OperationOptions): Promise<void> {
        this.messages = []
        if (this.problem(options ?? {}) !== undefined) return super.clear(options)
        this.link = this.connect()
        return Promise.resolve()
      }
    },
    fails: [lateAfterAbort, lateAfterTimeout],
  },
  {
    defect: 'keeps an answer that has arrived over clear',
    kind: class extends ReferenceConnection {
      override async clear(options?: OperationOptions): Promise<void> {
        const kept = this.messages
        await super.clear(options)
        this.messages = kept
      }
    },
    fails: ['clear forgets an answer that has arrived and was read in part'],
  },
  {
    defect: 'leaves the beginning of a message in the instrument over clear',
    kind: class extends ReferenceConnection {
      #open: Uint8Array | undefined
      override write(data: Uint8Array, options?: WriteOptions): Promise<void> {
        this.#open = options?.end === false ? data.slice() : undefined
        return super.write(data, options)
      }

      override async clear(options?: OperationOptions): Promise<void> {
        await super.clear(options)
        if (this.#open !== undefined) this.link.receive(this.#open)
      }
    },
    fails: ['clear makes the instrument forget a message that was sent in part'],
  },
  {
    defect: 'resets settings with clear',
    kind: class extends ReferenceConnection {
      override async clear(options?: OperationOptions): Promise<void> {
        await super.clear(options)
        this.instrument.level = '0'
      }
    },
    fails: ['clear changes no setting'],
  },
  {
    defect: 'clears in spite of an aborted signal',
    kind: class extends ReferenceConnection {
      override clear(): Promise<void> {
        return super.clear()
      }
    },
    fails: ['clear rejects with the reason of a signal that is aborted already'],
  },
]

export const brokenEndings: readonly BrokenConnection[] = [
  {
    defect: 'leaves the pending read waiting when the link breaks',
    kind: class extends ReferenceConnection {
      override end(state: 'lost' | 'closed'): void {
        if (state === 'lost') this.waiting = undefined
        super.end(state)
      }
    },
    fails: lostFacts,
  },
  {
    defect: 'says closed where the link broke',
    kind: class extends ReferenceConnection {
      override end(): void {
        super.end('closed')
      }
    },
    fails: lostFacts.slice(0, 2),
  },
  {
    defect: 'goes on after the link broke',
    kind: class extends ReferenceConnection {
      override end(state: 'lost' | 'closed'): void {
        super.end(state)
        if (state === 'lost') this.state = 'open'
      }
    },
    fails: lostFacts.slice(1, 2),
  },
  {
    defect: 'leaves the pending read waiting when it is closed',
    kind: class extends ReferenceConnection {
      override end(state: 'lost' | 'closed'): void {
        if (state === 'closed') this.waiting = undefined
        super.end(state)
      }
    },
    fails: ['close rejects the pending read with ConnectionError (closed)'],
  },
  {
    defect: 'writes into nothing after it was closed',
    kind: class extends ReferenceConnection {
      override write(data: Uint8Array, options?: WriteOptions): Promise<void> {
        return this.state === 'closed' ? Promise.resolve() : super.write(data, options)
      }
    },
    fails: ['a closed connection rejects every further operation with ConnectionError (closed)'],
  },
  {
    defect: 'rejects the second close',
    kind: class extends ReferenceConnection {
      override close(): Promise<void> {
        return this.state === 'closed' ? Promise.reject(new Error('closed already')) : super.close()
      }
    },
    fails: ['close may be called twice, also at the same time, and disposing closes'],
  },
]

const triggerFact = 'trigger reaches the instrument, or rejects with UnsupportedError'
const pollFact = 'readStatusByte gives a byte, or rejects with UnsupportedError'
const requestFact = 'serviceRequests gives the status byte of a request, or rejects with UnsupportedError'
const lockFact = 'lock gives a lock that disposing releases, or rejects with UnsupportedError'
const remoteFact = 'setRemote takes every state, or rejects with UnsupportedError'

/** A wire of bytes that ignores what it cannot do, in one method. */
function ignoring(method: keyof Connection, result: unknown): BrokenConnection['kind'] {
  return class extends BareConnection {
    constructor(instrument: ContractInstrument) {
      super(instrument)
      Object.defineProperty(this, method, { value: () => result })
    }
  }
}

export const brokenAbilities: readonly BrokenConnection[] = [
  { defect: 'ignores a trigger it cannot send', kind: ignoring('trigger', Promise.resolve()), fails: [triggerFact] },
  { defect: 'makes up a status byte', kind: ignoring('readStatusByte', Promise.resolve(0)), fails: [pollFact] },
  { defect: 'makes up service requests', kind: ignoring('serviceRequests', (async function* () { yield await Promise.resolve(64) })()), fails: [requestFact] },
  { defect: 'makes up a lock', kind: ignoring('lock', Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() })), fails: [lockFact] },
  { defect: 'ignores a remote state it cannot set', kind: ignoring('setRemote', Promise.resolve()), fails: [remoteFact] },
  {
    defect: 'triggers nothing',
    kind: class extends ReferenceConnection {
      override trigger(): Promise<void> {
        return Promise.resolve()
      }
    },
    fails: [triggerFact],
  },
  {
    defect: 'gives a status of more than a byte',
    kind: class extends ReferenceConnection {
      override readStatusByte(): Promise<number> {
        return Promise.resolve(300)
      }
    },
    fails: [pollFact],
  },
  {
    defect: 'leaves serviceRequests waiting when it is closed',
    kind: class extends ReferenceConnection {
      override close(): Promise<void> {
        this.requests = []
        return super.close()
      }
    },
    fails: ['serviceRequests ends when the connection is closed, where it is supported'],
  },
  {
    defect: 'never releases a lock',
    kind: class extends ReferenceConnection {
      #locked = false
      override lock(): Promise<AsyncDisposable> {
        if (this.#locked) return Promise.reject(new Error('locked'))
        this.#locked = true
        return super.lock()
      }
    },
    fails: [lockFact],
  },
  {
    defect: 'names a resource that parses to another',
    kind: class extends ReferenceConnection {
      override readonly resource: ResourceName = { interface: 'TCPIP', class: 'INSTR', board: 0, host: 'scope', device: 'INST0' }
    },
    fails: ['names its resource in a form that parses to the same again'],
  },
]
