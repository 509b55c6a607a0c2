import { booleanSetting, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import type { Channel } from '../specifications.ts'

const composes = { kind: 'composes' } as const

const modes = { offset: 'OFFSet', ratio: 'RATio' } as const
const ratio = { min: 0.001, max: 1000, default: 1 } as const

/** What joins the two channels of an EDU33212A. The EDU33211A has none of it. */
export function couplingSettings(channels: readonly Channel[]) {
  return {
    amplitudeCoupling: booleanSetting({
      header: '[SOURce<n>:]VOLTage:COUPle[:STATe]', channels, reset: false,
      effect: composes,
      description: 'Makes both channels share amplitude, offset, range, load and unit.',
    }),
    frequencyCouplingMode: choiceSetting({
      header: '[SOURce<n>:]FREQuency:COUPle:MODE', choices: modes, channels, reset: 'ratio',
      description: 'Whether coupled frequencies keep their difference or their ratio.',
    }),
    frequencyCouplingOffset: numberSetting({
      header: '[SOURce<n>:]FREQuency:COUPle:OFFSet', unit: 'Hz', range: { min: -20e6, max: 20e6, default: 0 }, channels, reset: 0,
      description: 'Frequency of the other channel less that of this one.',
    }),
    frequencyCouplingRatio: numberSetting({
      header: '[SOURce<n>:]FREQuency:COUPle:RATio', range: ratio, channels, reset: 1,
      description: 'Frequency of the other channel in parts of that of this one.',
    }),
    frequencyCoupling: booleanSetting({
      header: '[SOURce<n>:]FREQuency:COUPle[:STATe]', channels, reset: false,
      description: 'Makes the frequency of the other channel follow this one.',
    }),
    sampleRateCouplingMode: choiceSetting({
      header: '[SOURce<n>:]RATE:COUPle:MODE', choices: modes, channels, reset: 'ratio',
      description: 'Whether coupled sample rates keep their difference or their ratio.',
    }),
    sampleRateCouplingOffset: numberSetting({
      header: '[SOURce<n>:]RATE:COUPle:OFFSet', unit: 'Hz', range: { min: -250e6, max: 250e6, default: 0 }, channels, reset: 0,
      description: 'Sample rate of the other channel less that of this one.',
    }),
    sampleRateCouplingRatio: numberSetting({
      header: '[SOURce<n>:]RATE:COUPle:RATio', range: ratio, channels, reset: 1,
      description: 'Sample rate of the other channel in parts of that of this one.',
    }),
    sampleRateCoupling: booleanSetting({
      header: '[SOURce<n>:]RATE:COUPle[:STATe]', channels, reset: false,
      description: 'Makes the sample rate of the other channel follow this one.',
    }),
    combine: choiceSetting({
      header: '[SOURce<n>:]COMBine:FEED', choices: { none: 'NONE', channel1: 'CH1', channel2: 'CH2' }, channels, reset: 'none',
      effect: composes,
      description: 'Channel whose waveform is added to this one, without its offset.',
    }),
    tracking: choiceSetting({
      header: '[SOURce<n>:]TRACk', choices: { off: 'OFF', on: 'ON', inverted: 'INVerted' }, channels, reset: 'off',
      effect: composes,
      description: 'Makes the other channel copy this one, or its mirror image. It ends couplings and COMBine.',
    }),
  } as const satisfies Declarations
}
