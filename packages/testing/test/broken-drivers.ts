import { TimeoutError, type Driver, type OperationOptions, type SafeStateReport, type SettingValue } from '@lab/core'
import { ToySupply, toyDriver } from './toy-supply.ts'

/** A driver with one defect, and the facts of the contract that it breaks. */
export interface BrokenDriver {
  readonly defect: string
  readonly driver: Driver<ToySupply>
  readonly fails: readonly string[]
}

const declaredFact = 'declares a name vendor/MODEL, its models, its channels once each, and a unit for each limitable quantity'
const instrumentFact = 'the instrument is what the driver declares'
const opensFact = 'opening sends only queries and changes nothing'
const limitsFact = 'opening with limits sends only queries and changes nothing'
const snapshotFact = 'a snapshot sends only queries and changes nothing'
const closeFact = 'closing changes nothing, closes the link, and may be done twice'
const safeFact = 'makeSafe makes the instrument safe, verifies it, and may be repeated'
const hangFact = 'makeSafe goes before a query that hangs, which rejects'
const signalFact = 'every call with an aborted signal rejects with its reason and sends nothing'
const overdueFact = 'an overdue query rejects with a TimeoutError, and the next one gets its own answer'

export const brokenDrivers: readonly BrokenDriver[] = [
  {
    defect: 'has a name without a vendor',
    driver: toyDriver(class extends ToySupply { override driver = 'S1' }, { name: 'S1' }),
    fails: [declaredFact],
  },
  {
    defect: 'declares a channel twice',
    driver: toyDriver(class extends ToySupply { override channels = [1, 1] }, { channels: [1, 1] }),
    fails: [declaredFact],
  },
  {
    defect: 'limits a quantity without a unit',
    driver: toyDriver(ToySupply, { limitable: { voltage: '' } }),
    fails: [declaredFact],
  },
  {
    defect: 'says another driver opened it',
    driver: toyDriver(class extends ToySupply { override driver = 'toy/S2' }),
    fails: [instrumentFact],
  },
  { defect: 'has other channels than it declares', driver: toyDriver(ToySupply, { channels: [1, 2] }), fails: [instrumentFact] },
  {
    defect: 'resets when it opens',
    driver: toyDriver(class extends ToySupply {
      override async opened(): Promise<void> {
        await super.opened()
        await this.setVoltage(0)
      }
    }),
    fails: [limitsFact, opensFact],
  },
  {
    defect: 'sets something when it opens with limits',
    driver: toyDriver(class extends ToySupply {
      override readLimited(): Promise<void> {
        return this.setVoltage(1)
      }
    }),
    fails: [limitsFact],
  },
  {
    defect: 'takes any model',
    driver: toyDriver(class extends ToySupply { override checkModel(): void { /* broken */ } }),
    fails: ['refuses another model with IdentityError'],
  },
  {
    defect: 'takes any serial number',
    driver: toyDriver(class extends ToySupply { override checkSerial(): void { /* broken */ } }),
    fails: ['refuses another serial number with IdentityError'],
  },
  {
    defect: 'opens in spite of an aborted signal',
    driver: {
      ...toyDriver(ToySupply),
      open: (context) => toyDriver(ToySupply).open({ ...context, signal: undefined }),
    },
    fails: ['opening with an aborted signal rejects with its reason and sends nothing'],
  },
  {
    defect: 'changes a setting for a snapshot',
    driver: toyDriver(class extends ToySupply {
      override async snapshot(options?: OperationOptions): Promise<Readonly<Record<string, SettingValue>>> {
        options?.signal?.throwIfAborted()
        await this.setVoltage(3)
        return await super.snapshot(options)
      }
    }),
    fails: [snapshotFact],
  },
  {
    defect: 'switches off when it is closed',
    driver: toyDriver(class extends ToySupply {
      override async close(): Promise<void> {
        if (this.context.connection.state === 'open') await this.send('OUTP 0', {})
        await super.close()
      }
    }),
    fails: [closeFact],
  },
  {
    defect: 'leaves the link open when it is closed',
    driver: toyDriver(class extends ToySupply { override close(): Promise<void> { return Promise.resolve() } }),
    fails: [closeFact],
  },
  {
    defect: 'leaves the output on',
    driver: toyDriver(class extends ToySupply {
      override makeSafe({ signal }: OperationOptions = {}): Promise<SafeStateReport> {
        if (signal?.aborted === true) return Promise.reject(signal.reason)
        return Promise.resolve({ actions: ['output 1 off'], verified: true })
      }
    }),
    fails: [hangFact, safeFact],
  },
  {
    defect: 'does not verify that the output is off',
    driver: toyDriver(class extends ToySupply {
      override async makeSafe(options?: OperationOptions): Promise<SafeStateReport> {
        return { ...await super.makeSafe(options), verified: false }
      }
    }),
    fails: [hangFact, safeFact],
  },
  {
    defect: 'can be made safe once only',
    driver: toyDriver(class extends ToySupply {
      #done = false
      override async makeSafe(options?: OperationOptions): Promise<SafeStateReport> {
        if (this.#done) throw new Error('done already')
        const report = await super.makeSafe(options)
        this.#done = true
        return report
      }
    }),
    fails: [safeFact],
  },
  {
    defect: 'waits for its turn with makeSafe',
    driver: toyDriver(class extends ToySupply {
      override async makeSafe(options: OperationOptions = {}): Promise<SafeStateReport> {
        options.signal?.throwIfAborted()
        await this.turn
        return await super.makeSafe(options)
      }
    }),
    fails: [hangFact],
  },
  {
    defect: 'does not hear the signal of a setting',
    driver: toyDriver(class extends ToySupply {
      override setVoltage(volts: number): Promise<void> {
        return super.setVoltage(volts)
      }
    }),
    fails: [signalFact],
  },
  {
    defect: 'makes safe in spite of an aborted signal',
    driver: toyDriver(class extends ToySupply {
      override makeSafe(): Promise<SafeStateReport> {
        return super.makeSafe()
      }
    }),
    fails: [signalFact],
  },
  {
    defect: 'rejects an overdue query with a plain error',
    driver: toyDriver(class extends ToySupply {
      override async exchange(message: string, options: OperationOptions): Promise<string> {
        try {
          return await super.exchange(message, options)
        } catch (error) {
          throw error instanceof TimeoutError ? new Error('overdue') : error
        }
      }
    }),
    fails: [overdueFact],
  },
  {
    defect: 'reads on after a time-out without a clear',
    driver: toyDriver(class extends ToySupply {
      override async exchange(message: string, options: OperationOptions): Promise<string> {
        try {
          return await super.exchange(message, options)
        } finally {
          this.dirty = false
        }
      }
    }),
    fails: [overdueFact],
  },
  {
    defect: 'mixes up the answers of two tasks',
    driver: toyDriver(class extends ToySupply {
      #answer = ''
      override async query(message: string, options?: OperationOptions): Promise<string> {
        this.#answer = await super.query(message, options)
        await new Promise((resolve) => setImmediate(resolve))
        return this.#answer
      }
    }),
    fails: ['two tasks that use one instrument get their own answers'],
  },
]
