import { booleanSetting, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import { averageRange, timeRange } from '../specifications.ts'
import { both, command, optional, quantity, query, required, words } from './declare.ts'
import { measurementSources } from './sources.ts'

const source = words(measurementSources)
/** Bits of a register. */
const bits = { range: { min: 0, max: 0xffff }, integer: true, format: 'nr1' } as const

/** Run control, `:TIMebase`, `:ACQuire` and the registers of `:OPERegister` (2000 X-Series Programmer's Guide). */
export const acquisitionDeclarations = {
  timebaseMode: choiceSetting({
    header: 'TIMebase:MODE', choices: { main: 'MAIN', window: 'WINDow', xy: 'XY', roll: 'ROLL' }, reset: 'main',
    description: 'Time base: normal, with a zoom window, channel 2 over channel 1, or rolling.',
  }),
  timebaseReference: choiceSetting({
    header: 'TIMebase:REFerence', choices: { left: 'LEFT', center: 'CENTer', right: 'RIGHt' }, reset: 'center',
    description: 'Where on the screen the reference of the time base is: one division from an edge, or the middle.',
  }),
  timebaseScale: numberSetting({
    header: 'TIMebase:SCALe', unit: 's', range: timeRange, reset: 100e-6, description: 'Time per division.',
  }),
  timebasePosition: numberSetting({
    header: 'TIMebase:POSition', unit: 's', reset: 0, description: 'Time from the trigger to the reference of the time base.',
  }),
  timebaseVernier: booleanSetting({
    header: 'TIMebase:VERNier', reset: false, description: 'Whether the knob of the time base turns in fine steps.',
  }),
  windowScale: numberSetting({
    header: 'TIMebase:WINDow:SCALe', unit: 's', reset: 50e-6, description: 'Time per division of the zoom window.',
    range: {
      dependsOn: ['timebaseScale'], widest: timeRange,
      at: ({ timebaseScale }) => ({ min: timeRange.min, max: Number(timebaseScale) }),
    },
  }),
  windowPosition: numberSetting({
    header: 'TIMebase:WINDow:POSition', unit: 's', reset: 0,
    description: 'Time from the trigger to the middle of the zoom window.',
  }),
  timebaseRange: both(
    'TIMebase:RANGe', 'Time over the whole screen: ten times timebaseScale, which is the setting.', [required(quantity('s'))],
  ),
  windowRange: both(
    'TIMebase:WINDow:RANGe', 'Time over the zoom window: ten times windowScale, which is the setting.', [required(quantity('s'))],
  ),
  timebaseSetup: query('TIMebase', 'All settings of the time base as a learn string.'),

  acquisitionType: choiceSetting({
    header: 'ACQuire:TYPE', choices: { normal: 'NORMal', average: 'AVERage', highResolution: 'HRESolution', peak: 'PEAK' },
    reset: 'normal',
    description: 'How samples are made points: as they are, averaged over triggers, smoothed, or least and greatest.',
  }),
  averageCount: numberSetting({
    header: 'ACQuire:COUNt', range: averageRange, integer: true, format: 'nr1', reset: 8, description: 'Number of averages.',
  }),
  acquisitionMode: choiceSetting({
    header: 'ACQuire:MODE', choices: { realTime: 'RTIMe', segmented: 'SEGMented' }, reset: 'realTime',
    description: 'Whether the memory is one record or many segments.',
  }),
  segmentCount: numberSetting({
    header: 'ACQuire:SEGMented:COUNt', range: { min: 2, max: 250, default: 25 }, integer: true, format: 'nr1', reset: 25,
    description: 'Number of segments that are acquired.',
  }),
  segmentIndex: numberSetting({
    header: 'ACQuire:SEGMented:INDex', range: { min: 1, max: 250, default: 1 }, integer: true, format: 'nr1', reset: 1,
    description: 'The segment that is shown and read.',
  }),
  acquisitionComplete: numberSetting({
    header: 'ACQuire:COMPlete', range: { min: 100, max: 100, default: 100 }, integer: true, format: 'nr1', reset: 100,
    description: 'Part of the record that completes an acquisition, in percent; 100 only.',
  }),
  analyzeSegments: command('ACQuire:SEGMented:ANALyze', 'Makes measurement statistics over all segments.'),
  acquiredPoints: query('ACQuire:POINts', 'Points of the acquisition record.'),
  sampleRate: query('ACQuire:SRATe', 'Samples per second.'),
  acquisitionSetup: query('ACQuire', 'All settings of the acquisition as a learn string.'),

  run: command('RUN', 'Acquires until it is stopped.'),
  stop: command('STOP', 'Stops acquiring.'),
  single: command('SINGle', 'Arms for one acquisition and returns at once. Does not average.'),
  digitize: command(
    'DIGitize', 'Acquires once and holds back everything behind until that is complete; without sources, what is displayed.',
    [optional(source), optional(source), optional(source), optional(source)],
  ),
  autoscale: command(
    'AUToscale', 'Finds settings that show the signals; switches cursors, measurements and math off.',
    [optional(source), optional(source), optional(source)],
  ),
  autoscaleMode: choiceSetting({
    header: 'AUToscale:AMODE', choices: { normal: 'NORMal', current: 'CURRent' }, reset: 'normal',
    description: 'Acquisition type after an autoscale: normal, or as it was.',
  }),
  autoscaleChannels: choiceSetting({
    header: 'AUToscale:CHANnels', choices: { all: 'ALL', displayed: 'DISPlayed' }, reset: 'all',
    description: 'Channels that an autoscale looks at.',
  }),
  autoscaleFastDebug: booleanSetting({
    header: 'AUToscale:FDEBug', reset: false, description: 'Whether an autoscale looks at fast edges first.',
  }),
  view: command('VIEW', 'Shows a source.', [required(source)]),
  blank: command('BLANk', 'Hides a source, or everything.', [optional(source)]),
  shown: query('STATus', 'Whether a source is shown.', [required(source)]),
  armedEvent: query('AER', 'Whether it was armed since this was asked last.'),
  triggerEvent: query('TER', 'Whether it was triggered since this was asked last.'),
  operationCondition: query(
    'OPERegister:CONDition', 'What goes on: 8 running, 32 waiting for a trigger, 512 mask test, 2048 overload.',
  ),
  operationEvent: query('OPERegister[:EVENt]', 'What has gone on since this was asked last.'),
  operationEnable: numberSetting({
    header: 'OPEE', ...bits, description: 'Bits of the operation register that show in the status byte.',
  }),
  overloadEvent: query('OVLR', 'Inputs that were overloaded, by bit.'),
  overloadEnable: numberSetting({
    header: 'OVLenable', ...bits, description: 'Inputs whose overload shows in the operation register.',
  }),
  maskEvent: query('MTERegister[:EVENt]', 'What the mask test has reported: 1 failure, 2 auto-mask, 256 started, 512 complete.'),
  maskEnable: numberSetting({
    header: 'MTEenable', ...bits, description: 'Bits of the mask test register that show in the operation register.',
  }),
  serialNumber: query('SERial', 'Serial number.'),
  learn: query('*LRN', 'The whole setup as a block.'),
} as const satisfies Declarations
