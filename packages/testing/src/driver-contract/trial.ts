import assert from 'node:assert/strict'
import type { Driver, DriverContext, Instrument, OperationOptions } from '@lab/core'
import { rejectionOf, within } from '../settling.ts'
import type { DriverContractOptions, DriverFixture } from './fixture.ts'
import { WatchedConnection } from './watched-connection.ts'

type Call = (options?: OperationOptions) => Promise<unknown>

/** An opened instrument with the calls of the contract's options bound to it. */
export interface OpenedInstrument {
  readonly instrument: Instrument
  readonly link: WatchedConnection
  readonly calls: Readonly<Record<string, Call>>
  readonly queries: readonly [Call, Call]
  readonly energise: (() => Promise<void>) | undefined
}

/** One test of a driver: the fixture, and a way to open the instrument over a watched link. */
export interface DriverTrial extends AsyncDisposable {
  readonly driver: Driver
  readonly fixture: DriverFixture
  readonly patienceMs: number
  /** Opens with the expected serial number. */
  open(context?: Partial<DriverContext>): Promise<OpenedInstrument>
}

/** A trial of one driver; the type of its instrument matters to nobody else. */
export function driverTrial<I extends Instrument>(
  options: DriverContractOptions<I>, fixture: DriverFixture, patienceMs: number,
): DriverTrial {
  return {
    driver: options.driver,
    fixture,
    patienceMs,
    open: async (context) => {
      const link = new WatchedConnection(fixture.connection)
      const opening = options.driver.open({ connection: link, alias: 'unit', expectedSerial: fixture.serial, ...context })
      return bind(options, await within(opening, patienceMs, 'driver.open()'), link)
    },
    [Symbol.asyncDispose]: async () => {
      await fixture.connection.close()
      await fixture[Symbol.asyncDispose]()
    },
  }
}

function bind<I extends Instrument>(options: DriverContractOptions<I>, instrument: I, link: WatchedConnection): OpenedInstrument {
  const [first, second] = options.queries
  const energise = options.energise?.bind(options)
  return {
    instrument,
    link,
    calls: Object.fromEntries(
      Object.entries(options.calls).map(([name, call]): [string, Call] => [name, (given = {}) => call(instrument, given)]),
    ),
    queries: [(given = {}) => first(instrument, given), (given = {}) => second(instrument, given)],
    energise: energise === undefined ? undefined : () => energise(instrument),
  }
}

export function settles<T>(trial: DriverTrial, promise: PromiseLike<T>, what: string): Promise<T> {
  return within(promise, trial.patienceMs, what)
}

export function rejects(trial: DriverTrial, promise: PromiseLike<unknown>, what: string): Promise<unknown> {
  return rejectionOf(promise, trial.patienceMs, what)
}

/** Runs the body and checks that the instrument has the settings it had before. */
export async function changesNothing(trial: DriverTrial, what: string, body: () => Promise<unknown>): Promise<void> {
  const before = structuredClone(trial.fixture.settings())
  await body()
  assert.deepStrictEqual(trial.fixture.settings(), before, `${what} changed settings of the instrument`)
}
