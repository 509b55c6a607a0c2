import type { OperationOptions, PowerSupplyChannel, Quantity, Reading } from '@lab/core'
import type { OutputName } from '../output-names.ts'
import type { Channel } from '../specifications.ts'
import type { Edu36311aChannelState, Edu36311aNumberName, Edu36311aSettings } from './channel-settings.ts'

/** Which protections of an output have tripped. */
export interface Edu36311aTrips {
  /** Latched until it is cleared (VOLTage:PROTection:TRIPped). */
  readonly overVoltage: boolean
  /** Latched until it is cleared (CURRent:PROTection:TRIPped). */
  readonly overCurrent: boolean
}

/** Voltage and current of an output, one after the other. */
export interface Edu36311aMeasurement {
  readonly voltage: Reading<'V'>
  readonly current: Reading<'A'>
}

/** What an output has been through since it was asked last. */
export interface Edu36311aRegulationEvents {
  /** It lost regulation of the voltage: entered constant current. */
  readonly enteredConstantCurrent: boolean
  /** It lost regulation of the current: entered constant voltage. */
  readonly enteredConstantVoltage: boolean
}

/** What a trigger changes. A quantity that is left out stays as it is. */
export interface Edu36311aStep {
  /** In V; range of the set voltage. */
  readonly voltage?: Quantity<'V'>
  /** In A; range of the current limit. */
  readonly currentLimit?: Quantity<'A'>
  /** `bus` (`*TRG`) when absent. */
  readonly source?: 'bus' | 'immediate'
  /** In s after the trigger, 0 … 3600; 0 when absent. */
  readonly delay?: Quantity<'s'>
}

/** The span of a setting, as the instrument says. */
export interface Edu36311aRange {
  readonly min: number
  readonly max: number
}

/**
 * One output. Every call rejects with TimeoutError, ConnectionError or, where the instrument reports one, InstrumentError with
 * its number; what is out of range with SettingError, and what the bench forbids with LimitError, both before anything is sent.
 */
export interface Edu36311aChannel extends PowerSupplyChannel {
  /** 1, 2 or 3. */
  readonly number: Channel
  /** What the front panel calls it. */
  readonly name: OutputName
  /**
   * Sets in one message, in the order given. Raise `overVoltageLevel` before `voltage` and lower it after: an output that is
   * above it trips at once.
   * @throws SettingError for a value out of range, naming range and unit. InstrumentError 735 for modes, source and delay of a
   * trigger that is armed.
   */
  set(settings: Edu36311aSettings, options?: OperationOptions): Promise<void>
  /** Every setting of the output, read in one transaction. */
  settings(options?: OperationOptions): Promise<Edu36311aChannelState>
  /** Asks the instrument for the span of a setting (`… ? MIN` and `… ? MAX`). */
  range(setting: Edu36311aNumberName, options?: OperationOptions): Promise<Edu36311aRange>
  /** Switches the output on; after `outputRiseDelay`, if there is one (OUTPut). `isOn` says so at once. */
  on(options?: OperationOptions): Promise<void>
  /** Switches the output off; after `outputFallDelay`, if there is one. */
  off(options?: OperationOptions): Promise<void>
  /** As commanded: true already during `outputRiseDelay`. False after a trip, as far as is known. */
  isOn(options?: OperationOptions): Promise<boolean>
  /** The set voltage in V (VOLTage?). */
  voltage(options?: OperationOptions): Promise<number>
  /** The set current limit in A (CURRent?). */
  currentLimit(options?: OperationOptions): Promise<number>
  /** Voltage at the terminals in V, also of an output that is off (MEASure:VOLTage?). About 0.16 s. */
  measureVoltage(options?: OperationOptions): Promise<Reading<'V'>>
  /** Current out of the terminals in A (MEASure:CURRent?). About 0.16 s. */
  measureCurrent(options?: OperationOptions): Promise<Reading<'A'>>
  /** Both, with nothing in between. */
  measure(options?: OperationOptions): Promise<Edu36311aMeasurement>
  /** The set voltage as a reading: its uncertainty is that of what the terminals carry in constant voltage. */
  programmedVoltage(options?: OperationOptions): Promise<Reading<'V'>>
  /** The set current limit as a reading: its uncertainty is that of what flows in constant current. */
  programmedCurrent(options?: OperationOptions): Promise<Reading<'A'>>
  /**
   * How the output regulates (STATus:QUEStionable:INSTrument:ISUMmary:CONDition). The instrument answers 0 both for off and for
   * unregulated: an output that is on is called `unregulated` then, which it also is during `outputRiseDelay`.
   * @throws ProtocolError for a condition that the guide does not know.
   */
  regulation(options?: OperationOptions): ReturnType<PowerSupplyChannel['regulation']>
  /** Reads and clears what the regulation has been through (STATus:QUEStionable:INSTrument:ISUMmary). */
  regulationEvents(options?: OperationOptions): Promise<Edu36311aRegulationEvents>
  /** Which protections have tripped. Over-temperature has no query: it comes as InstrumentError 564, 565 or 566. */
  trips(options?: OperationOptions): Promise<Edu36311aTrips>
  /**
   * Clears every trip; the output returns to its former state, after `outputRiseDelay` (OUTPut:PROTection:CLEar). It trips again
   * while the cause is there. @throws LimitError when a level behind the trip is outside a limit of the bench.
   */
  clearTrips(options?: OperationOptions): Promise<void>
  /** The same for over-voltage alone (VOLTage:PROTection:CLEar). */
  clearOverVoltage(options?: OperationOptions): Promise<void>
  /** The same for over-current alone (CURRent:PROTection:CLEar). */
  clearOverCurrent(options?: OperationOptions): Promise<void>
  /**
   * Says what a trigger changes on this output: levels, source and delay, and step mode for the quantities given, fixed mode for
   * the others. Then arm it by `initiate()` and trigger by `psu.trigger()`.
   * @throws SettingError without a level or out of range; InstrumentError 735 while it is armed: `abort()` first.
   */
  prepareStep(step: Edu36311aStep, options?: OperationOptions): Promise<void>
  /**
   * Arms the trigger (INITiate); with source `immediate` the step follows at once. @throws InstrumentError -213 when it is armed
   * already.
   */
  initiate(options?: OperationOptions): Promise<void>
  /** Disarms the trigger (ABORt). A continuous one arms itself again: switch that off instead. */
  abort(options?: OperationOptions): Promise<void>
  /**
   * Whether the trigger arms itself again after each step (INITiate:CONTinuous). On arms it at once if a mode is `step`, and has
   * no effect otherwise; off disarms it. Reset: off.
   */
  setContinuous(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether it does. */
  isContinuous(options?: OperationOptions): Promise<boolean>
}
