import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import type { Instrument, InstrumentKind } from './instrument.ts'
import type { InstrumentLimits } from './limits.ts'
import type { OperationOptions } from './operation-options.ts'
import type { TraceSink } from './trace.ts'

/** What a driver is given to open an instrument. */
export interface DriverContext extends OperationOptions {
  readonly connection: Connection
  /** The instrument's name in messages and in the session. */
  readonly alias: string
  /** Serial number that must answer; any when absent. */
  readonly expectedSerial?: string | undefined
  readonly limits?: InstrumentLimits | undefined
  readonly trace?: TraceSink | undefined
  /** Options of this driver, as the bench file has them under `options`. The driver checks them and refuses an unknown one. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  readonly clock?: Clock | undefined
  /** Longest time of a later operation that is given none, in milliseconds; the driver's own when absent. */
  readonly operationTimeoutMs?: number | undefined
}

/**
 * A driver: how to make an instrument of a connection. A value, not a class: `edu36311a`.
 * Third-party packages publish one under a name `vendor/MODEL`.
 */
export interface Driver<I extends Instrument = Instrument> {
  /** `vendor/MODEL`, as `bench.yaml` has it. */
  readonly name: string
  readonly kind?: InstrumentKind
  /** Model fields of `*IDN?` that it serves. */
  readonly models: readonly string[]
  /** Names of the channels that limits can be given for; empty for an instrument without channels. */
  readonly channels: readonly (number | string)[]
  /** Quantities that limits can be given for, with their unit: `{ voltage: 'V' }`. */
  readonly limitable: Readonly<Record<string, string>>
  /**
   * Asks who answers, checks it, and makes the instrument. Changes nothing on it.
   * @throws IdentityError when another model or serial answers; SettingError for limits or options it does not have; what the
   * connection rejects with. The caller closes the connection then.
   */
  open(context: DriverContext): Promise<I>
}

/** The instrument type that a driver opens. */
export type InstrumentOf<D> = D extends Driver<infer I> ? I : never

/**
 * Instrument types by driver name, for `openInstrument('keysight/EDU34450A')`. A driver package adds its own:
 * `declare module '@lab/core' { interface DriverTypes { 'vendor/MODEL': MyInstrument } }`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by driver packages through declaration merging
export interface DriverTypes {}
