import type { NumberRange } from '@lab/scpi'

/** The inputs. */
export const channels = [1, 2] as const

export type Channel = (typeof channels)[number]

/** The reference waveforms (`:WMEMory<r>`). */
export const references = [1, 2] as const

export type Reference = (typeof references)[number]

/**
 * Bandwidths in Hz: of the instrument (data sheet) and with its limiter (Programmer's Guide of the 1200 X-Series and EDUX1052A/G,
 * `:CHANnel<n>:BANDwidth`). One text on the family says 20 MHz for the limiter.
 */
export const bandwidth = { full: 50e6, limited: 25e6 } as const

/** Divisions of the screen. */
export const grid = { columns: 10, rows: 8 } as const

/** Codes of the 8-bit converter for one division; 128 is the middle of the screen. */
export const codesPerDivision = 25

/** Probe attenuation that can be set. */
export const probeRange: NumberRange = { min: 0.1, max: 10_000, default: 10 }

/**
 * Vertical scale in V per division with a 1:1 probe; times the attenuation otherwise. Some guides of the family begin at 1 mV and
 * end at 5 V.
 */
export const scaleRange: NumberRange = { min: 500e-6, max: 10 }

/**
 * Largest offset in V either way with a 1:1 probe; times the attenuation otherwise. It is not published for this model: the 2000
 * X-Series has 2 V up to 200 mV per division and 50 V above. The driver refuses what is outside the larger one and asks the
 * instrument what it has made of the rest.
 */
export const offsetLimits = { fine: 2, coarse: 50, fineUpTo: 0.2 } as const

/**
 * Scales per division of what is computed: math, FFT and reference waveforms. Not published: what is outside is taken as far as
 * it goes.
 */
export const computedScales = {
  mathScale: { min: 1e-9, max: 1e9 }, fftScale: { min: 1e-6, max: 1e3 }, referenceScale: { min: 1e-9, max: 1e9 },
} as const

/** Time per division in s. */
export const timeRange: NumberRange = { min: 5e-9, max: 50, default: 100e-6 }

/** Trigger hold-off in s (2000 X-Series Programmer's Guide, `:TRIGger:HOLDoff`). */
export const holdoffRange: NumberRange = { min: 60e-9, max: 10, default: 60e-9 }

/** Pulse widths that a trigger can ask for, in s. */
export const widthRange: NumberRange = { min: 10e-9, max: 10 }

/** Averages of `:ACQuire:COUNt`. */
export const averageRange: NumberRange = { min: 2, max: 65_536, default: 8 }

/** How far from the middle of the screen a trigger level may be, in parts of the full screen. */
export const triggerReach = 0.75

/** Functions of the generator (EDUX1052G). */
export const generatorFunctions = ['sine', 'square', 'ramp', 'pulse', 'noise', 'dc'] as const

export type GeneratorFunction = (typeof generatorFunctions)[number]

/** Frequency range in Hz by function; that of the ramp is 200 kHz in some guides of the family. */
const generatorFrequencies: Readonly<Record<string, NumberRange>> = {
  sine: { min: 0.1, max: 20e6, default: 1000 },
  square: { min: 0.1, max: 10e6, default: 1000 },
  pulse: { min: 0.1, max: 10e6, default: 1000 },
  ramp: { min: 0.1, max: 100e3, default: 1000 },
}

/** The widest of the frequency ranges. */
export const widestFrequency: NumberRange = { min: 0.1, max: 20e6, default: 1000 }

/** Frequency range of the generator for a function; noise and DC keep the frequency without using it. */
export function generatorFrequencyRange(name: unknown): NumberRange {
  return generatorFrequencies[String(name)] ?? widestFrequency
}

/**
 * Amplitude in V peak to peak into an open circuit; half of it into 50 Ω. The 2000 X-Series has 20 mV to 5 V, G models of the
 * 1000 X-Series up to 12 V: what is in between the instrument decides.
 */
export const openAmplitude: NumberRange = { min: 0.02, max: 12, default: 0.5 }

/** Offset in V either way into an open circuit; half of it into 50 Ω. */
export const openOffset: NumberRange = { min: -6, max: 6, default: 0 }

/** A range into the load set: half of that into an open circuit at 50 Ω. */
export function intoLoad(range: NumberRange, load: unknown): NumberRange {
  const share = load === 'fifty' ? 0.5 : 1
  return { min: range.min * share, max: range.max * share, default: range.default === undefined ? 0 : range.default }
}

/** Least time in s that a pulse is high, and low. */
export const leastPulse = 20e-9

/** Frequencies in Hz of the frequency response analysis. */
export const responseRange: NumberRange = { min: 20, max: 20e6 }

/** Most points of a frequency response analysis. */
export const mostResponsePoints = 1000

/** Resistance of the generator's output in Ω. */
export const generatorResistance = 50

/** Input resistance in Ω with a 1:1 probe. */
export const inputResistance = 1e6
