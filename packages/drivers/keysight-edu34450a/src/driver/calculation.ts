import { SettingError, type OperationOptions, type Reading } from '@lab/core'
import { functionUnits } from '../functions.ts'
import { parseConfiguration } from './configuration.ts'
import type { DmmParts } from './measurements.ts'
import { unlessUndefined } from './unconfirmed.ts'

/** What is calculated with readings of the primary display. */
export interface CalculationState {
  readonly calculation: 'null' | 'db' | 'dbm' | 'average' | 'limit' | 'hold'
  readonly on: boolean
}

/**
 * What `CALCulate:AVERage` has gathered, in the unit of the function. Without uncertainty: the ranges of the readings are not
 * known.
 */
export interface DmmStatistics {
  readonly minimum: Reading
  readonly maximum: Reading
  readonly mean: Reading
  readonly count: number
}

/** Whether readings have left the limits since it was last asked. */
export interface LimitResult {
  readonly belowLower: boolean
  readonly aboveUpper: boolean
}

/**
 * Calculations of the meter on readings of the primary display, one at a time (34450A Programmer's Reference, CALCulate
 * Subsystem).
 */
export interface DmmCalculation {
  /** Which calculation is chosen, and whether it is on. @throws ProtocolError for an answer that is none of them. */
  state(options?: OperationOptions): Promise<CalculationState>
  /**
   * Subtracts `offset`, in the unit of the function, up to 120 % of its largest range; the next reading where it is absent.
   * Readings by
   * `read()` are then differences, without uncertainty. `measure…()` and `configure()` end it.
   * @throws SettingError for an offset out of range, before anything is sent. InstrumentError -221 for continuity and diode.
   */
  null(settings?: { readonly offset?: number }, options?: OperationOptions): Promise<void>
  /**
   * Readings of voltage in dB above `reference` in dBm, −200 … 200; above the next reading where it is absent. `resistance`: what
   * dBm refers to in Ω, 50 … 8000, 600 after `*RST`; related meters take certain values only, and this one is asked.
   * @throws SettingError out of range, before anything is sent. InstrumentError -221 for a function that is no voltage.
   */
  db(settings?: { readonly reference?: number; readonly resistance?: number }, options?: OperationOptions): Promise<void>
  /** Readings of voltage in dBm: 10 · log10(V² / `resistance` / 1 mW). @throws as {@link DmmCalculation.db}. */
  dbm(settings?: { readonly resistance?: number }, options?: OperationOptions): Promise<void>
  /** Gathers minimum, maximum and mean from here on. */
  startStatistics(options?: OperationOptions): Promise<void>
  /** What has been gathered; zeros before the first reading (CALCulate:AVERage). */
  readStatistics(options?: OperationOptions): Promise<DmmStatistics>
  /**
   * Compares readings with limits in the unit of the function. @throws SettingError where `lower` is above `upper`, or one is
   * beyond 120 % of the largest range, before anything is sent. InstrumentError -221 for continuity and diode.
   */
  limits(settings: { readonly lower: number; readonly upper: number }, options?: OperationOptions): Promise<void>
  /** Bits 11 and 12 of the questionable event register. Reading them clears the whole register. */
  readLimitResult(options?: OperationOptions): Promise<LimitResult>
  /**
   * Holds a reading until another differs from it by more than `variation` (0 … 100 %), above `threshold` (0 … 9.9 % of the
   * range). Neither is confirmed for this model.
   * @throws UnsupportedError where a number is given that the instrument has no command for.
   */
  hold(settings?: { readonly variation?: number; readonly threshold?: number }, options?: OperationOptions): Promise<void>
  /** Readings as they are. */
  off(options?: OperationOptions): Promise<void>
}

function checkLimits(alias: string, lower: number, upper: number): void {
  if (lower <= upper) return
  throw new SettingError(`${alias}: the lower limit ${lower} is not below the upper limit ${upper}; nothing was sent.`)
}

function resistanceOf({ resistance }: { readonly resistance?: number }): { readonly dbmReference?: number } {
  return resistance === undefined ? {} : { dbmReference: resistance }
}

/** The part of calculations that sets. The state comes before the registers: switching on forgets them. */
function setters({ link, base }: DmmParts): Omit<DmmCalculation, 'state' | 'readStatistics' | 'readLimitResult'> {
  return {
    null: ({ offset } = {}, options) =>
      link.set({ calculation: 'null', calculating: true, ...(offset === undefined ? {} : { nullOffset: offset }) }, options),
    db: ({ reference, ...more } = {}, options) => link.set({
      calculation: 'db', ...resistanceOf(more), calculating: true, ...(reference === undefined ? {} : { dbReference: reference }),
    }, options),
    dbm: (settings = {}, options) => link.set({ calculation: 'dbm', ...resistanceOf(settings), calculating: true }, options),
    startStatistics: (options) => link.set({ calculation: 'average', calculating: true }, options),
    limits: async ({ lower, upper }, options) => {
      checkLimits(base.alias, lower, upper)
      await link.set({ calculation: 'limit', limitLower: lower, limitUpper: upper, calculating: true }, options)
    },
    hold: ({ variation, threshold } = {}, options) => unlessUndefined(base.alias, 'settings of hold', () => link.set({
      calculation: 'hold', ...(variation === undefined ? {} : { holdVariation: variation }),
      ...(threshold === undefined ? {} : { holdThreshold: threshold }), calculating: true,
    }, options)),
    off: (options) => link.set({ calculating: false }, options),
  }
}

const statisticsQuery = ':CONF?;:CALC:AVER:MIN?;:CALC:AVER:MAX?;:CALC:AVER:AVER?;:CALC:AVER:COUN?'
const belowLowerBit = 1 << 11
const aboveUpperBit = 1 << 12

/** Calculations of an instrument. */
export function calculation(parts: DmmParts): DmmCalculation {
  const { link, readings } = parts
  return {
    ...setters(parts),
    state: (options) => link.transaction(async (inner) => (
      { calculation: await inner.get('calculation'), on: await inner.get('calculating') }), options),
    readStatistics: async (options) => {
      const [shown = '', ...numbers] = (await link.query(statisticsQuery, options)).split(';')
      const { function: name } = parseConfiguration(link.alias, shown)
      const [minimum, maximum, mean, count = Number.NaN] = numbers.map(Number)
      const reading = (value = Number.NaN): Reading => readings.bare(name, functionUnits[name], value)
      return { minimum: reading(minimum), maximum: reading(maximum), mean: reading(mean), count }
    },
    readLimitResult: async (options) => {
      const events = await link.queryNumber(':STAT:QUES?', options)
      return { belowLower: (events & belowLowerBit) !== 0, aboveUpper: (events & aboveUpperBit) !== 0 }
    },
  }
}
