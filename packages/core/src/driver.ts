import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import type { Instrument, InstrumentKind } from './instrument.ts'
import type { InstrumentLimits } from './limits.ts'
import type { OperationOptions } from './operation-options.ts'
import type { Reconnection } from './reconnection.ts'
import type { TraceSink } from './trace.ts'
import type { Calibration, Environment } from './uncertainty/calibration.ts'
import type { AccuracySpecification } from './uncertainty/specification.ts'

/**
 * When the error queue of an instrument is read: after everything that is written; after the operations of the driver (`set` and its
 * own commands), but not after raw messages; or never.
 */
export type ErrorCheck = 'write' | 'operation' | 'off'

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
  /**
   * When the error queue is read; the driver's own choice when absent, which is `operation` for most. An error found is thrown as
   * `InstrumentError` with the command before it. With `off` nobody asks: what the instrument refused shows in a snapshot only.
   */
  readonly errorCheck?: ErrorCheck | undefined
  /**
   * How to get a link back that is lost. Without it every operation rejects from then on. With it the operation that found the loss
   * rejects with `ConnectionError` (lost), and the next one opens the link again within the policy's bounds. Before anything else
   * `*IDN?` must give the same model and serial number; another instrument ends it for good with `IdentityError`. What the guard
   * believes is read anew, a notice says so, and no setting is sent again.
   */
  readonly reconnect?: Reconnection | undefined
  /** What is known of its calibration: decides, with the environment, how good its readings are. */
  readonly calibration?: Calibration | undefined
  /** What surrounds it when it is opened. */
  readonly environment?: Environment | undefined
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
  /** How good its readings are, by function and channel: what corrections of a calibration can be for. */
  readonly specifications?: readonly AccuracySpecification[]
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
