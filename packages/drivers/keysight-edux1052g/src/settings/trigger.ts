import { booleanSetting, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import { holdoffRange, widthRange } from '../specifications.ts'
import { both, command, quantity, query, required, words } from './declare.ts'
import { analogSources, generatorEdgeSources, pulseSources } from './sources.ts'

const slopes = { positive: 'POSitive', negative: 'NEGative' } as const
const polarities = { positive: 'POSitive', negative: 'NEGative' } as const
const channelLevel = [required(quantity('V')), required(words(analogSources))]
const ofChannel = [required(words(analogSources))]

/** `:TRIGger` (2000 X-Series Programmer's Guide). Set in this order: mode, source, slope, level, sweep. */
export const triggerDeclarations = {
  triggerMode: choiceSetting({
    header: 'TRIGger:MODE', reset: 'edge',
    choices: {
      edge: 'EDGE', pulseWidth: 'GLITch', pattern: 'PATTern', setupHold: 'SHOLd', transition: 'TRANsition', tv: 'TV',
      serial: 'SBUS1', none: 'NONE',
    },
    description: 'What makes a trigger. `none` is what it answers with the XY or rolling time base.',
  }),
  edgeSource: choiceSetting({
    header: 'TRIGger[:EDGE]:SOURce', choices: generatorEdgeSources, reset: 'channel1', description: 'Source of the edge trigger.',
  }),
  edgeSlope: choiceSetting({
    header: 'TRIGger[:EDGE]:SLOPe', choices: { ...slopes, either: 'EITHer', alternate: 'ALTernate' }, reset: 'positive',
    description: 'Which edges trigger.',
  }),
  edgeLevel: numberSetting({
    header: 'TRIGger[:EDGE]:LEVel', unit: 'V', reset: 0,
    description: 'Level of the edge trigger, of its source; up to three quarters of the full screen from the middle.',
  }),
  edgeCoupling: choiceSetting({
    header: 'TRIGger[:EDGE]:COUPling', choices: { dc: 'DC', ac: 'AC', lowFrequencyReject: 'LFReject' }, reset: 'dc',
    description:
      'Coupling of the edge trigger: everything, above 10 Hz, above 50 kHz. Low-frequency rejection is that of edgeReject.',
  }),
  edgeReject: choiceSetting({
    header: 'TRIGger[:EDGE]:REJect', choices: { off: 'OFF', lowFrequency: 'LFReject', highFrequency: 'HFReject' }, reset: 'off',
    description: 'What the edge trigger leaves out: below 50 kHz, above 50 kHz, or nothing.',
  }),
  sweep: choiceSetting({
    header: 'TRIGger:SWEep', choices: { auto: 'AUTO', normal: 'NORMal' }, reset: 'auto',
    description: 'Whether it acquires without a trigger after a while.',
  }),
  holdoff: numberSetting({
    header: 'TRIGger:HOLDoff', unit: 's', range: holdoffRange, reset: 60e-9,
    description: 'Time after a trigger before the next one counts.',
  }),
  highFrequencyReject: booleanSetting({
    header: 'TRIGger:HFReject', reset: false, description: 'Whether the trigger leaves out what is above 50 kHz.',
  }),
  noiseReject: booleanSetting({
    header: 'TRIGger:NREJect', reset: false, description: 'Whether the trigger has a larger hysteresis.',
  }),
  levelToMiddle: command(
    'TRIGger:LEVel:ASETup', 'Puts the trigger levels of the shown channels into the middle of their signals.',
  ),
  setHighLevel: command(
    'TRIGger:LEVel:HIGH', 'Upper level of a channel for the transition trigger. In snapshots as triggerHighLevel.', channelLevel,
  ),
  highLevel: query('TRIGger:LEVel:HIGH', 'The upper level of a channel.', ofChannel),
  setLowLevel: command(
    'TRIGger:LEVel:LOW', 'Lower level of a channel, that of its edge trigger. In snapshots as triggerLowLevel.', channelLevel,
  ),
  lowLevel: query('TRIGger:LEVel:LOW', 'The lower level of a channel.', ofChannel),
  forceTrigger: command('TRIGger:FORCe', 'Triggers now.'),
  triggerSetup: query('TRIGger', 'All settings of the trigger as a learn string.'),

  widthSource: choiceSetting({
    header: 'TRIGger:GLITch:SOURce', choices: pulseSources, reset: 'channel1', description: 'Source of the pulse width trigger.',
  }),
  widthPolarity: choiceSetting({
    header: 'TRIGger:GLITch:POLarity', choices: polarities, reset: 'positive', description: 'Which pulses are looked at.',
  }),
  widthGreaterThan: numberSetting({
    header: 'TRIGger:GLITch:GREaterthan', unit: 's', range: widthRange, reset: 10e-9,
    description: 'Least width of a pulse that triggers.',
  }),
  widthLessThan: numberSetting({
    header: 'TRIGger:GLITch:LESSthan', unit: 's', range: widthRange, reset: 30e-9,
    description: 'Greatest width of a pulse that triggers.',
  }),
  widthQualifier: choiceSetting({
    header: 'TRIGger:GLITch:QUALifier', choices: { greaterThan: 'GREaterthan', lessThan: 'LESSthan', range: 'RANGe' },
    reset: 'lessThan',
    description: 'Which bounds of the width hold.',
  }),
  widthLevel: numberSetting({
    header: 'TRIGger:GLITch:LEVel', unit: 'V', reset: 0, description: 'Level at which the width is taken; that of the source.',
  }),
  widthRange: both(
    'TRIGger:GLITch:RANGe',
    'Both bounds of the width in either order: widthGreaterThan and widthLessThan, which are the settings.',
    [required(quantity('s')), required(quantity('s'))],
  ),

  pattern: {
    kind: 'setting', header: 'TRIGger:PATTern', parameter: { kind: 'string', maxLength: 12 }, reset: 'XX',
    description: 'The pattern: first channel 2, then channel 1; 0, 1, X, R or F each.',
  },
  patternFormat: choiceSetting({
    header: 'TRIGger:PATTern:FORMat', choices: { ascii: 'ASCii', hexadecimal: 'HEX' }, reset: 'ascii',
    description: 'How the pattern is written.',
  }),
  patternQualifier: choiceSetting({
    header: 'TRIGger:PATTern:QUALifier', choices: { entered: 'ENTered' }, reset: 'entered',
    description: 'The pattern triggers when it is entered.',
  }),

  // The parameters of the next two are those of the 3000 X-Series: none were found for this family. Neither were ranges of the
  // times.
  setupHoldSlope: choiceSetting({
    header: 'TRIGger:SHOLd:SLOPe', choices: slopes, reset: 'positive', unconfirmed: true, description: 'Edge of the clock.',
  }),
  setupHoldClock: choiceSetting({
    header: 'TRIGger:SHOLd:SOURce:CLOCk', choices: analogSources, reset: 'channel1', unconfirmed: true,
    description: 'Source of the clock.',
  }),
  setupHoldData: choiceSetting({
    header: 'TRIGger:SHOLd:SOURce:DATA', choices: analogSources, reset: 'channel2', unconfirmed: true,
    description: 'Source of the data.',
  }),
  holdTime: numberSetting({
    header: 'TRIGger:SHOLd:TIME:HOLD', unit: 's', reset: 10e-9, unconfirmed: true, description: 'Hold time.',
  }),
  setupTime: numberSetting({
    header: 'TRIGger:SHOLd:TIME:SETup', unit: 's', reset: 10e-9, unconfirmed: true, description: 'Setup time.',
  }),
  transitionQualifier: choiceSetting({
    header: 'TRIGger:TRANsition:QUALifier', choices: { greaterThan: 'GREaterthan', lessThan: 'LESSthan' }, reset: 'greaterThan',
    unconfirmed: true, description: 'Whether slow or fast edges trigger.',
  }),
  transitionSlope: choiceSetting({
    header: 'TRIGger:TRANsition:SLOPe', choices: slopes, reset: 'positive', unconfirmed: true,
    description: 'Which edges are looked at.',
  }),
  transitionSource: choiceSetting({
    header: 'TRIGger:TRANsition:SOURce', choices: analogSources, reset: 'channel1', unconfirmed: true,
    description: 'Source of the transition trigger.',
  }),
  transitionTime: numberSetting({
    header: 'TRIGger:TRANsition:TIME', unit: 's', reset: 10e-9, unconfirmed: true, description: 'Time between the levels.',
  }),

  tvSource: choiceSetting({
    header: 'TRIGger:TV:SOURce', choices: analogSources, reset: 'channel1', description: 'Source of the video trigger.',
  }),
  tvStandard: choiceSetting({
    header: 'TRIGger:TV:STANdard', choices: { ntsc: 'NTSC', pal: 'PAL', palM: 'PALM', secam: 'SECam' }, reset: 'ntsc',
    description: 'Video standard.',
  }),
  tvMode: choiceSetting({
    header: 'TRIGger:TV:MODE', reset: 'allLines',
    choices: {
      field1: 'FIEld1', field2: 'FIEld2', allFields: 'AFIelds', allLines: 'ALINes', lineOfField1: 'LFIeld1',
      lineOfField2: 'LFIeld2',
      lineAlternate: 'LALTernate',
    },
    description: 'What of the video signal triggers.',
  }),
  tvLine: numberSetting({
    header: 'TRIGger:TV:LINE', integer: true, format: 'nr1', reset: 1,
    range: {
      dependsOn: ['tvStandard', 'tvMode'], widest: { min: 1, max: 625 },
      at: ({ tvStandard, tvMode }) => tvLines(String(tvStandard), String(tvMode)),
    },
    description: 'Line that triggers in the modes with a line.',
  }),
  tvPolarity: choiceSetting({
    header: 'TRIGger:TV:POLarity', choices: polarities, reset: 'negative', description: 'Polarity of the synchronisation pulses.',
  }),
  serialMode: choiceSetting({
    header: 'SBUS1:MODE', choices: { iic: 'IIC', uart: 'UART', spi: 'SPI', can: 'CAN', lin: 'LIN' }, reset: 'iic',
    unconfirmed: true,
    description: 'Serial bus that is decoded; SPI, CAN and LIN by licence.',
  }),
  serialDisplay: booleanSetting({
    header: 'SBUS1:DISPlay', reset: false, unconfirmed: true, description: 'Whether the decoded bus is shown.',
  }),
  listerData: query('LISTer:DATA', 'The decoded packets as text in a block.'),
} as const satisfies Declarations

/** Lines by standard and mode (2000 X-Series Programmer's Guide, `:TRIGger:TV:LINE`). */
function tvLines(standard: string, mode: string): { min: number; max: number } {
  const wide = standard === 'pal' || standard === 'secam'
  if (mode === 'lineOfField2') return wide ? { min: 314, max: 625 } : { min: 1, max: 262 }
  if (mode === 'lineAlternate') return { min: 1, max: wide ? 312 : 262 }
  return { min: 1, max: wide ? 313 : 263 }
}
