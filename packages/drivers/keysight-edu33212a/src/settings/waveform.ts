import { choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import type { Channel } from '../specifications.ts'
import { edgeRange } from '../specifications.ts'
import { edgeFor, pulseDutyFor, pulseWidthFor } from './pulse-ranges.ts'
import { angle, frequencyFor, squareDuty, type Side } from './ranges.ts'

const composes = { kind: 'composes' } as const

/** The words of `FUNCtion`. */
export const functionWords = {
  sine: 'SINusoid', square: 'SQUare', triangle: 'TRIangle', ramp: 'RAMP', pulse: 'PULSe', prbs: 'PRBS', noise: 'NOISe',
  arbitrary: 'ARB', dc: 'DC',
} as const

/** The words of `FUNCtion:PRBS:DATA`. */
const sequenceWords = { pn7: 'PN7', pn9: 'PN9', pn11: 'PN11', pn15: 'PN15', pn20: 'PN20', pn23: 'PN23' } as const

/** What is generated, and its shape. */
export function waveformSettings(channels: readonly Channel[], side: Side) {
  return {
    function: choiceSetting({
      header: '[SOURce<n>:]FUNCtion', choices: functionWords, channels, reset: 'sine',
      effect: composes,
      description: 'What a channel generates.',
    }),
    frequency: numberSetting({
      header: '[SOURce<n>:]FREQuency', unit: 'Hz', range: frequencyFor(1000), channels, reset: 1000,
      description: 'Frequency, by the function.',
    }),
    squareDutyCycle: numberSetting({
      header: '[SOURce<n>:]FUNCtion:SQUare:DCYCle', unit: '%', range: squareDuty, channels, reset: 50,
      description: 'Duty cycle of squares.',
    }),
    squarePeriod: numberSetting({
      header: '[SOURce<n>:]FUNCtion:SQUare:PERiod', unit: 's', range: { min: 100e-9, max: 1e6, default: 1e-3 }, channels,
      reset: 1e-3,
      description: 'Period of squares: the frequency once more.',
    }),
    rampSymmetry: numberSetting({
      header: '[SOURce<n>:]FUNCtion:RAMP:SYMMetry', unit: '%', range: { min: 0, max: 100, default: 100 }, channels, reset: 100,
      description: 'Part of the period that a ramp rises for.',
    }),
    pulseHold: choiceSetting({
      header: '[SOURce<n>:]FUNCtion:PULSe:HOLD', choices: { width: 'WIDTh', dutyCycle: 'DCYCle' }, channels, reset: 'width',
      description: 'What stays when the period of pulses changes.',
    }),
    pulsePeriod: numberSetting({
      header: '[SOURce<n>:]FUNCtion:PULSe:PERiod', unit: 's', range: { min: 100e-9, max: 1e6, default: 1e-3 }, channels,
      reset: 1e-3,
      description: 'Period of pulses: the frequency once more.',
    }),
    pulseWidth: numberSetting({
      header: '[SOURce<n>:]FUNCtion:PULSe:WIDTh', unit: 's', range: pulseWidthFor(side), channels, reset: 100e-6,
      description: 'Width of pulses, between the middles of their edges.',
    }),
    pulseDutyCycle: numberSetting({
      header: '[SOURce<n>:]FUNCtion:PULSe:DCYCle', unit: '%', range: pulseDutyFor(side), channels, reset: 10,
      description: 'Width of pulses in parts of the period.',
    }),
    pulseLeadingEdge: numberSetting({
      header: '[SOURce<n>:]FUNCtion:PULSe:TRANsition:LEADing', unit: 's', range: edgeFor(side, 'pulseTrailingEdge'), channels,
      reset: 10e-9,
      description: 'Rise time of pulses, 10 % to 90 %.',
    }),
    pulseTrailingEdge: numberSetting({
      header: '[SOURce<n>:]FUNCtion:PULSe:TRANsition:TRAiling', unit: 's', range: edgeFor(side, 'pulseLeadingEdge'), channels,
      reset: 10e-9,
      description: 'Fall time of pulses, 90 % to 10 %.',
    }),
    pulseEdges: numberSetting({
      header: '[SOURce<n>:]FUNCtion:PULSe:TRANsition[:BOTH]', unit: 's', range: edgeFor(side, undefined), channels, reset: 10e-9,
      description: 'Both edges of pulses; reads the leading one.',
    }),
    noiseBandwidth: numberSetting({
      header: '[SOURce<n>:]FUNCtion:NOISe:BANDwidth', unit: 'Hz', range: { min: 1e-3, max: 20e6, default: 100e3 }, channels,
      reset: 100e3,
      description: 'Bandwidth of noise.',
    }),
    prbsBitRate: numberSetting({
      header: '[SOURce<n>:]FUNCtion:PRBS:BRATe', unit: 'Hz', range: { min: 1e-3, max: 50e6, default: 1000 }, channels,
      reset: 1000,
      description: 'Bits per second of a pseudo-random sequence. The upper bound is that of the 33500B.',
    }),
    prbsSequence: choiceSetting({
      header: '[SOURce<n>:]FUNCtion:PRBS:DATA', choices: sequenceWords, channels, reset: 'pn7',
      description: 'Polynomial of a pseudo-random sequence.',
    }),
    prbsEdges: numberSetting({
      header: '[SOURce<n>:]FUNCtion:PRBS:TRANsition[:BOTH]', unit: 's', range: { ...edgeRange, default: 8.4e-9 }, channels,
      reset: 8.4e-9,
      description: 'Rise and fall time of a pseudo-random sequence.',
    }),
    angleUnit: choiceSetting({
      header: 'UNIT:ANGLe', choices: { degree: 'DEGree', radian: 'RADian' }, reset: 'degree',
      description: 'Unit of phases in messages.',
    }),
    phase: numberSetting({
      header: '[SOURce<n>:]PHASe', unit: '°', range: angle, channels, reset: 0,
      description: 'Phase, in the unit set.',
    }),
  } as const satisfies Declarations
}
