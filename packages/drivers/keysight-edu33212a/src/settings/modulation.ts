import { booleanSetting, choiceSetting, numberSetting, type Declarations, type SettingEffect } from '@lab/scpi'
import type { Channel } from '../specifications.ts'
import { pwmDeviationFor } from './pulse-ranges.ts'
import { fmDeviationFor, frequencyFor, modulatingFrequency, type Side } from './ranges.ts'

/** The words of `…:INTernal:FUNCtion`. */
const shapeWords = {
  sine: 'SINusoid', square: 'SQUare', ramp: 'RAMP', negativeRamp: 'NRAMp', triangle: 'TRIangle', noise: 'NOISe', prbs: 'PRBS',
  arbitrary: 'ARB',
} as const

const keyedSources = { internal: 'INTernal', external: 'EXTernal' } as const
const keyingRate = { min: 125e-6, max: 1e6, default: 10 } as const

function stateSetting(node: string, channels: readonly Channel[], what: string, effect?: SettingEffect) {
  return booleanSetting({
    header: `[SOURce<n>:]${node}:STATe`, channels, reset: false, ...(effect === undefined ? {} : { effect }),
    description: `Switches ${what}. On, it switches off every other modulation, sweep, list and burst.`,
  })
}

function shapeSetting(node: string, channels: readonly Channel[], what: string) {
  return choiceSetting({
    header: `[SOURce<n>:]${node}:INTernal:FUNCtion`, choices: shapeWords, channels, reset: 'sine',
    description: `Shape that modulates: ${what}.`,
  })
}

function rateSetting(node: string, shape: string, channels: readonly Channel[], fallback: number, what: string) {
  return numberSetting({
    header: `[SOURce<n>:]${node}:INTernal:FREQuency`, unit: 'Hz', range: modulatingFrequency(shape, fallback), channels,
    reset: fallback,
    description: `Frequency that modulates: ${what}.`,
  })
}

/** AM and PM. */
function amplitudeAndPhase(channels: readonly Channel[]) {
  return {
    amDepth: numberSetting({
      header: '[SOURce<n>:]AM[:DEPTh]', unit: '%', range: { min: 0, max: 120, default: 100 }, channels, reset: 100,
      description: 'Depth of amplitude modulation.',
    }),
    amSuppressedCarrier: booleanSetting({
      header: '[SOURce<n>:]AM:DSSC', channels, reset: false, description: 'Whether amplitude modulation suppresses the carrier.',
    }),
    amShape: shapeSetting('AM', channels, 'amplitude'),
    amFrequency: rateSetting('AM', 'amShape', channels, 100, 'amplitude'),
    pmDeviation: numberSetting({
      header: '[SOURce<n>:]PM:DEViation', unit: '°', range: { min: 0, max: 360, default: 180 }, channels, reset: 180,
      description: 'Largest change of the phase by phase modulation.',
    }),
    pmShape: shapeSetting('PM', channels, 'phase'),
    pmFrequency: rateSetting('PM', 'pmShape', channels, 10, 'phase'),
  } as const satisfies Declarations
}

/** FM, PWM and SUM. */
function frequencyAndWidth(channels: readonly Channel[], side: Side) {
  return {
    fmDeviation: numberSetting({
      header: '[SOURce<n>:]FM[:DEViation]', unit: 'Hz', range: fmDeviationFor(side), channels, reset: 100,
      description: 'Largest change of the frequency by frequency modulation.',
    }),
    fmShape: shapeSetting('FM', channels, 'frequency'),
    fmFrequency: rateSetting('FM', 'fmShape', channels, 10, 'frequency'),
    pwmDeviation: numberSetting({
      header: '[SOURce<n>:]PWM:DEViation', unit: 's', range: pwmDeviationFor(side, 'width'), channels, reset: 10e-6,
      description: 'Largest change of the width by pulse width modulation.',
    }),
    pwmDutyDeviation: numberSetting({
      header: '[SOURce<n>:]PWM:DEViation:DCYCle', unit: '%', range: pwmDeviationFor(side, 'duty'), channels, reset: 1,
      description: 'Largest change of the duty cycle by pulse width modulation: the deviation once more.',
    }),
    pwmShape: shapeSetting('PWM', channels, 'pulse width'),
    pwmFrequency: rateSetting('PWM', 'pwmShape', channels, 10, 'pulse width'),
    sumAmplitude: numberSetting({
      header: '[SOURce<n>:]SUM:AMPLitude', unit: '%', range: { min: 0, max: 100, default: 0.1 }, channels, reset: 0.1,
      description: 'What is added to the carrier, in parts of its amplitude.',
    }),
    sumShape: shapeSetting('SUM', channels, 'added'),
    sumFrequency: rateSetting('SUM', 'sumShape', channels, 100, 'added'),
  } as const satisfies Declarations
}

