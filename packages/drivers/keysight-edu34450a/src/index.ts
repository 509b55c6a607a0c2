export { edu34450a } from './driver.ts'
export type { Edu34450a } from './driver/instrument.ts'
export type { DmmSample, TriggerOptions } from './driver/acquisition.ts'
export type { CalculationState, DmmCalculation, DmmStatistics, LimitResult } from './driver/calculation.ts'
export type { DmmConfiguration } from './driver/configuration.ts'
export type { DmmDataLog } from './driver/data-log.ts'
export type { DmmLan, LanSettings, LanState } from './driver/lan.ts'
export type { ConfigureOptions, FrequencyOptions, GradedAcOptions, GradedOptions } from './driver/measure-options.ts'
export type { DmmPanel } from './driver/panel.ts'
export type { DmmSecondaryDisplay } from './driver/secondary.ts'
export { functionRanges, type DmmFunction, type GradedFunction, type RangedFunction } from './functions.ts'
export { edu34450aDeclarations } from './settings.ts'
export {
  accuracy, acInputOhms, burdenOhms, dcInputOhms, overrange, readingRates, resistanceTestAmps, specifications, underrange,
  type RangeAccuracy, type ReadingAndRange, type Speed,
} from './specifications.ts'
