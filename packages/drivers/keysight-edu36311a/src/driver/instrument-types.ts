import type { OperationOptions, PowerSupply, RestoreOptions, RestoreReport, Snapshot } from '@lab/core'
import type { ErrorEntry } from '@lab/scpi'
import type { OutputName } from '../output-names.ts'
import type { Channel } from '../specifications.ts'
import type { Edu36311aChannel } from './channel-types.ts'
import type { Edu36311aClock } from './clock.ts'
import type { Edu36311aLan } from './lan.ts'
import type { Link } from './link.ts'
import type { Edu36311aLxi } from './lxi.ts'
import type { Edu36311aPanel } from './panel.ts'
import type { Edu36311aStates } from './states.ts'

/** What the self-test found. */
export interface Edu36311aSelfTest {
  readonly passed: boolean
  /** Why not: 530 … 532 bias, 533 … 535 converters read, 536 … 538 converters set, each for output 1, 2, 3. */
  readonly errors: readonly ErrorEntry[]
}

/** The record of the last calibration. Changing a calibration is refused. */
export interface Edu36311aCalibrationRecord {
  /** How often the instrument was calibrated. */
  readonly count: number
  /** As the laboratory wrote it. */
  readonly date: string
  readonly text: string
  /** Whether the calibration is secured against changes, as it should be. */
  readonly secured: boolean
}

/**
 * An opened EDU36311A. Sections are those of its Programming Guide (EDU36311-90013). Every call takes `signal` and `timeoutMs`,
 * and rejects with TimeoutError, ConnectionError, or InstrumentError with the number that the instrument reports and the command.
 */
export interface Edu36311a extends PowerSupply<Channel> {
  /** Messages of your own, through the same guard, trace and queue as everything else. */
  readonly scpi: Link
  /** By number or by the name on the front panel: `channel(3)` is `channel('N30V')`. @throws SettingError for another one. */
  channel(channel: Channel | OutputName): Edu36311aChannel
  /** Switches every output off; those with a fall delay after it (OUTPut). `makeSafe()` does not wait for the delays. */
  allOff(options?: OperationOptions): Promise<void>
  /**
   * Makes the voltages of outputs 2 and 3 follow each other; switching it on copies that of output 2 to output 3 (OUTPut:TRACk).
   * Current limits and switching stay apart.
   */
  setTracking(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether they do. */
  isTracking(options?: OperationOptions): Promise<boolean>
  /** Arms several outputs by one command, so that one trigger steps them together (INITiate). All three when absent. */
  initiate(channels?: readonly Channel[], options?: OperationOptions): Promise<void>
  /** Disarms several outputs (ABORt). All three when absent. */
  abort(channels?: readonly Channel[], options?: OperationOptions): Promise<void>
  /** Triggers every output that is armed with source `bus` (*TRG). Nothing happens, and no error comes, where none is. */
  trigger(options?: OperationOptions): Promise<void>
  /** The same by the wire: group execute trigger. @throws UnsupportedError on a wire without one, such as a raw socket. */
  groupTrigger(options?: OperationOptions): Promise<void>
  /**
   * Resolves when every triggered step has taken effect (*OPC?). Give it more time than the longest `triggerDelay`: after a
   * time-out the link is cleared, and a device clear aborts the steps that are still waiting.
   */
  untilTriggered(options?: OperationOptions): Promise<void>
  /**
   * Makes the instrument request service when the regulation of one of the outputs changes: enables the registers from the output
   * up to the status byte (STATus:QUEStionable:INSTrument, *SRE). Which output it was tells `channel(n).regulationEvents()`.
   * An empty list ends it.
   */
  reportRegulation(channels: readonly Channel[], options?: OperationOptions): Promise<void>
  /** Stored states and power-on. */
  readonly states: Edu36311aStates
  /** Display, beeper, and who has the front panel. */
  readonly panel: Edu36311aPanel
  /** The clock with a battery. */
  readonly batteryClock: Edu36311aClock
  readonly lan: Edu36311aLan
  readonly lxi: Edu36311aLxi
  /** Every setting by name, per output as `voltage@1`. LAN, LXI, arming and calibration are none. Sends queries only. */
  snapshot(options?: OperationOptions): Promise<Snapshot>
  /**
   * Puts back what {@link snapshot} gave. Outputs are switched on only with `outputs: true`; `powerOnState` and `remoteState`
   * stay.
   * @throws RestoreError because of error 735 while a trigger is armed: `abort()` first.
   */
  restore(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport>
  /** All settings as after `*RST`: outputs off, voltages 0, protections at their highest. Stored states and LAN stay. */
  reset(options?: OperationOptions): Promise<void>
  /** Runs the self-test (*TST?). What it does to outputs that are on is not documented: switch them off first. */
  selfTest(options?: OperationOptions): Promise<Edu36311aSelfTest>
  /** Reads the record of the calibration (CALibration:COUNt?, DATE?, STRing?, SECure:STATe?). */
  calibrationRecord(options?: OperationOptions): Promise<Edu36311aCalibrationRecord>
}
