import { booleanSetting, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import { loadRange, type Channel } from '../specifications.ts'
import { amplitudeFor, boundFor, levelFor, offsetFor, type Side } from './ranges.ts'

const composes = { kind: 'composes' } as const

const polarity = { normal: 'NORMal', inverted: 'INVerted' } as const
const slope = { positive: 'POSitive', negative: 'NEGative' } as const

/** Levels as the load set gets them. */
export function levelSettings(channels: readonly Channel[], side: Side) {
  return {
    load: numberSetting({
      header: 'OUTPut<n>:LOAD', unit: 'Ω', range: loadRange, infinity: 'INFinity', channels, reset: 50,
      effect: composes,
      description: 'Load that levels are meant for. A change leaves the output as it is and says all levels anew.',
    }),
    amplitudeUnit: choiceSetting({
      header: '[SOURce<n>:]VOLTage:UNIT', choices: { Vpp: 'VPP', Vrms: 'VRMS', dBm: 'DBM' }, channels, reset: 'Vpp',
      effect: composes,
      description: 'Unit of the amplitude in messages.',
    }),
    amplitude: numberSetting({
      header: '[SOURce<n>:]VOLTage', unit: 'Vpp', range: amplitudeFor(side), channels, reset: 0.1,
      effect: composes,
      description: 'Amplitude into the load, in the unit set.',
    }),
    offset: numberSetting({
      header: '[SOURce<n>:]VOLTage:OFFSet', unit: 'V', range: offsetFor(side), channels, reset: 0,
      effect: composes,
      description: 'Offset into the load.',
    }),
    high: numberSetting({
      header: '[SOURce<n>:]VOLTage:HIGH', unit: 'V', range: levelFor(side, 1), channels, reset: 0.05,
      effect: composes,
      description: 'Upper level into the load: amplitude and offset once more.',
    }),
    low: numberSetting({
      header: '[SOURce<n>:]VOLTage:LOW', unit: 'V', range: levelFor(side, -1), channels, reset: -0.05,
      effect: composes,
      description: 'Lower level into the load: amplitude and offset once more.',
    }),
    highLimit: numberSetting({
      header: '[SOURce<n>:]VOLTage:LIMit:HIGH', unit: 'V', range: boundFor(1), channels, reset: 5,
      description: "The instrument's own upper bound of the levels.",
    }),
    lowLimit: numberSetting({
      header: '[SOURce<n>:]VOLTage:LIMit:LOW', unit: 'V', range: boundFor(-1), channels, reset: -5,
      description: "The instrument's own lower bound of the levels.",
    }),
    limitsEnabled: booleanSetting({
      header: '[SOURce<n>:]VOLTage:LIMit:STATe', channels, reset: false, effect: composes,
      description:
        "Whether the instrument's own bounds hold. It does not switch them on while a level is outside, nor change the "
        + 'load then.',
    }),
  } as const satisfies Declarations
}

/** How outputs are switched and wired. `sources`: the words for the channels the model has. */
export function outputSettings<Source extends string>(
  channels: readonly Channel[], sources: Readonly<Record<Source, string>>, first: NoInfer<Source>,
) {
  return {
    output: booleanSetting({
      header: 'OUTPut<n>[:STATe]', channels, reset: false, effect: { kind: 'energises' }, description: 'Switches an output.',
    }),
    polarity: choiceSetting({
      header: 'OUTPut<n>:POLarity', choices: polarity, channels, reset: 'normal',
      description: 'Whether the waveform is turned over about its offset.',
    }),
    outputMode: choiceSetting({
      header: 'OUTPut<n>:MODE', choices: { normal: 'NORMal', gated: 'GATed' }, channels, reset: 'normal',
      description: 'Whether the external trigger input gates the output.',
    }),
    syncOutput: booleanSetting({ header: 'OUTPut:SYNC[:STATe]', reset: true, description: 'Switches the Sync connector.' }),
    syncSource: choiceSetting({
      header: 'OUTPut:SYNC:SOURce', choices: sources, reset: first, description: 'Channel whose Sync signal is on the connector.',
    }),
    syncMode: choiceSetting({
      header: 'OUTPut<n>:SYNC:MODE', choices: { normal: 'NORMal', carrier: 'CARRier', marker: 'MARKer' }, channels,
      reset: 'normal',
      description: 'What the Sync signal of a channel follows.',
    }),
    syncPolarity: choiceSetting({
      header: 'OUTPut<n>:SYNC:POLarity', choices: polarity, channels, reset: 'normal',
      description: 'Polarity of the Sync signal of a channel.',
    }),
    triggerOutput: booleanSetting({
      header: 'OUTPut:TRIGger[:STATe]', reset: false,
      description: 'Puts the trigger of the instrument on the Sync connector. Off while a trigger comes from outside.',
    }),
    triggerOutputSlope: choiceSetting({
      header: 'OUTPut:TRIGger:SLOPe', choices: slope, reset: 'positive', description: 'Edge of the trigger that is put out.',
    }),
    triggerOutputSource: choiceSetting({
      header: 'OUTPut:TRIGger:SOURce', choices: sources, reset: first, description: 'Channel whose trigger is put out.',
    }),
  } as const satisfies Declarations
}