/** FSK and BPSK. */
function keying(channels: readonly Channel[]) {
  return {
    fskFrequency: numberSetting({
      header: '[SOURce<n>:]FSKey:FREQuency', unit: 'Hz', range: frequencyFor(100), channels, reset: 100,
      description: 'Frequency that keying hops to.',
    }),
    fskRate: numberSetting({
      header: '[SOURce<n>:]FSKey:INTernal:RATE', unit: 'Hz', range: keyingRate, channels, reset: 10,
      description: 'How often the frequency hops.',
    }),
    fskSource: choiceSetting({
      header: '[SOURce<n>:]FSKey:SOURce', choices: keyedSources, channels, reset: 'internal',
      description: 'What makes the frequency hop; the external input is Ext Trig, high for the hop frequency.',
    }),
    bpskPhase: numberSetting({
      header: '[SOURce<n>:]BPSK[:PHASe]', unit: '°', range: { min: 0, max: 360, default: 180 }, channels, reset: 180,
      description: 'Phase that keying shifts by.',
    }),
    bpskRate: numberSetting({
      header: '[SOURce<n>:]BPSK:INTernal:RATE', unit: 'Hz', range: keyingRate, channels, reset: 10,
      description: 'How often the phase shifts.',
    }),
    bpskSource: choiceSetting({
      header: '[SOURce<n>:]BPSK:SOURce', choices: keyedSources, channels, reset: 'internal',
      description: 'What shifts the phase; the external input is Ext Trig, high for the shifted phase.',
    }),
  } as const satisfies Declarations
}

/** What modulates: the internal generator, and on a model with two channels the other one. */
function sources<Source extends string>(
  channels: readonly Channel[], words: Readonly<Record<Source, string>>, internal: NoInfer<Source>,
) {
  const source = (node: string) => choiceSetting({
    header: `[SOURce<n>:]${node}:SOURce`, choices: words, channels, reset: internal,
    description: 'What modulates: the internal generator or the other channel.',
  })
  return {
    amSource: source('AM'), fmSource: source('FM'), pmSource: source('PM'), pwmSource: source('PWM'), sumSource: source('SUM'),
  } as const satisfies Declarations
}

/** Modulation of every kind. Only one of them, a sweep, a list or a burst is on at a time. */
export function modulationSettings<Source extends string>(
  channels: readonly Channel[], side: Side, words: Readonly<Record<Source, string>>, internal: NoInfer<Source>,
) {
  return {
    ...amplitudeAndPhase(channels),
    ...frequencyAndWidth(channels, side),
    ...keying(channels),
    ...sources(channels, words, internal),
    amState: stateSetting('AM', channels, 'amplitude modulation', { kind: 'composes' }),
    fmState: stateSetting('FM', channels, 'frequency modulation'),
    pmState: stateSetting('PM', channels, 'phase modulation'),
    pwmState: stateSetting('PWM', channels, 'pulse width modulation'),
    sumState: stateSetting('SUM', channels, 'the sum with a modulating signal', { kind: 'composes' }),
    fskState: stateSetting('FSKey', channels, 'frequency shift keying'),
    bpskState: stateSetting('BPSK', channels, 'binary phase shift keying'),
  } as const satisfies Declarations
}
