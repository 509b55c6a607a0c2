import type { FunctionGeneratorSettings, Quantity } from '@lab/core'
import type { GeneratorFunction } from '../generator-function.ts'

/** Sequence of a pseudo-random bit stream by the length of its register. */
export type PrbsSequence = 'pn7' | 'pn9' | 'pn11' | 'pn15' | 'pn20' | 'pn23'

/**
 * Filter behind the samples of arbitrary waveforms: −3 dB at 27 % of the sample rate, at 13 %, or none (62.5 MSa/s at most then).
 */
export type ArbitraryFilter = 'normal' | 'step' | 'off'

/**
 * What a channel can be set to. Left out: stays as it is.
 *
 * Levels are as the load that is set gets them: with a load of 50 Ω, a high-impedance input sees twice as much. The levels may be
 * given as amplitude and offset, or as `high` and `low`, not both.
 *
 * Ranges are those of the User's Guide (EDU33212-90002, "Features and Functions"); commands follow the Trueform Series Operating
 * and Service Guide (33500B), whose dialect this series speaks.
 */
export interface GeneratorSettings extends Omit<FunctionGeneratorSettings, 'function'> {
  /** What is generated. `FUNCtion`. */
  readonly function?: GeneratorFunction
  /**
   * In Hz. 1 µHz up to 20 MHz for sine, 10 MHz for square and pulse, 200 kHz for ramp and triangle. For `arbitrary` the
   * repetitions per second, which the sample rate follows. Not for prbs (`bitRate`), noise (`noiseBandwidth`) and dc.
   * `FREQuency`.
   */
  readonly frequency?: Quantity<'Hz'>
  /** Load that levels are meant for: 1 Ω … 10 kΩ or `'high-impedance'`. The output stays as it is. `OUTPut:LOAD`. */
  readonly load?: Quantity<'Ω'> | 'high-impedance'
  /**
   * Peak to peak into the load: 1 mVpp … 10 Vpp at 50 Ω, twice that at high impedance; less for samples that do not span full
   * scale. `VOLTage`.
   */
  readonly amplitude?: Quantity<'Vpp'>
  /** The amplitude as effective value in Vrms, instead of `amplitude`. Not for arbitrary waveforms, whose shape decides it. */
  readonly amplitudeRms?: Quantity<'Vrms'>
  /** The amplitude as power into the load in dBm, instead of `amplitude`. Not at high impedance, nor for arbitrary waveforms. */
  readonly power?: Quantity<'dBm'>
  /** In V: with half of the amplitude no farther from 0 V than 5 V at 50 Ω, 10 V at high impedance. `VOLTage:OFFSet`. */
  readonly offset?: Quantity<'V'>
  /** Upper level in V, at least 1 mV above `low` at 50 Ω. `VOLTage:HIGH`. */
  readonly high?: Quantity<'V'>
  /** Lower level in V. `VOLTage:LOW`. */
  readonly low?: Quantity<'V'>
  /** Phase, −360° … 360°. `PHASe`. */
  readonly phase?: Quantity<'°'>
  /** `inverted` turns the waveform over about its offset. `OUTPut:POLarity`. */
  readonly polarity?: 'normal' | 'inverted'
  /**
   * Of square and pulse in %, 0.01 … 99.99; neither part shorter than 16 ns. `FUNCtion:SQUare:DCYCle`, `FUNCtion:PULSe:DCYCle`.
   */
  readonly dutyCycle?: Quantity<'%'>
  /** Part of the period that a ramp rises for, 0 … 100 %. `FUNCtion:RAMP:SYMMetry`. */
  readonly symmetry?: Quantity<'%'>
  /** Of pulses in s, from 16 ns; not together with `dutyCycle`. `FUNCtion:PULSe:WIDTh`. */
  readonly pulseWidth?: Quantity<'s'>
  /** Rise time of pulses in s, 8.4 ns … 1 µs (10 % to 90 %). `FUNCtion:PULSe:TRANsition:LEADing`. */
  readonly leadingEdge?: Quantity<'s'>
  /** Fall time of pulses in s, 8.4 ns … 1 µs. `FUNCtion:PULSe:TRANsition:TRAiling`. */
  readonly trailingEdge?: Quantity<'s'>
  /** What stays when the period of pulses changes. `FUNCtion:PULSe:HOLD`. */
  readonly pulseHold?: 'width' | 'dutyCycle'
  /** In Hz, 1 mHz … 20 MHz. `FUNCtion:NOISe:BANDwidth`. */
  readonly noiseBandwidth?: Quantity<'Hz'>
  /** Bits per second of a pseudo-random sequence, 1 m … 50 M. `FUNCtion:PRBS:BRATe`. */
  readonly bitRate?: Quantity<'Hz'>
  /** Polynomial of the pseudo-random sequence. `FUNCtion:PRBS:DATA`. */
  readonly sequence?: PrbsSequence
  /** Edges of the pseudo-random sequence in s, 8.4 ns … 1 µs. `FUNCtion:PRBS:TRANsition`. */
  readonly prbsEdges?: Quantity<'s'>
  /** Name of an arbitrary waveform in the volatile memory of the channel. `FUNCtion:ARBitrary`. */
  readonly waveform?: string
  /**
   * Samples per second of arbitrary waveforms, 1 µSa/s … 250 MSa/s; not together with `frequency`. `FUNCtion:ARBitrary:SRATe`.
   */
  readonly sampleRate?: Quantity<'Hz'>
  /** Filter behind the samples. `FUNCtion:ARBitrary:FILTer`. */
  readonly filter?: ArbitraryFilter
  /** What moves an arbitrary waveform on: its sample rate, or each trigger by one sample. `FUNCtion:ARBitrary:ADVance`. */
  readonly advance?: 'sampleRate' | 'trigger'
  /** Whether the output chooses its amplifier range; off avoids glitches when the amplitude changes. `VOLTage:RANGe:AUTO`. */
  readonly autorange?: boolean
  /** `gated`: the external trigger input gates the output. `OUTPut:MODE`. */
  readonly outputMode?: 'normal' | 'gated'
}

/** The names of {@link GeneratorSettings}. */
export const settingNames = [
  'function', 'frequency', 'load', 'amplitude', 'amplitudeRms', 'power', 'offset', 'high', 'low', 'phase', 'polarity',
  'dutyCycle', 'symmetry',
  'pulseWidth', 'leadingEdge', 'trailingEdge', 'pulseHold', 'noiseBandwidth', 'bitRate', 'sequence', 'prbsEdges', 'waveform',
  'sampleRate',
  'filter', 'advance', 'autorange', 'outputMode',
] as const satisfies readonly (keyof GeneratorSettings)[]

/** What a channel is set to, levels as the load gets them. */
export interface GeneratorState {
  readonly function: GeneratorFunction
  /** In Hz. */
  readonly frequency: number
  readonly load: number | 'high-impedance'
  /** In Vpp, whatever unit the instrument shows. */
  readonly amplitude: number
  /** In V. */
  readonly offset: number
  readonly high: number
  readonly low: number
  /** In °. */
  readonly phase: number
  readonly output: boolean
  readonly polarity: 'normal' | 'inverted'
}
