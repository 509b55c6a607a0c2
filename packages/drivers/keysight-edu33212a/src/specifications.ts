import type { AccuracySpecification } from '@lab/core'
import type { NumberRange } from '@lab/scpi'
import type { GeneratorFunction } from './generator-function.ts'
import { emfFactor } from './levels.ts'

/** The outputs of an EDU33212A; the EDU33211A has the first one. */
export type Channel = 1 | 2

/** The models, and the channels each has. */
export const channelsOf = { EDU33211A: [1], EDU33212A: [1, 2] } as const

/** A model of the EDU33210 series. */
export type Model = keyof typeof channelsOf

/** Edges and widths of pulses in s (User's Guide EDU33212-90002, pulse waveforms). */
export const shortestPulse = 16e-9

/** Span of a transition of a pulse in s, 10 % to 90 %. */
export const edgeRange: NumberRange = { min: 8.4e-9, max: 1e-6, default: 10e-9 }

/** Highest rate in Sa/s that samples are put out at. */
export const sampleRateRange: NumberRange = { min: 1e-6, max: 250e6, default: 40e3 }

/** Highest rate in Sa/s without a filter (Trueform Series Operating and Service Guide, `FUNCtion:ARBitrary:FILTer`). */
export const unfilteredSampleRate = 62.5e6

/** Fewest and most samples of one arbitrary waveform. The guide's headline of 8 MSa is the memory of a channel. */
export const arbitraryPoints = { min: 8, max: 1_000_000, asText: 65_536 } as const

/** Largest sample as an integer; the same below zero. */
export const fullScale = 32_767

const slowest = 1e-6

/**
 * Frequency range in Hz of each function (User's Guide EDU33212-90002, Table of hop frequencies). Without the bandwidth option: a
 * unit with it makes sines up to 25 MHz, which this driver refuses. For noise and dc the frequency is only remembered.
 */
export const frequencyRanges: Readonly<Record<GeneratorFunction, NumberRange>> = {
  sine: { min: slowest, max: 20e6, default: 1000 },
  square: { min: slowest, max: 10e6, default: 1000 },
  triangle: { min: slowest, max: 200e3, default: 1000 },
  ramp: { min: slowest, max: 200e3, default: 1000 },
  pulse: { min: slowest, max: 10e6, default: 1000 },
  prbs: { min: slowest, max: 20e6, default: 1000 },
  noise: { min: slowest, max: 20e6, default: 1000 },
  arbitrary: { min: slowest, max: 20e6, default: 1000 },
  dc: { min: slowest, max: 20e6, default: 1000 },
}

/** Any frequency in Hz: what is known while the function is not. */
export const widestFrequency: NumberRange = { min: slowest, max: 20e6, default: 1000 }

/** Times of the trigger and the burst in s. */
export const burstPeriodRange: NumberRange = { min: 1e-6, max: 8000, default: 10e-3 }

/** Time in s between the end of a burst and the next one (User's Guide; the Trueform reference says 200 ns). */
export const burstPause = 1e-6

/** Slowest waveform in Hz that a burst on the internal trigger can have. */
export const slowestBurst = 126e-6

/** Load settings in Ω; without limit for high impedance. */
export const loadRange: NumberRange = { min: 1, max: 10e3, default: 50 }

/** How many frequencies a list may have. */
export const listLength = 128

const remark = 'not published for this model, taken from the 33500B'

/**
 * How good the levels and the frequency of a channel are. The series has no published accuracy; those of the 33500B generators of
 * the same maker stand in and the components say so: amplitude 1 % + 1 mVpp at 1 kHz, offset 1 % + 0.25 % of the amplitude + 2
 * mV, frequency 1 ppm.
 */
export interface ChannelSpecifications {
  readonly frequency: AccuracySpecification<'Hz'>
  readonly amplitude: AccuracySpecification<'Vpp'>
  readonly offset: AccuracySpecification<'V'>
}

function specificationsOf(channel: Channel): ChannelSpecifications {
  return {
    frequency: {
      function: 'programmed-frequency', channel, unit: 'Hz', remark,
      ranges: [{ limits: [{ ofReading: 1e-6, offset: 15e-12, days: 365 }] }],
    },
    amplitude: {
      function: 'programmed-amplitude', channel, unit: 'Vpp', remark,
      ranges: [{ frequency: { min: 0, max: 1000 }, limits: [{ ofReading: 0.01, offset: 1e-3 }] }],
    },
    offset: {
      function: 'programmed-offset', channel, unit: 'V', remark,
      // 0.25 % of the largest amplitude, 10 Vpp: that of the moment is not known to a specification.
      ranges: [{ limits: [{ ofReading: 0.01, offset: 2e-3 + 0.0025 * 10 }] }],
    },
  }
}

/** By channel. */
export const specifications: Readonly<Record<Channel, ChannelSpecifications>> = { 1: specificationsOf(1), 2: specificationsOf(2) }

/** Least and largest amplitude in Vpp into a load (`Infinity`: high impedance). */
export function amplitudeRange(load: number): NumberRange {
  const factor = emfFactor(load)
  return { min: 2e-3 * factor, max: 20 * factor, default: Math.min(0.1, 20 * factor) }
}

/** Farthest level from 0 V into a load, in V. */
export function peakLimit(load: number): number {
  return 10 * emfFactor(load)
}
