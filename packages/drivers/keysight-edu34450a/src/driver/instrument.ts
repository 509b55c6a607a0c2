import type {
  MeasureOptions, Multimeter, OperationOptions, Reading, RestoreOptions, RestoreReport, Snapshot,
} from '@lab/core'
import type { DmmFunction } from '../functions.ts'
import type { DmmSample, TriggerOptions } from './acquisition.ts'
import type { DmmCalculation } from './calculation.ts'
import type { DmmConfiguration } from './configuration.ts'
import type { DmmDataLog } from './data-log.ts'
import type { DmmLan } from './lan.ts'
import type { DmmLink } from './link.ts'
import type { ConfigureOptions, FrequencyOptions, GradedAcOptions, GradedOptions } from './measure-options.ts'
import type { DmmPanel } from './panel.ts'
import type { DmmSecondaryDisplay } from './secondary.ts'

/**
 * An opened EDU34450A.
 *
 * A reading beyond its range has the value ±Infinity and the condition `overload` or `negative-overload`; an open resistance is
 * one. Ranges are refused before anything is sent where the meter does not have them. `measure…` configures, triggers and reads
 * (SCPI-99 vol. 2, 3.4): the function is selected anew each time, and trigger, samples and calculation go back to their reset
 * values. `configure` and
 * `read` do the two apart.
 *
 * Every call takes `{ signal, timeoutMs }`. It rejects with SettingError before I/O, InstrumentError for what the meter refuses,
 * TimeoutError, ConnectionError, and the reason of an aborted signal.
 *
 * The commands follow the 34450A Programmer's Reference, whose command set the meter shares; no such document of the EDU34450A
 * was at hand. What is taken from other relatives says so.
 */
export interface Edu34450a extends Multimeter {
  /** Messages of your own and declared settings by name, through the same trace and queue as everything else. */
  readonly scpi: DmmLink
  /** DC voltage in V; ranges 0.1, 1, 10, 100, 1000 V. */
  measureDcVoltage(options?: GradedOptions<'V'>): Promise<Reading<'V'>>
  /**
   * AC voltage in V, true rms without DC, 20 Hz … 100 kHz; ranges 0.1, 1, 10, 100, 750 V. Accuracy is known from 45 Hz to 10 kHz.
   */
  measureAcVoltage(options?: GradedAcOptions<'V'>): Promise<Reading<'V'>>
  /** DC current in A; ranges 0.01, 0.1, 1, 3 A. */
  measureDcCurrent(options?: GradedOptions<'A'>): Promise<Reading<'A'>>
  /** AC current in A, true rms without DC; ranges 0.01, 0.1, 1, 3 A. Accuracy is known from 45 Hz to 1 kHz. */
  measureAcCurrent(options?: GradedAcOptions<'A'>): Promise<Reading<'A'>>
  /** Resistance with two wires in Ω; ranges 100 Ω … 100 MΩ in decades. The circuit must be without voltage. */
  measureResistance(options?: GradedOptions<'Ω'>): Promise<Reading<'Ω'>>
  /** Resistance with four wires in Ω; ranges as with two. */
  measureFourWireResistance(options?: GradedOptions<'Ω'>): Promise<Reading<'Ω'>>
  /**
   * Frequency in Hz, from 20 Hz to 300 kHz on the voltage input and to 10 kHz on the current input. 0 where there is too little
   * to count.
   */
  measureFrequency(options?: FrequencyOptions): Promise<Reading<'Hz'>>
  /**
   * Capacitance in F; ranges 1 nF … 10 mF in decades, 3½ digits. The circuit must be without voltage; what is in parallel counts.
   */
  measureCapacitance(options?: MeasureOptions<'F'>): Promise<Reading<'F'>>
  /**
   * Temperature of a 5 kΩ thermistor (YSI 44007) in °C, −80 … 150, whatever unit the meter shows. It is the only sensor that the
   * model has: no RTD, no thermocouple.
   */
  measureTemperature(options?: OperationOptions): Promise<Reading<'°C'>>
  /** Resistance in Ω on the range 1 kΩ, fast; beeps below 10 Ω, overload above 1.2 kΩ. */
  measureContinuity(options?: OperationOptions): Promise<Reading<'Ω'>>
  /** Forward voltage in V at 1 mA, 0 … 1.2 V, fast. */
  measureDiode(options?: OperationOptions): Promise<Reading<'V'>>

