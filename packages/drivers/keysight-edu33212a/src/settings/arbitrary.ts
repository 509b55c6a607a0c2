import {
  action, choiceSetting, numberSetting, type ActionParameter, type Declarations, type Setting, type StringParameter,
} from '@lab/scpi'
import { sampleRateRange, type Channel } from '../specifications.ts'
import { sampleRateByFilter, type Side } from './ranges.ts'

const composes = { kind: 'composes' } as const

const none = { kind: 'none' } as const

/** A name, with or without quotes. */
const nameParameter = { kind: 'string', unquoted: true } as const satisfies StringParameter

const nameOnly: ActionParameter = { parameter: nameParameter }
const optionalName: ActionParameter = { parameter: nameParameter, optional: true }
const samples: ActionParameter = { parameter: { kind: 'number', orBlock: true }, repeated: true }

function arbitraryName(channels: readonly Channel[]): Setting<StringParameter> {
  return {
    kind: 'setting', header: '[SOURce<n>:]FUNCtion:ARBitrary', parameter: nameParameter, channels, reset: builtIn,
    effect: composes,
    description: 'Waveform in volatile memory that the function `arbitrary` plays, by its name or file.',
  }
}

/** What an arbitrary channel plays after a reset. */
const builtIn = 'INT:\\BUILTIN\\EXP_RISE.ARB'

/** Waveforms made of samples. */
export function arbitrarySettings(channels: readonly Channel[], side: Side) {
  return {
    byteOrder: choiceSetting({
      header: 'FORMat:BORDer', choices: { bigEndian: 'NORMal', littleEndian: 'SWAPped' }, reset: 'bigEndian',
      effect: composes,
      description: 'Byte order of samples in blocks.',
    }),
    arbitraryFilter: choiceSetting({
      header: '[SOURce<n>:]FUNCtion:ARBitrary:FILTer', choices: { normal: 'NORMal', step: 'STEP', off: 'OFF' }, channels,
      reset: 'step',
      description: 'Filter behind the samples.',
    }),
    sampleRate: numberSetting({
      header: '[SOURce<n>:]FUNCtion:ARBitrary:SRATe', unit: 'Hz', range: side === 'driver' ? sampleRateByFilter : sampleRateRange,
      channels,
      reset: 40e3, description: 'Samples per second.',
    }),
    arbitrary: arbitraryName(channels),
    arbitraryAdvance: choiceSetting({
      header: '[SOURce<n>:]FUNCtion:ARBitrary:ADVance', choices: { sampleRate: 'SRATe', trigger: 'TRIGger' }, channels,
      reset: 'sampleRate',
      description: 'Whether samples follow the sample rate or triggers.',
    }),
    arbitraryFrequency: action({
      header: '[SOURce<n>:]FUNCtion:ARBitrary:FREQuency', form: 'both', channels, effect: none,
      parameters: [{ parameter: { kind: 'number', unit: 'Hz' } }], description: 'Repetitions per second: sample rate by samples.',
    }),
    arbitraryPeriod: action({
      header: '[SOURce<n>:]FUNCtion:ARBitrary:PERiod', form: 'both', channels, effect: none,
      parameters: [{ parameter: { kind: 'number', unit: 's' } }], description: 'Time of one repetition: samples by sample rate.',
    }),
    arbitraryPeakToPeak: action({
      header: '[SOURce<n>:]FUNCtion:ARBitrary:PTPeak', form: 'both', channels, effect: composes,
      parameters: [{ parameter: { kind: 'number', unit: 'V', words: ['MINimum', 'MAXimum', 'DEFault'] } }],
      description: 'Peak to peak amplitude that full scale samples have, in V.',
    }),
    arbitraryPoints: action({
      header: '[SOURce<n>:]FUNCtion:ARBitrary:POINts', form: 'query', channels, effect: none,
      description: 'How many samples are played.',
    }),
    arbitrarySynchronise: action({
      header: '[SOURce<n>:]FUNCtion:ARBitrary:SYNChronize', form: 'command', channels, effect: none,
      description: 'Makes the arbitrary waveforms of both channels begin at the same time.',
    }),
    uploadFloats: action({
      header: '[SOURce<n>:]DATA:ARBitrary', form: 'command', channels, effect: composes,
      parameters: [nameOnly, samples], description: 'Samples −1 … +1 under a name, as a block of float32 or as numbers.',
    }),
    uploadIntegers: action({
      header: '[SOURce<n>:]DATA:ARBitrary:DAC', form: 'command', channels, effect: composes,
      parameters: [nameOnly, samples], description: 'Samples −32767 … +32767 under a name, as a block of int16 or as numbers.',
    }),
    uploadSequence: action({
      header: '[SOURce<n>:]DATA:SEQuence', form: 'command', channels, effect: none,
      parameters: [{ parameter: { kind: 'block' } }],
      description: 'A sequence of waveforms in volatile memory, as text in a block.',
    }),
    volatileClear: action({
      header: '[SOURce<n>:]DATA:VOLatile:CLEar', form: 'command', channels, effect: none,
      description: 'Forgets every waveform in volatile memory but the one that plays.',
    }),
    volatileCatalog: action({
      header: '[SOURce<n>:]DATA:VOLatile:CATalog', form: 'query', channels, effect: none,
      description: 'Waveforms in volatile memory.',
    }),
    volatileFree: action({
      header: '[SOURce<n>:]DATA:VOLatile:FREE', form: 'query', channels, effect: none,
      description: 'Free volatile memory, in blocks of 128 samples.',
    }),
    samplesPoints: attribute('POINts', channels, 'How many samples a waveform has.'),
    samplesAverage: attribute('AVERage', channels, 'Average of the samples of a waveform, full scale being 1.'),
    samplesCrestFactor: attribute('CFACtor', channels, 'Peak by effective value of a waveform.'),
    samplesPeakToPeak: attribute('PTPeak', channels, 'Largest less smallest sample of a waveform, full scale being 1.'),
  } as const satisfies Declarations
}

function attribute(node: string, channels: readonly Channel[], description: string) {
  return action({
    header: `[SOURce<n>:]DATA:ATTRibute:${node}`, form: 'query', channels, effect: none, parameters: [optionalName], description,
  })
}
