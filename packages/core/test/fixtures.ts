import {
  MeasurementSession, type Instrument, type OperationOptions, type Reading, type SafeStateReport, type SessionEvent,
  type SessionOptions, type SessionStore,
} from '../src/index.ts'

/** An instrument without a wire: it counts what a session does to it. */
export class BareInstrument implements Instrument {
  readonly driver = 'test/BARE'
  readonly identity = { manufacturer: 'Test', model: 'BARE', serial: '1', firmware: '1' }
  readonly resource = 'SIM::bare::INSTR'
  readonly alias: string
  readonly calls: string[] = []
  safe: () => Promise<SafeStateReport> = () => Promise.resolve({ actions: ['output off'], verified: true })

  constructor(alias: string) {
    this.alias = alias
  }

  makeSafe(_options?: OperationOptions): Promise<SafeStateReport> {
    this.calls.push('makeSafe')
    return this.safe()
  }

  close(): Promise<void> {
    this.calls.push('close')
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

export function openSession(store: SessionStore, options: Partial<SessionOptions<Record<never, never>>> = {}) {
  return MeasurementSession.open({ name: 'test', store, guardProcess: false, ...options })
}

export function volts(value: number): Reading<'V'> {
  return { value, unit: 'V', timeMs: 1_700_000_000_000, source: { instrument: 'dmm', function: 'dc-voltage', range: 10 } }
}

/** The durable events of a session, all or those of one type. */
export async function eventsOf(store: SessionStore, id: string): Promise<SessionEvent[]>
export async function eventsOf<T extends SessionEvent['type']>(store: SessionStore, id: string, type: T): Promise<Extract<SessionEvent, { type: T }>[]>
export async function eventsOf(store: SessionStore, id: string, type?: string): Promise<SessionEvent[]> {
  const events = await collect(store.events(id))
  return type === undefined ? events : events.filter((event) => event.type === type)
}

/** What a promise rejects with. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => { throw new Error('It did not reject.') }, (error: unknown) => error)
}