  /**
   * Prepares for a function on the primary display, with `CONFigure`: trigger, samples and calculation go back to their reset
   * values.
   * @throws SettingError for a range, resolution or gate that the function does not have, before anything is sent.
   */
  configure(name: DmmFunction, options?: ConfigureOptions): Promise<void>
  /** How the primary display is set up (`CONFigure?`). */
  configuration(options?: OperationOptions): Promise<DmmConfiguration>
  /**
   * Trigger source, delay (0 … 3600 s) and samples (1 … 5000); what is left out stays (TRIGger, SAMPle).
   * @throws SettingError out of range, before anything is sent.
   */
  configureTrigger(trigger: TriggerOptions, options?: OperationOptions): Promise<void>
  /**
   * Takes the readings of one trigger as the meter is set up (`READ?`), asking it how first. While null is on they are
   * differences, with dB and dBm levels, all without uncertainty.
   */
  read(options?: OperationOptions): Promise<readonly Reading[]>
  /** The same with what the secondary display shows. */
  readBoth(options?: OperationOptions): Promise<readonly DmmSample[]>
  /** Begins to measure into the memory; on source `bus` and `external`, to wait for the trigger. */
  initiate(options?: OperationOptions): Promise<void>
  /** `*TRG`. @throws InstrumentError -211 where nothing waits for it. */
  trigger(options?: OperationOptions): Promise<void>
  /** Ends measuring and waiting for a trigger. */
  abort(options?: OperationOptions): Promise<void>
  /** The readings in the memory, after a measurement under way. TimeoutError that says -230 where there are none. */
  fetch(options?: OperationOptions): Promise<readonly Reading[]>
  /** The same with what the secondary display showed. */
  fetchBoth(options?: OperationOptions): Promise<readonly DmmSample[]>
  /**
   * Takes 1 … 5000 samples into the memory at the meter's own pace and reads them. Source and sample count stay set.
   * @throws SettingError for another number, before anything is sent.
   */
  record(samples: number, options?: OperationOptions): Promise<readonly Reading[]>

  /** A second function beside the first (SENSe:SECondary). */
  readonly secondaryDisplay: DmmSecondaryDisplay
  /** Null, dB, dBm, statistics, limits, hold (CALCulate). */
  readonly calculation: DmmCalculation
  /** The data log of the meter (LOG); not confirmed for this model. */
  readonly dataLog: DmmDataLog
  /** Display, beeper, keys (DISPlay, SYSTem). */
  readonly panel: DmmPanel
  /** The network interface (SYSTem:COMMunicate:LAN); not confirmed for this model. */
  readonly lan: DmmLan
  /**
   * More than 10 GΩ on the DC ranges 0.1 V and 1 V instead of 10 MΩ. The command is that of related meters.
   * @throws UnsupportedError where the instrument does not know it.
   */
  setHighImpedance(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether it is. @throws UnsupportedError where the instrument does not know it. */
  isHighImpedance(options?: OperationOptions): Promise<boolean>
  /**
   * Every setting by name that is confirmed for this model, of the primary display. Sends queries only. The rest is left out: a
   * header that a firmware does not have is not answered.
   */
  snapshot(options?: OperationOptions): Promise<Snapshot>
  /** Puts back what {@link snapshot} gave; a range only where autorange was off. @throws as `Instrument.restore`. */
  restore(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport>
  /** `*RST`: 10 V DC, autorange, slow, trigger immediate, calculation and secondary display off. */
  reset(options?: OperationOptions): Promise<void>
  /** `*TST?`: whether it passed. Give it a `timeoutMs` of its own where 15 s are not enough. */
  selfTest(options?: OperationOptions): Promise<boolean>
}

