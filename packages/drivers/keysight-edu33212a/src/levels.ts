import type { GeneratorFunction } from './generator-function.ts'

/** Resistance of an output in Ω. */
const sourceResistance = 50

/** Part of the open-circuit voltage that a load gets: ½ at 50 Ω, 1 for high impedance (`Infinity`). */
export function emfFactor(load: number): number {
  return load === Infinity ? 1 : load / (load + sourceResistance)
}

/** The units an amplitude can be given in. */
export type AmplitudeUnit = 'Vpp' | 'Vrms' | 'dBm'

const sineRms = 1 / (2 * Math.SQRT2)
const triangleRms = 1 / (2 * Math.sqrt(3))
/** Half of the peaks is 4.6 times the effective value: the crest factor of the noise. */
const noiseRms = 1 / (2 * 4.6)

/** Effective value of 1 Vpp, by function. What an arbitrary waveform has depends on its samples; ½ is the most there is. */
const rmsOfPeakToPeak: Readonly<Record<GeneratorFunction, number>> = {
  sine: sineRms, square: 0.5, triangle: triangleRms, ramp: triangleRms, pulse: 0.5, prbs: 0.5, noise: noiseRms, arbitrary: 0.5,
  dc: 0.5,
}

/** What an amplitude in one unit is in another depends on. */
export interface AmplitudeContext {
  readonly function: GeneratorFunction
  /** In Ω, `Infinity` for high impedance. */
  readonly load: number
}

/** An amplitude in Vpp as a unit has it. */
export function fromPeakToPeak(peakToPeak: number, unit: AmplitudeUnit, context: AmplitudeContext): number {
  if (unit === 'Vpp') return peakToPeak
  const rms = peakToPeak * rmsOfPeakToPeak[context.function]
  return unit === 'Vrms' ? rms : 10 * Math.log10(rms ** 2 / context.load / 1e-3)
}

/** An amplitude of a unit in Vpp. */
export function toPeakToPeak(amplitude: number, unit: AmplitudeUnit, context: AmplitudeContext): number {
  if (unit === 'Vpp') return amplitude
  const rms = unit === 'Vrms' ? amplitude : Math.sqrt(10 ** (amplitude / 10) * 1e-3 * context.load)
  return rms / rmsOfPeakToPeak[context.function]
}

/** A number without what binary arithmetic adds behind the fifteenth digit, as the instrument keeps it. */
export function settled(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(15)) : value
}
