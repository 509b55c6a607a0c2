import type { Connection, Driver, Instrument, OperationOptions } from '@lab/core'

/** What a driver's author gives for one test: a link to an instrument that no driver has used, and a look into it. */
export interface DriverFixture extends AsyncDisposable {
  readonly connection: Connection
  /** Serial number the instrument answers. */
  readonly serial: string
  /** All settings, asked at the instrument itself and not over the link. Compared by value. */
  settings(): unknown
  /** Whether the instrument is in its safe state, asked at the instrument itself. */
  isSafe(): boolean | Promise<boolean>
}

/** A call of the instrument that takes options. */
export type InstrumentCall<I extends Instrument> = (instrument: I, options: OperationOptions) => Promise<unknown>

export interface DriverContractOptions<I extends Instrument> {
  /** What is tested, for the report; the driver's name when absent. */
  readonly name?: string
  readonly driver: Driver<I>
  /** A fresh instrument. Disposing of it must leave nothing behind. */
  open(): Promise<DriverFixture>
  /** Calls that take options, by name: each must send nothing when its signal is aborted. At least one that asks. */
  readonly calls: Readonly<Record<string, InstrumentCall<I>>>
  /** Two queries whose answers differ from each other and stay the same. */
  readonly queries: readonly [InstrumentCall<I>, InstrumentCall<I>]
  /** Leaves the safe state, as by switching an output on. Absent for an instrument that is always safe. */
  energise?(instrument: I): Promise<void>
  /** Longest wait for anything that must happen, in ms; 2000 when absent. */
  readonly patienceMs?: number
}
