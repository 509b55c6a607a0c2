import type { DependencyValues, DependentRange, NumberRange } from '@lab/scpi'
import { emfFactor, fromPeakToPeak, toPeakToPeak, type AmplitudeUnit } from '../levels.ts'
import type { GeneratorFunction } from '../generator-function.ts'
import {
  amplitudeRange, burstPause, burstPeriodRange, frequencyRanges, peakLimit, sampleRateRange, shortestPulse, unfilteredSampleRate,
  widestFrequency,
} from '../specifications.ts'

/**
 * Who a declaration is for. The instrument takes a value that conflicts with another setting and moves the other one; the driver
 * refuses it, so that nothing changes that nobody asked for.
 */
export type Side = 'driver' | 'instrument'

/** A number among the values that a range depends on. */
export function numberOf(values: DependencyValues, name: string): number {
  const value = values[name]
  return typeof value === 'number' ? value : Number.NaN
}

const functions = Object.keys(frequencyRanges)

function isFunction(name: unknown): name is GeneratorFunction {
  return typeof name === 'string' && functions.includes(name)
}

/** The function among the values that a range depends on. */
function functionOf(values: DependencyValues): GeneratorFunction {
  const { function: name } = values
  return isFunction(name) ? name : 'sine'
}

function unitOf(values: DependencyValues): AmplitudeUnit {
  const { amplitudeUnit: unit } = values
  return unit === 'Vrms' || unit === 'dBm' ? unit : 'Vpp'
}

/** By function: of a frequency. */
export function frequencyFor(fallback: number): DependentRange {
  return {
    dependsOn: ['function'], widest: { ...widestFrequency, default: fallback },
    at: (values) => ({ ...frequencyRanges[functionOf(values)], default: fallback }),
  }
}

/** Middle of a sweep in Hz: the driver leaves room for the span. */
export function centerFor(side: Side): DependentRange {
  if (side === 'instrument') return frequencyFor(550)
  return {
    dependsOn: ['function', 'frequencySpan'], widest: { ...widestFrequency, default: 550 },
    at: (values) => {
      const { min, max } = frequencyRanges[functionOf(values)]
      const half = Math.abs(numberOf(values, 'frequencySpan')) / 2
      return { min: rounded(Math.min(min + half, max)), max: rounded(Math.max(max - half, min)), default: 550 }
    },
  }
}

/** Stop less start of a sweep in Hz: the driver keeps both ends in the range of the function. */
export function spanFor(side: Side): NumberRange | DependentRange {
  const most = widestFrequency.max - widestFrequency.min
  const widest = { min: -most, max: most, default: 900 }
  if (side === 'instrument') return widest
  return {
    dependsOn: ['function', 'centerFrequency'], widest,
    at: (values) => {
      const { min, max } = frequencyRanges[functionOf(values)]
      const center = numberOf(values, 'centerFrequency')
      const room = Math.max(0, rounded(2 * Math.min(center - min, max - center)))
      return { min: -room, max: room, default: 900 }
    },
  }
}

/** By function and load, in the unit set. The driver leaves room for the offset besides. */
export function amplitudeFor(side: Side): DependentRange {
  return {
    dependsOn: ['function', 'load', 'amplitudeUnit', ...(side === 'driver' ? ['offset'] : [])],
    widest: { min: -200, max: 20, default: 0.1 },
    at: (values) => {
      const context = { function: functionOf(values), load: numberOf(values, 'load') }
      const unit = unitOf(values)
      const bounds = amplitudeRange(context.load)
      const room = side === 'driver' && context.function !== 'dc'
        ? 2 * (peakLimit(context.load) - Math.abs(numberOf(values, 'offset')))
        : Infinity
      const inUnit = (volts: number): number => rounded(fromPeakToPeak(volts, unit, context))
      return { min: inUnit(bounds.min), max: inUnit(Math.min(bounds.max, room)), default: inUnit(bounds.default ?? bounds.min) }
    },
  }
}

/** Bounds are sent back to the instrument: without the noise of binary arithmetic. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12))
}

/** The amplitude among the values that a range depends on, in Vpp; none for dc. */
function peakToPeakOf(values: DependencyValues): number {
  const context = { function: functionOf(values), load: numberOf(values, 'load') }
  return context.function === 'dc' ? 0 : toPeakToPeak(numberOf(values, 'amplitude'), unitOf(values), context)
}

/** By load. The driver leaves room for the amplitude besides. */
export function offsetFor(side: Side): DependentRange {
  return {
    dependsOn: ['load', ...(side === 'driver' ? ['function', 'amplitude', 'amplitudeUnit'] : [])],
    widest: { min: -10, max: 10, default: 0 },
    at: (values) => {
      const room = peakLimit(numberOf(values, 'load')) - (side === 'driver' ? peakToPeakOf(values) / 2 : 0)
      const max = rounded(Math.max(0, room))
      return { min: -max, max, default: 0 }
    },
  }
}

/** Of the upper (`1`) or the lower (`-1`) level: by load, and for the driver on its side of the other level. */
export function levelFor(side: Side, sign: 1 | -1): DependentRange {
  const other = sign === 1 ? 'low' : 'high'
  return {
    dependsOn: ['load', ...(side === 'driver' ? [other] : [])],
    widest: { min: -10, max: 10, default: sign * 0.05 },
    at: (values) => {
      const load = numberOf(values, 'load')
      const peak = rounded(peakLimit(load))
      const least = side === 'driver' ? rounded(numberOf(values, other) + sign * 2e-3 * emfFactor(load)) : -sign * peak
      return sign === 1 ? { min: least, max: peak, default: 0.05 } : { min: -peak, max: least, default: -0.05 }
    },
  }
}

