import type { PowerSupplySettings, Quantity } from '@lab/core'

/**
 * What can be set on an output. The section of the Programming Guide (EDU36311-90013) stands in parentheses. Nothing here
 * switches an output; use `on()` and `off()`.
 */
export interface Edu36311aSettings extends PowerSupplySettings {
  /**
   * Set voltage in V: 0 … 6.18 V on output 1, 0 … 30.9 V on outputs 2 and 3 (VOLTage). With tracking, 2 and 3 follow each other.
   */
  readonly voltage?: Quantity<'V'>
  /**
   * Current limit in A: 0.002 … 5.15 A on output 1, 0.001 … 1.03 A on outputs 2 and 3 (CURRent). The guide's text begins at 0,
   * its MIN does not: `range('currentLimit')` asks the instrument.
   */
  readonly currentLimit?: Quantity<'A'>
  /** Voltage above which the output trips off, in V: 0.5 … 6.6 V on output 1, 1.5 … 33 V on 2 and 3 (VOLTage:PROTection). */
  readonly overVoltageLevel?: Quantity<'V'>
  /** Whether the output trips off when it stays in current limit for `overCurrentDelay` (CURRent:PROTection:STATe). */
  readonly overCurrentEnabled?: boolean
  /**
   * In s, 0 … 3600 in steps of 1 ms (CURRent:PROTection:DELay). The guide's text once says milliseconds; its range, example and
   * reset value are in seconds.
   */
  readonly overCurrentDelay?: Quantity<'s'>
  /**
   * Whether the delay counts from a change of a setting only, or from any entry into current limit
   * (CURRent:PROTection:DELay:STARt).
   */
  readonly overCurrentStart?: 'settingChange' | 'currentLimit'
  /** Time between `on()` and the output going on, in s, 0 … 3600 in steps of 1 ms (OUTPut:DELay:RISE). */
  readonly outputRiseDelay?: Quantity<'s'>
  /** Time between `off()` and the output going off, in s, 0 … 3600 (OUTPut:DELay:FALL). A trip does not wait for it. */
  readonly outputFallDelay?: Quantity<'s'>
  /** Voltage in V that a trigger sets while `voltageMode` is `step`; range of `voltage` (VOLTage:TRIGgered). */
  readonly triggeredVoltage?: Quantity<'V'>
  /** Current limit in A that a trigger sets while `currentMode` is `step`; range of `currentLimit` (CURRent:TRIGgered). */
  readonly triggeredCurrentLimit?: Quantity<'A'>
  /** Whether a trigger changes the voltage (VOLTage:MODE). */
  readonly voltageMode?: 'fixed' | 'step'
  /** Whether a trigger changes the current limit (CURRent:MODE). */
  readonly currentMode?: 'fixed' | 'step'
  /** What fires the trigger: `*TRG`, or arming itself (TRIGger:SOURce). */
  readonly triggerSource?: 'bus' | 'immediate'
  /** Time between the trigger and the step, in s, 0 … 3600 in steps of 1 ms (TRIGger:DELay). */
  readonly triggerDelay?: Quantity<'s'>
}

/** Name of a setting of an output. */
export type Edu36311aSettingName = keyof Edu36311aSettings

/** A setting of an output that is a number. */
export type Edu36311aNumberName = {
  [K in Edu36311aSettingName]: NonNullable<Edu36311aSettings[K]> extends number ? K : never
}[Edu36311aSettingName]

/** In the order in which they are read. */
export const channelSettingNames = [
  'voltage', 'currentLimit', 'overVoltageLevel', 'overCurrentEnabled', 'overCurrentDelay', 'overCurrentStart', 'outputRiseDelay',
  'outputFallDelay', 'triggeredVoltage', 'triggeredCurrentLimit', 'voltageMode', 'currentMode', 'triggerSource', 'triggerDelay',
] as const satisfies readonly Edu36311aSettingName[]

/** Every setting of an output, as the instrument has it. */
export type Edu36311aChannelState = { readonly [K in Edu36311aSettingName]-?: NonNullable<Edu36311aSettings[K]> }
