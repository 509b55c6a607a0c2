import type { AccuracySpecification, RangeSpecification } from '@lab/core'
import type { FunctionUnits, GradedFunction } from './functions.ts'

/** Parts of the reading and of the range. */
export interface ReadingAndRange {
  readonly ofReading: number
  readonly ofRange: number
}

/** A limit of error at 23 ± 5 °C within one year of calibration. */
export interface RangeAccuracy extends ReadingAndRange {
  /** Full scale, in the unit of the function. */
  readonly range: number
  /** What the limit grows by for each °C beyond 23 ± 5 °C; absent where it was not found. */
  readonly temperatureCoefficient?: ReadingAndRange
}

/** In percent of reading and range, and for each °C outside. */
type Row = readonly [range: number, ofReading: number, ofRange: number, ofReadingPerDegree?: number, ofRangePerDegree?: number]

function table(...rows: readonly Row[]): readonly RangeAccuracy[] {
  return rows.map(([range, ofReading, ofRange, ofReadingPerDegree, ofRangePerDegree]) => ({
    range, ofReading: ofReading / 100, ofRange: ofRange / 100,
    ...(ofReadingPerDegree === undefined || ofRangePerDegree === undefined
      ? {}
      : { temperatureCoefficient: { ofReading: ofReadingPerDegree / 100, ofRange: ofRangePerDegree / 100 } }),
  }))
}

const ohms = table(
  [100, 0.065, 0.01, 0.008, 0.0008], [1e3, 0.065, 0.008, 0.008, 0.0005], [10e3, 0.065, 0.005, 0.008, 0.0005],
  [100e3, 0.065, 0.005, 0.008, 0.0005], [1e6, 0.065, 0.005, 0.008, 0.0005], [10e6, 0.3, 0.005, 0.025, 0.0005],
  [100e6, 2, 0.005, 0.3, 0.0005],
)

/**
 * Ranges with their one-year accuracy and temperature coefficient, after a published profile of the EDU34450A that was not
 * checked against the data sheet itself. AC figures hold from 45 Hz to 10 kHz (current: to 1 kHz) up to a crest factor of 3;
 * temperature coefficients for them were not found.
 */
export const accuracy: Readonly<Record<GradedFunction, readonly RangeAccuracy[]>> = {
  'dc-voltage': table(
    [0.1, 0.018, 0.008, 0.002, 0.0008], [1, 0.015, 0.005, 0.0015, 0.0008], [10, 0.025, 0.005, 0.002, 0.0008],
    [100, 0.025, 0.005, 0.002, 0.0008], [1000, 0.027, 0.005, 0.002, 0.0008],
  ),
  'ac-voltage': table([0.1, 0.2, 0.1], [1, 0.2, 0.1], [10, 0.2, 0.1], [100, 0.2, 0.1], [750, 0.2, 0.1]),
  'dc-current': table(
    [0.01, 0.1, 0.015, 0.008, 0.0015], [0.1, 0.1, 0.007, 0.008, 0.001], [1, 0.3, 0.015, 0.019, 0.0015],
    [3, 0.3, 0.007, 0.019, 0.001],
  ),
  'ac-current': table([0.01, 0.5, 0.1], [0.1, 0.5, 0.1], [1, 0.5, 0.1], [3, 0.5, 0.1]),
  resistance: ohms,
  'four-wire-resistance': ohms,
}

/** How fast it reads: 5½ digits slow, 4½ digits medium and fast (data sheet). */
export type Speed = 'slow' | 'medium' | 'fast'

/**
 * One count as a part of the range, which `MEASure` and `CONFigure` start with at the slow rate. Inferred from the number of
 * digits; the resolution that the meter is told is finer.
 */
export const counts: Readonly<Record<Speed, number>> = { slow: 1e-5, medium: 1e-4, fast: 1e-4 }

/** Readings per second (data sheet). Capacitance has no figure there; that of frequency holds for a gate of 1 s. */
export const readingRates: Readonly<Record<GradedFunction, Readonly<Record<Speed, number>>>> = {
  'dc-voltage': { slow: 1.3, medium: 49, fast: 110 },
  'ac-voltage': { slow: 1.9, medium: 19, fast: 90 },
  'dc-current': { slow: 1.7, medium: 49, fast: 110 },
  'ac-current': { slow: 1.9, medium: 19, fast: 90 },
  resistance: { slow: 1.4, medium: 49, fast: 110 },
  'four-wire-resistance': { slow: 1, medium: 5.2, fast: 5.9 },
}

/** Autorange leaves a range beyond these parts of it. Inferred from related meters. */
export const overrange = 1.2
export const underrange = 0.1

/** Reference temperature of all figures in °C. */
const temperature = { reference: 23, within: 5 }

