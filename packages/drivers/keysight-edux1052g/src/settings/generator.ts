import { booleanSetting, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import {
  generatorFrequencyRange, intoLoad, leastPulse, mostResponsePoints, openAmplitude, openOffset, responseRange, widestFrequency,
} from '../specifications.ts'
import { both, command, query, quantity, required, words } from './declare.ts'
import { analogSources } from './sources.ts'

const loads = { open: 'ONEMeg', fifty: 'FIFTy' } as const
const percent = { min: 0, max: 100, default: 50 }
const highAndLow = { kind: 'unknowable', why: 'it changes amplitude and offset together' } as const
const modulating = { min: 0.1, max: 20e3, default: 100 }

/**
 * `:WGEN` and `:FRANalysis` of the EDUX1052G (2000 X-Series Programmer's Guide; the analysis is of the G models of the 1000 and
 * 1200 X-Series).
 */
export const generatorDeclarations = {
  generatorFunction: choiceSetting({
    header: 'WGEN:FUNCtion',
    choices: { sine: 'SINusoid', square: 'SQUare', ramp: 'RAMP', pulse: 'PULSe', noise: 'NOISe', dc: 'DC' },
    reset: 'sine', description: 'Function of the generator.',
  }),
  generatorFrequency: numberSetting({
    header: 'WGEN:FREQuency', unit: 'Hz', reset: 1000, description: 'Frequency of the generator.',
    range: {
      dependsOn: ['generatorFunction'], widest: widestFrequency,
      at: ({ generatorFunction }) => generatorFrequencyRange(generatorFunction),
    },
  }),
  generatorLoad: choiceSetting({
    header: 'WGEN:OUTPut:LOAD', choices: loads, reset: 'open',
    effect: { kind: 'unknowable', why: 'it changes what amplitude and offset mean' },
    description: 'Load that amplitude and offset refer to.',
  }),
  generatorAmplitude: numberSetting({
    header: 'WGEN:VOLTage', unit: 'V', reset: 0.5, effect: { kind: 'level', quantity: 'amplitude' },
    range: {
      dependsOn: ['generatorLoad'], widest: { ...openAmplitude, min: openAmplitude.min / 2 },
      at: ({ generatorLoad }) => intoLoad(openAmplitude, generatorLoad),
    },
    description: 'Amplitude peak to peak into the load set.',
  }),
  generatorOffset: numberSetting({
    header: 'WGEN:VOLTage:OFFSet', unit: 'V', reset: 0, effect: { kind: 'level', quantity: 'offset' },
    range: { dependsOn: ['generatorLoad'], widest: openOffset, at: ({ generatorLoad }) => intoLoad(openOffset, generatorLoad) },
    description: 'Offset into the load set.',
  }),
  generatorHigh: both(
    'WGEN:VOLTage:HIGH', 'Upper level: offset and half of the amplitude.', [required(quantity('V'))], highAndLow,
  ),
  generatorLow: both(
    'WGEN:VOLTage:LOW', 'Lower level: offset less half of the amplitude.', [required(quantity('V'))], highAndLow,
  ),
  generatorPeriod: both('WGEN:PERiod', 'One over the frequency.', [required(quantity('s'))]),
  squareDutyCycle: numberSetting({
    header: 'WGEN:FUNCtion:SQUare:DCYCle', range: { min: 20, max: 80, default: 50 }, reset: 50,
    description: 'Duty cycle of the square wave in percent.',
  }),
  rampSymmetry: numberSetting({
    header: 'WGEN:FUNCtion:RAMP:SYMMetry', range: percent, reset: 100,
    description: 'Part of the period in which the ramp rises, in percent.',
  }),
  pulseWidth: numberSetting({
    header: 'WGEN:FUNCtion:PULSe:WIDTh', unit: 's', reset: 100e-6, description: 'Width of the pulse.',
    range: {
      dependsOn: ['generatorFrequency'], widest: { min: leastPulse, max: 10 - leastPulse },
      at: ({ generatorFrequency }) => ({
        min: leastPulse, max: Math.max(leastPulse, 1 / Number(generatorFrequency) - leastPulse),
      }),
    },
  }),
  noiseAdded: numberSetting({
    header: 'WGEN:MODulation:NOISe', range: { min: 0, max: 100, default: 0 }, reset: 0,
    description: 'Noise added to the signal, in percent of the amplitude.',
  }),
  modulation: booleanSetting({
    header: 'WGEN:MODulation:STATe', reset: false, description: 'Whether the generator is modulated; not pulse, noise and DC.',
  }),
  modulationType: choiceSetting({
    header: 'WGEN:MODulation:TYPE', choices: { am: 'AM', fm: 'FM', fsk: 'FSK' }, reset: 'am', description: 'Kind of modulation.',
  }),
  modulationFunction: choiceSetting({
    header: 'WGEN:MODulation:FUNCtion', choices: { sine: 'SINusoid', square: 'SQUare', ramp: 'RAMP' }, reset: 'sine',
    description: 'Shape of the modulation.',
  }),
  modulationRampSymmetry: numberSetting({
    header: 'WGEN:MODulation:FUNCtion:RAMP:SYMMetry', range: percent, reset: 50,
    description: 'Symmetry of a modulating ramp in percent.',
  }),
  amDepth: numberSetting({
    header: 'WGEN:MODulation:AM:DEPTh', range: { min: 0, max: 100, default: 50 }, reset: 50,
    description: 'Depth of amplitude modulation in percent.',
  }),
  amFrequency: numberSetting({
    header: 'WGEN:MODulation:AM:FREQuency', unit: 'Hz', range: modulating, reset: 100,
    description: 'Frequency of amplitude modulation.',
  }),
  fmDeviation: numberSetting({
    header: 'WGEN:MODulation:FM:DEViation', unit: 'Hz', range: { min: 0.1, max: 10e6 }, reset: 1000,
    description: 'Deviation of frequency modulation.',
  }),
  fmFrequency: numberSetting({
    header: 'WGEN:MODulation:FM:FREQuency', unit: 'Hz', range: modulating, reset: 100,
    description: 'Frequency of frequency modulation.',
  }),
  fskFrequency: numberSetting({
    header: 'WGEN:MODulation:FSKey:FREQuency', unit: 'Hz', range: widestFrequency, reset: 500,
    description: 'The other frequency of frequency shift keying.',
  }),
  fskRate: numberSetting({
    header: 'WGEN:MODulation:FSKey:RATE', unit: 'Hz', range: modulating, reset: 100,
    description: 'How often frequency shift keying changes.',
  }),
  // After what it would put out: the order in which a setup is taken back.
  generatorOutput: booleanSetting({
    header: 'WGEN:OUTPut', reset: false, effect: { kind: 'energises' }, description: 'Switches the output of the generator.',
  }),
  resetGenerator: command('WGEN:RST', 'Resets the generator.', [], { kind: 'reset' }),
  generatorSetup: query('WGEN', 'All settings of the generator as a learn string.'),

  responseAmplitude: numberSetting({
    header: 'FRANalysis:WGEN:VOLTage', unit: 'V', range: openAmplitude, reset: 0.2,
    effect: { kind: 'level', quantity: 'amplitude', armed: true },
    description: 'Amplitude of the frequency response analysis, peak to peak into the load set.',
  }),
  responseLoad: choiceSetting({
    header: 'FRANalysis:WGEN:LOAD', choices: loads, reset: 'fifty',
    effect: { kind: 'unknowable', why: 'it changes what the amplitude means' },
    description: 'Load that this amplitude refers to.',
  }),
  responseEnable: booleanSetting({
    header: 'FRANalysis:ENABle', reset: false, description: 'Whether the frequency response analysis is on.',
  }),
  responseMode: choiceSetting({
    header: 'FRANalysis:FREQuency:MODE', choices: { sweep: 'SWEep', single: 'SINGle' }, reset: 'sweep',
    description: 'Many frequencies, or one.',
  }),
  responseStart: numberSetting({
    header: 'FRANalysis:FREQuency:STARt', unit: 'Hz', range: { ...responseRange, default: 100 }, reset: 100,
    description: 'First frequency; decades only on older models.',
  }),
  responseStop: numberSetting({
    header: 'FRANalysis:FREQuency:STOP', unit: 'Hz', range: { ...responseRange, default: 20e6 }, reset: 20e6,
    description: 'Last frequency.',
  }),
  responseSingle: numberSetting({
    header: 'FRANalysis:FREQuency:SINGle', unit: 'Hz', range: { ...responseRange, default: 1000 }, reset: 1000,
    description: 'The one frequency.',
  }),
  responsePoints: numberSetting({
    header: 'FRANalysis:SWEep:POINts', range: { min: 1, max: mostResponsePoints, default: 100 }, integer: true, format: 'nr1',
    reset: 100,
    description: 'Points of a sweep.',
  }),
  responseInput: choiceSetting({
    header: 'FRANalysis:SOURce:INPut', choices: analogSources, reset: 'channel1',
    description: 'Channel at the input of what is analysed.',
  }),
  responseOutput: choiceSetting({
    header: 'FRANalysis:SOURce:OUTPut', choices: analogSources, reset: 'channel2', description: 'Channel at its output.',
  }),
  responseTrace: choiceSetting({
    header: 'FRANalysis:TRACe', choices: { none: 'NONE', all: 'ALL', gain: 'GAIN', phase: 'PHASe' }, reset: 'all',
    description: 'Which traces are shown.',
  }),
  runResponse: command('FRANalysis:RUN', 'Runs the analysis; the generator is on while it does.', [], { kind: 'triggers' }),
  responseData: query(
    'FRANalysis:DATA', 'The results as comma-separated text in a block.',
    [{ parameter: words({ single: 'SINGle', sweep: 'SWEep' }), optional: true }],
  ),
  responseSetup: query('FRANalysis', 'All settings of the analysis as a learn string.'),
} as const satisfies Declarations