/** Of a bound of the levels: what the load lets through. */
export function boundFor(sign: 1 | -1): DependentRange {
  return {
    dependsOn: ['load'], widest: { min: -10, max: 10, default: sign * 10 },
    at: (values) => {
      const peak = rounded(peakLimit(numberOf(values, 'load')))
      return { min: -peak, max: peak, default: sign * peak }
    },
  }
}

/** Duty cycle of squares in %: neither half is shorter than 16 ns. */
export const squareDuty: DependentRange = {
  dependsOn: ['frequency'], widest: { min: 0.01, max: 99.99, default: 50 },
  at: (values) => {
    const least = Math.max(0.01, rounded(shortestPulse * numberOf(values, 'frequency') * 100))
    return least >= 50 ? { min: 50, max: 50, default: 50 } : { min: least, max: 100 - least, default: 50 }
  },
}

/** Deviation of FM in Hz: half of the carrier, and at most 100 kHz beyond the range of the function. */
export function fmDeviationFor(side: Side): NumberRange | DependentRange {
  const widest = { min: widestFrequency.min, max: 10e6, default: 100 }
  if (side === 'instrument') return widest
  return {
    dependsOn: ['function', 'frequency'], widest,
    at: (values) => {
      const most = largestDeviation(functionOf(values), numberOf(values, 'frequency'))
      return { ...widest, max: Math.max(widest.min, rounded(most)), default: 100 }
    },
  }
}

/** Largest deviation of FM in Hz at a carrier in Hz. */
export function largestDeviation(shape: GeneratorFunction, carrier: number): number {
  return Math.min(carrier / 2, frequencyRanges[shape].max + 100e3 - carrier)
}

/** Highest frequency in Hz of the shapes that modulate. */
const shapeFrequency: Readonly<Record<string, number>> = {
  sine: 20e6, square: 10e6, ramp: 200e3, negativeRamp: 200e3, triangle: 200e3, noise: 20e6, prbs: 20e6, arbitrary: 20e6,
}

/** Of a modulating frequency in Hz, by the setting that holds its shape. */
export function modulatingFrequency(shape: string, fallback: number): DependentRange {
  const range = (max: number): NumberRange => ({ min: widestFrequency.min, max, default: fallback })
  return {
    dependsOn: [shape], widest: range(20e6),
    at: (values) => range(shapeFrequency[String(values[shape])] ?? 20e6),
  }
}

/** Duration of a sweep in s: shorter on a logarithmic scale, and with hold and return 8000 s at most on the internal trigger. */
export function sweepTimeFor(side: Side): NumberRange | DependentRange {
  const widest = { min: 1e-3, max: 250e3, default: 1 }
  if (side === 'instrument') return widest
  return {
    dependsOn: ['sweepSpacing', 'triggerSource', 'sweepHoldTime', 'sweepReturnTime'], widest,
    at: (values) => {
      const scale = values['sweepSpacing'] === 'logarithmic' ? 500 : widest.max
      const pause = numberOf(values, 'sweepHoldTime') + numberOf(values, 'sweepReturnTime')
      return {
        ...widest, max: Math.max(widest.min, Math.min(scale, values['triggerSource'] === 'immediate' ? 8000 - pause : scale)),
      }
    },
  }
}

/** Period of bursts in s: long enough for the cycles. */
export function burstPeriodFor(side: Side): NumberRange | DependentRange {
  if (side === 'instrument') return burstPeriodRange
  return {
    dependsOn: ['burstCycles', 'frequency', 'burstMode'], widest: burstPeriodRange,
    at: (values) => {
      const least = shortestBurstPeriod(numberOf(values, 'burstCycles'), numberOf(values, 'frequency'))
      const matters = values['burstMode'] === 'triggered' && Number.isFinite(least)
      return {
        ...burstPeriodRange,
        min: matters ? Math.min(burstPeriodRange.max, Math.max(burstPeriodRange.min, least)) : burstPeriodRange.min,
      }
    },
  }
}

/** Shortest period in s of so many cycles. */
export function shortestBurstPeriod(cycles: number, frequency: number): number {
  return rounded(cycles / frequency + burstPause)
}

/** How many cycles a burst has: while it runs on the internal trigger, no more than its period has room for. */
export function burstCyclesFor(side: Side): NumberRange | DependentRange {
  const widest = { min: 1, max: 1e8, default: 1 }
  if (side === 'instrument') return widest
  return {
    dependsOn: ['burstState', 'burstMode', 'triggerSource', 'burstPeriod', 'frequency'], widest,
    at: (values) => {
      if (values['burstState'] !== true || values['burstMode'] !== 'triggered'
        || values['triggerSource'] !== 'immediate') return widest
      const most = Math.floor(rounded((numberOf(values, 'burstPeriod') - burstPause) * numberOf(values, 'frequency')))
      return { ...widest, max: Math.max(1, Math.min(widest.max, most)) }
    },
  }
}

/** An angle in the unit set: ±360° or ±2π rad. */
export const angle: DependentRange = {
  dependsOn: ['angleUnit'], widest: { min: -360, max: 360, default: 0 },
  at: (values) => {
    const turn = values['angleUnit'] === 'radian' ? rounded(2 * Math.PI) : 360
    return { min: -turn, max: turn, default: 0 }
  },
}

/** Sample rate in Sa/s: slower without a filter. */
export const sampleRateByFilter: DependentRange = {
  dependsOn: ['arbitraryFilter'], widest: sampleRateRange,
  at: (values) => (values['arbitraryFilter'] === 'off' ? { ...sampleRateRange, max: unfilteredSampleRate } : sampleRateRange),
}
