import { action, booleanSetting, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import { widestFrequency, type Channel } from '../specifications.ts'
import { burstCyclesFor, burstPeriodFor, centerFor, frequencyFor, spanFor, sweepTimeFor, type Side } from './ranges.ts'

const slope = { positive: 'POSitive', negative: 'NEGative' } as const
const pause = { min: 0, max: 3600, default: 0 } as const
const none = { kind: 'none' } as const

/** Sweeps and lists of frequencies. */
export function sweepSettings(channels: readonly Channel[], side: Side) {
  return {
    startFrequency: numberSetting({
      header: '[SOURce<n>:]FREQuency:STARt', unit: 'Hz', range: frequencyFor(100), channels, reset: 100,
      description: 'Where a sweep begins.',
    }),
    stopFrequency: numberSetting({
      header: '[SOURce<n>:]FREQuency:STOP', unit: 'Hz', range: frequencyFor(1000), channels, reset: 1000,
      description: 'Where a sweep ends.',
    }),
    centerFrequency: numberSetting({
      header: '[SOURce<n>:]FREQuency:CENTer', unit: 'Hz', range: centerFor(side), channels, reset: 550,
      description: 'Middle of a sweep: start and stop once more.',
    }),
    frequencySpan: numberSetting({
      header: '[SOURce<n>:]FREQuency:SPAN', unit: 'Hz', range: spanFor(side), channels, reset: 900,
      description: 'Stop less start of a sweep, negative downwards: start and stop once more.',
    }),
    sweepSpacing: choiceSetting({
      header: '[SOURce<n>:]SWEep:SPACing', choices: { linear: 'LINear', logarithmic: 'LOGarithmic' }, channels, reset: 'linear',
      description: 'How a sweep spaces frequencies.',
    }),
    sweepHoldTime: numberSetting({
      header: '[SOURce<n>:]SWEep:HTIMe', unit: 's', range: pause, channels, reset: 0,
      description: 'How long a sweep stays at its end.',
    }),
    sweepReturnTime: numberSetting({
      header: '[SOURce<n>:]SWEep:RTIMe', unit: 's', range: pause, channels, reset: 0,
      description: 'How long a sweep takes back to its start.',
    }),
    sweepTime: numberSetting({
      header: '[SOURce<n>:]SWEep:TIME', unit: 's', range: sweepTimeFor(side), channels, reset: 1,
      description: 'Duration of a sweep from start to stop.',
    }),
    markerFrequency: numberSetting({
      header: '[SOURce<n>:]MARKer:FREQuency', unit: 'Hz', range: frequencyFor(500), channels, reset: 500,
      description: 'Frequency of a sweep at which the Sync signal falls, in marker mode.',
    }),
    listDwell: numberSetting({
      header: '[SOURce<n>:]LIST:DWELl', unit: 's', range: { min: 1e-6, max: 1000, default: 1 }, channels, reset: 1,
      description: 'How long each frequency of a list is held.',
    }),
    listFrequencies: action({
      header: '[SOURce<n>:]LIST:FREQuency', form: 'both', channels, effect: none,
      parameters: [{ parameter: { kind: 'number', unit: 'Hz', range: widestFrequency }, repeated: true }],
      description: 'The frequencies of a list, 128 at most.',
    }),
    listPoints: action({
      header: '[SOURce<n>:]LIST:FREQuency:POINts', form: 'query', channels, effect: none,
      description: 'How many frequencies the list has.',
    }),
    frequencyMode: choiceSetting({
      header: '[SOURce<n>:]FREQuency:MODE', choices: { continuous: 'CW', list: 'LIST', sweep: 'SWEep', fixed: 'FIXed' }, channels,
      reset: 'continuous',
      description: 'Whether the frequency stays, follows a list, or is swept.',
    }),
    sweepState: booleanSetting({
      header: '[SOURce<n>:]SWEep:STATe', channels, reset: false,
      description: 'Switches the sweep. On, it switches off every modulation, list and burst.',
    }),
  } as const satisfies Declarations
}

/** Bursts. */
export function burstSettings(channels: readonly Channel[], side: Side) {
  return {
    burstMode: choiceSetting({
      header: '[SOURce<n>:]BURSt:MODE', choices: { triggered: 'TRIGgered', gated: 'GATed' }, channels, reset: 'triggered',
      description: 'Whether a trigger starts a number of cycles or the external input gates the waveform.',
    }),
    burstCycles: numberSetting({
      header: '[SOURce<n>:]BURSt:NCYCles', range: burstCyclesFor(side), integer: true, infinity: 'INFinity', channels, reset: 1,
      description: 'Cycles of a burst; without end it needs a trigger from outside or over the bus.',
    }),
    burstPeriod: numberSetting({
      header: '[SOURce<n>:]BURSt:INTernal:PERiod', unit: 's', range: burstPeriodFor(side), channels, reset: 10e-3,
      description: 'Time from one burst to the next on the internal trigger.',
    }),
    burstPhase: numberSetting({
      header: '[SOURce<n>:]BURSt:PHASe', unit: '°', range: { min: -360, max: 360, default: 0 }, channels, reset: 0,
      description: 'Phase that a burst begins with. Switching bursts on sets it to 0.',
    }),
    burstGatePolarity: choiceSetting({
      header: '[SOURce<n>:]BURSt:GATE:POLarity', choices: { normal: 'NORMal', inverted: 'INVerted' }, channels, reset: 'normal',
      description: 'Whether a high or a low level at the external input lets the waveform through.',
    }),
    markerCycle: numberSetting({
      header: '[SOURce<n>:]MARKer:CYCLe', range: { min: 1, max: 1e8, default: 1 }, integer: true, channels, reset: 1,
      description: 'Cycle of a burst at which the Sync signal falls, in marker mode.',
    }),
    burstState: booleanSetting({
      header: '[SOURce<n>:]BURSt:STATe', channels, reset: false,
      description: 'Switches bursts. On, it switches off every modulation, sweep and list.',
    }),
  } as const satisfies Declarations
}

/** Triggers. */
export function triggerSettings(channels: readonly Channel[]) {
  return {
    triggerSource: choiceSetting({
      header: 'TRIGger<n>:SOURce', choices: { immediate: 'IMMediate', external: 'EXTernal', timer: 'TIMer', bus: 'BUS' },
      channels,
      reset: 'immediate', description: 'What starts a sweep, a list or a burst.',
    }),
    triggerSlope: choiceSetting({
      header: 'TRIGger<n>:SLOPe', choices: slope, channels, reset: 'positive', description: 'Edge at the external trigger input.',
    }),
    triggerDelay: numberSetting({
      header: 'TRIGger<n>:DELay', unit: 's', range: { min: 0, max: 1000, default: 0 }, channels, reset: 0,
      description: 'Time from the trigger to what it starts.',
    }),
    triggerCount: numberSetting({
      header: 'TRIGger<n>:COUNt', range: { min: 1, max: 1e6, default: 1 }, integer: true, channels, reset: 1,
      description: 'How many triggers are taken after `INITiate`. Counts only while the trigger does not start itself again.',
    }),
    triggerTimer: numberSetting({
      header: 'TRIGger<n>:TIMer', unit: 's', range: { min: 1e-6, max: 8000, default: 1 }, channels, reset: 1,
      description: 'Time between triggers of the timer.',
    }),
    continuous: booleanSetting({
      header: 'INITiate<n>:CONTinuous', channels, reset: true, description: 'Whether the trigger starts itself again.',
    }),
    continuousAll: action({
      header: 'INITiate:CONTinuous:ALL', form: 'command', parameters: [{ parameter: { kind: 'boolean' } }], effect: none,
      description: 'The same for every channel.',
    }),
    initiate: action({
      header: 'INITiate<n>[:IMMediate]', form: 'command', channels, effect: none,
      description: 'Arms the trigger of a channel once.',
    }),
    initiateAll: action({
      header: 'INITiate[:IMMediate]:ALL', form: 'command', effect: none, description: 'Arms the trigger of every channel once.',
    }),
    abort: action({
      header: 'ABORt', form: 'command', effect: none, description: 'Ends what triggers have started, on every channel.',
    }),
    trigger: action({
      header: 'TRIGger<n>', form: 'command', channels, effect: none, description: 'Triggers a channel at once.',
    }),
  } as const satisfies Declarations
}
