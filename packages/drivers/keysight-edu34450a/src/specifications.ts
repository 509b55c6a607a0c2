/** A limit of error: parts of the reading and of the range, at 23 ± 5 °C within one year of calibration. */
export interface RangeAccuracy {
  /** Full scale, in the unit of the function. */
  readonly range: number
  readonly ofReading: number
  readonly ofRange: number
}

function table(...rows: readonly (readonly [range: number, percentOfReading: number, percentOfRange: number])[]): readonly RangeAccuracy[] {
  return rows.map(([range, ofReading, ofRange]) => ({ range, ofReading: ofReading / 100, ofRange: ofRange / 100 }))
}

/** Functions of the meter that this driver measures. */
export type DmmFunction = 'dc-voltage' | 'ac-voltage' | 'dc-current' | 'ac-current' | 'resistance'

/**
 * Ranges with their one-year accuracy, after a published profile of the EDU34450A that was not checked against the data sheet
 * itself. AC figures hold from 45 Hz to 10 kHz (current: to 1 kHz).
 */
export const accuracy: Readonly<Record<DmmFunction, readonly RangeAccuracy[]>> = {
  'dc-voltage': table([0.1, 0.018, 0.008], [1, 0.015, 0.005], [10, 0.025, 0.005], [100, 0.025, 0.005], [1000, 0.027, 0.005]),
  'ac-voltage': table([0.1, 0.2, 0.1], [1, 0.2, 0.1], [10, 0.2, 0.1], [100, 0.2, 0.1], [750, 0.2, 0.1]),
  'dc-current': table([0.01, 0.1, 0.015], [0.1, 0.1, 0.007], [1, 0.3, 0.015], [3, 0.3, 0.007]),
  'ac-current': table([0.01, 0.5, 0.1], [0.1, 0.5, 0.1], [1, 0.5, 0.1], [3, 0.5, 0.1]),
  resistance: table(
    [100, 0.065, 0.01], [1e3, 0.065, 0.008], [10e3, 0.065, 0.005], [100e3, 0.065, 0.005], [1e6, 0.065, 0.005],
    [10e6, 0.3, 0.005], [100e6, 2, 0.005],
  ),
}

/** Burden resistance of the current ranges in Ω, in their order. */
export const burdenOhms: readonly number[] = [2, 2, 0.3, 0.3]

/** Input resistance in Ω of the DC voltage ranges. */
export const dcInputOhms = 10e6

/** Input resistance in Ω of the AC voltage ranges. */
export const acInputOhms = 1.1e6

/** Test current in A of the resistance ranges, in their order; the open circuit shows 2.8 V at most. */
export const resistanceTestAmps: readonly number[] = [1e-3, 0.5e-3, 100e-6, 10e-6, 1e-6, 100e-9, 100e-9]

/** A reading beyond this part of the range is an overload. */
export const overrange = 1.2