/** Band of the AC figures in Hz. */
const bands: Readonly<Partial<Record<GradedFunction, { readonly min: number; readonly max: number }>>> = {
  'ac-voltage': { min: 45, max: 10e3 },
  'ac-current': { min: 45, max: 1e3 },
}

function graded<F extends GradedFunction>(
  name: F, unit: FunctionUnits[F], speed: Speed,
): AccuracySpecification<FunctionUnits[F]> {
  const frequency = bands[name]
  return {
    function: name, unit, temperature,
    autorange: { up: overrange, down: underrange },
    ...(speed === 'slow' ? {} : { remark: 'accuracy of the slow rate' }),
    ranges: accuracy[name].map(({ range, ofReading, ofRange, temperatureCoefficient }) => ({
      range, resolution: counts[speed] * range,
      limits: [{ days: 365, ofReading, ofRange }],
      ...(temperatureCoefficient === undefined ? {} : { temperatureCoefficient }),
      ...(frequency === undefined ? {} : { frequency }),
    })),
  }
}

/** 0.025 % and 3 counts; a count is 1 mHz up to 120 Hz and ten times as much with each decade. */
function frequencyRow(range: number, count: number): RangeSpecification {
  return { range, resolution: count, limits: [{ days: 365, ofReading: 0.025e-2, offset: 3 * count }] }
}

const frequencyRows = [
  frequencyRow(120, 1e-3), frequencyRow(1.2e3, 1e-2), frequencyRow(12e3, 0.1), frequencyRow(120e3, 1), frequencyRow(1.2e6, 10),
]

function frequency(name: 'frequency' | 'current-frequency'): AccuracySpecification<'Hz'> {
  return { function: name, unit: 'Hz', temperature, autorange: { up: 1, down: 0.1 }, ranges: frequencyRows }
}

/** 3½ digits. */
function capacitanceRow(range: number, percentOfReading: number, percentOfRange: number): RangeSpecification {
  return { range, resolution: 1e-3 * range, limits: [{ ofReading: percentOfReading / 100, ofRange: percentOfRange / 100 }] }
}

/** One-year specifications of the six functions with a speed of their own, as they hold at that speed. */
export function gradedSpecifications(speed: Speed) {
  return {
    'dc-voltage': graded('dc-voltage', 'V', speed),
    'ac-voltage': graded('ac-voltage', 'V', speed),
    'dc-current': graded('dc-current', 'A', speed),
    'ac-current': graded('ac-current', 'A', speed),
    resistance: graded('resistance', 'Ω', speed),
    'four-wire-resistance': graded('four-wire-resistance', 'Ω', speed),
  } as const satisfies Record<GradedFunction, AccuracySpecification>
}

/**
 * What is known of the accuracy of each function at the slow rate, as the uncertainty of readings is made of it. Of continuity
 * and diode nothing was found. Frequency: with a gate of 1 s; with one of 0.1 s no figure was found. Capacitance: typical, after
 * a null with open leads. Temperature: the meter alone, without the thermistor.
 */
export const specifications = {
  ...gradedSpecifications('slow'),
  frequency: frequency('frequency'),
  'current-frequency': frequency('current-frequency'),
  capacitance: {
    function: 'capacitance', unit: 'F', temperature, remark: 'typical, after a null',
    autorange: { up: overrange, down: underrange },
    ranges: [
      capacitanceRow(1e-9, 1, 1.5), capacitanceRow(10e-9, 1, 0.5), capacitanceRow(100e-9, 1, 0.5), capacitanceRow(1e-6, 1, 0.5),
      capacitanceRow(10e-6, 1, 0.5), capacitanceRow(100e-6, 1, 0.5), capacitanceRow(1e-3, 1, 0.5), capacitanceRow(10e-3, 2, 0.5),
    ],
  },
  temperature: {
    function: 'temperature', unit: '°C', temperature, remark: 'without the thermistor',
    ranges: [{ limits: [{ days: 365, ofReading: 0, offset: 0.2 }] }],
  },
} as const satisfies Partial<Record<keyof FunctionUnits, AccuracySpecification>>

/** Burden resistance of the current ranges in Ω, in their order. */
export const burdenOhms: readonly number[] = [2, 2, 0.3, 0.3]

/** Input resistance in Ω of the DC voltage ranges. */
export const dcInputOhms = 10e6

/** The least that it is on the ranges 0.1 V and 1 V with high impedance. */
export const highInputOhms = 10e9

/** Input resistance in Ω of the AC voltage ranges. */
export const acInputOhms = 1.1e6

/** Test current in A of the resistance ranges, in their order; the open circuit shows 2.8 V at most. */
export const resistanceTestAmps: readonly number[] = [1e-3, 0.5e-3, 100e-6, 10e-6, 1e-6, 100e-9, 100e-9]
