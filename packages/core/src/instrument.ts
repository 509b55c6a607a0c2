import type { OperationOptions } from './operation-options.ts'
import type { Calibration, Environment } from './uncertainty/calibration.ts'

/** The four fields of `*IDN?` (IEEE 488.2, 10.14). */
export interface Identity {
  readonly manufacturer: string
  readonly model: string
  readonly serial: string
  readonly firmware: string
}

/** The IVI class an instrument belongs to. */
export type InstrumentKind = 'power-supply' | 'multimeter' | 'function-generator' | 'oscilloscope'

/** What {@link Instrument.makeSafe} did. */
export interface SafeStateReport {
  /** Each step, such as `output 1 off`. */
  readonly actions: readonly string[]
  /** Whether the instrument was asked afterwards and confirmed it. */
  readonly verified: boolean
}

/** Something about an instrument that belongs into the session's log, such as a command sent past the guard. */
export interface InstrumentNotice {
  readonly level: 'info' | 'warning' | 'error'
  readonly text: string
}

/** The value of one setting in a snapshot. */
export type SettingValue = number | string | boolean

/** How {@link Instrument.restore} goes about it. */
export interface RestoreOptions extends OperationOptions {
  /** Switches on again, last of all, what the snapshot has on. `false` when absent: outputs that are off stay off. */
  readonly outputs?: boolean | undefined
}

/** What {@link Instrument.restore} did, by names as in the snapshot: `voltage@1`. */
export interface RestoreReport {
  /** What was written and reads now as the snapshot has it. Empty where nothing had to be changed. */
  readonly restored: readonly string[]
  /** Outputs that the snapshot has on and that are off. */
  readonly leftOff: readonly string[]
  /** What the snapshot has besides but nobody writes: settings that can only be read, or that do not count in this state. */
  readonly skipped: readonly string[]
}

/** The settings of an instrument by name, per channel as `voltage@1`. */
export type Snapshot = Readonly<Record<string, SettingValue>>

/** An opened instrument, as a driver makes it. Its methods may be called from several tasks: each is one transaction. */
export interface Instrument extends AsyncDisposable {
  /** Its name in the session and in messages: `psu`. */
  readonly alias: string
  /** `vendor/MODEL` of the driver. */
  readonly driver: string
  readonly kind?: InstrumentKind
  readonly identity: Identity
  /** Canonical VISA resource name it was opened by. */
  readonly resource: string
  /**
   * Puts the instrument into its declared safe state (outputs off), reads back that it is, and says so. Goes before everything
   * that waits: what is in flight is cancelled and the link cleared. Repeated calls are harmless.
   * @throws whatever keeps it from being safe; the caller reports it.
   */
  makeSafe(options?: OperationOptions): Promise<SafeStateReport>
  /** Every declared setting, by name; per channel as `voltage@1`. Reads only. */
  snapshot?(options?: OperationOptions): Promise<Snapshot>
  /**
   * Puts settings back to what a snapshot has, of this instrument or of another of its model; one with fewer names restores those.
   * Only what differs is written, in an order that dependencies and couplings need, and it is read back. Where anything
   * differs, outputs that are on go off first. They come on again only with `outputs`, and last.
   *
   * The limits of the bench apply. Settings that can only be read are left out.
   * @throws SettingError for a name, channel or value that it does not have, LimitError for a level outside a limit: both before
   * anything is written. RestoreError when it stops on the way: it says what was restored, what was not, and why.
   */
  restore?(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport>
  /** Hears of what belongs into the session's log. Returns how to stop. */
  onNotice?(listener: (notice: InstrumentNotice) => void): () => void
  /** What is known of its calibration. */
  readonly calibration?: Calibration | undefined
  /** What surrounds it, as the uncertainty of its readings takes it. */
  environment?(): Environment | undefined
  /** Says what surrounds it from now on, such as a temperature just measured. Sends nothing. */
  setEnvironment?(environment: Environment): void
  /** Closes the link. Changes no setting. May be called twice. */
  close(): Promise<void>
}
