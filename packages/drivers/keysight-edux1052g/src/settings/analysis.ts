import { booleanSetting, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import { computedScales, references } from '../specifications.ts'
import { both, command, quantity, query, required, words } from './declare.ts'
import { analogSources, cursorSources, mathSources, measurementSources } from './sources.ts'

const windows = { rectangular: 'RECTangular', hanning: 'HANNing', flatTop: 'FLATtop', blackmanHarris: 'BHARris' } as const
const verticalTypes = { decibel: 'DECibel', volt: 'VRMS' } as const
const centerRange = { min: 0, max: 25e9 }
const spanRange = { min: 1, max: 100e9 }
const operations = { add: 'ADD', subtract: 'SUBTract', multiply: 'MULTiply' } as const

/**
 * `:FUNCtion`, `:FFT`, `:WMEMory<r>` and `:MARKer` (2000 X-Series Programmer's Guide; `:FFT` is of the 1000 and 1200 X-Series).
 */
export const analysisDeclarations = {
  mathDisplay: booleanSetting({ header: 'FUNCtion:DISPlay', reset: false, description: 'Whether the math waveform is shown.' }),
  mathOperation: choiceSetting({
    header: 'FUNCtion:OPERation', reset: 'add',
    choices: {
      ...operations, divide: 'DIVide', fft: 'FFT', integrate: 'INTegrate', differentiate: 'DIFF', squareRoot: 'SQRT',
      lowPass: 'LOWPass',
    },
    description: 'What is computed.',
  }),
  mathSource1: choiceSetting({
    header: 'FUNCtion:SOURce1', choices: mathSources, reset: 'channel1', description: 'First operand.',
  }),
  mathSource2: choiceSetting({
    header: 'FUNCtion:SOURce2', choices: analogSources, reset: 'channel2', description: 'Second operand.',
  }),
  mathScale: numberSetting({
    header: 'FUNCtion:SCALe', range: computedScales.mathScale, reset: 10, description: 'Scale of the math waveform per division.',
  }),
  mathOffset: numberSetting({
    header: 'FUNCtion:OFFSet', reset: 0, description: 'Value of the math waveform in the middle of the screen.',
  }),
  mathRange: both('FUNCtion:RANGe', 'Eight times mathScale, which is the setting.', [required(quantity('V'))]),
  mathReference: both(
    'FUNCtion:REFerence', 'Value in the middle of the screen: another form of mathOffset, which is the setting.',
    [required(quantity('V'))],
  ),
  innerOperation: choiceSetting({
    header: 'FUNCtion:GOFT:OPERation', choices: operations, reset: 'add',
    description: 'Operation whose result the outer one takes.',
  }),
  innerSource1: choiceSetting({
    header: 'FUNCtion:GOFT:SOURce1', choices: analogSources, reset: 'channel1', description: 'Its first operand.',
  }),
  innerSource2: choiceSetting({
    header: 'FUNCtion:GOFT:SOURce2', choices: analogSources, reset: 'channel2', description: 'Its second operand.',
  }),
  mathFftWindow: choiceSetting({
    header: 'FUNCtion[:FFT]:WINDow', choices: windows, reset: 'hanning', description: 'Window of the FFT as a math function.',
  }),
  mathFftCenter: numberSetting({
    header: 'FUNCtion[:FFT]:CENTer', unit: 'Hz', range: centerRange, reset: 500e3, description: 'Middle of that FFT.',
  }),
  mathFftSpan: numberSetting({
    header: 'FUNCtion[:FFT]:SPAN', unit: 'Hz', range: spanRange, reset: 1e6, description: 'Span of that FFT.',
  }),
  mathFftVertical: choiceSetting({
    header: 'FUNCtion[:FFT]:VTYPe', choices: verticalTypes, reset: 'decibel', description: 'Unit of that FFT.',
  }),
  mathSetup: query('FUNCtion', 'All settings of the math waveform as a learn string.'),

  fftDisplay: booleanSetting({ header: 'FFT:DISPlay', reset: false, description: 'Whether the FFT is shown.' }),
  fftSource: choiceSetting({
    header: 'FFT:SOURce1', choices: analogSources, reset: 'channel1', description: 'Source of the FFT.',
  }),
  fftCenter: numberSetting({
    header: 'FFT:CENTer', unit: 'Hz', range: centerRange, reset: 500e3,
    description: 'Middle of the FFT; follows the time base until it is set.',
  }),
  fftSpan: numberSetting({
    header: 'FFT:SPAN', unit: 'Hz', range: spanRange, reset: 1e6,
    description: 'Span of the FFT; follows the time base until it is set.',
  }),
  fftWindow: choiceSetting({ header: 'FFT:WINDow', choices: windows, reset: 'hanning', description: 'Window of the FFT.' }),
  fftVertical: choiceSetting({
    header: 'FFT:VTYPe', choices: verticalTypes, reset: 'decibel', description: 'Unit of the FFT: dBV or V rms.',
  }),
  fftScale: numberSetting({
    header: 'FFT:SCALe', range: computedScales.fftScale, reset: 20, description: 'Scale of the FFT per division, in dB or V.',
  }),
  fftOffset: numberSetting({
    header: 'FFT:OFFSet', reset: -60, description: 'Value of the FFT in the middle of the screen, in dBV or V.',
  }),
  fftReference: both(
    'FFT:REFerence', 'Value at the top of the screen: another form of fftOffset, which is the setting.', [required(quantity())],
  ),
  fftRange: both('FFT:RANGe', 'Eight times fftScale, which is the setting.', [required(quantity())]),
  fftSetup: query('FFT', 'All settings of the FFT as a learn string.'),

  referenceDisplay: booleanSetting({
    header: 'WMEMory<n>:DISPlay', channels: references, reset: false, description: 'Whether a reference waveform is shown.',
  }),
  referenceLabel: {
    kind: 'setting', header: 'WMEMory<n>:LABel', parameter: { kind: 'string', maxLength: 10 }, channels: references, reset: '',
    description: 'Label of a reference waveform.',
  },
  referenceScale: numberSetting({
    header: 'WMEMory<n>:YSCale', unit: 'V', range: computedScales.referenceScale, channels: references, reset: 1,
    description: 'Vertical scale of a reference waveform.',
  }),
  referenceOffset: numberSetting({
    header: 'WMEMory<n>:YOFFset', unit: 'V', channels: references, reset: 0,
    description: 'Vertical offset of a reference waveform.',
  }),
  referenceSkew: numberSetting({
    header: 'WMEMory<n>:SKEW', unit: 's', channels: references, reset: 0, description: 'Shift of a reference waveform in time.',
  }),
  saveReference: command(
    'WMEMory<n>:SAVE', 'Copies what a source shows into a reference waveform.', [required(words(measurementSources))],
  ),
  clearReference: command('WMEMory<n>:CLEar', 'Empties a reference waveform.'),
  referenceSetup: query('WMEMory<n>', 'All settings of a reference waveform as a learn string.'),

  cursorMode: choiceSetting({
    header: 'MARKer:MODE', choices: { off: 'OFF', measurement: 'MEASurement', manual: 'MANual', waveform: 'WAVeform' },
    reset: 'off',
    description: 'What moves the cursors.',
  }),
  // The long form only: the short one, X1Y1, cannot be told from a numeric suffix by every reader of headers.
  cursorSource1: choiceSetting({
    header: 'MARKer:X1Y1SOURCE', choices: cursorSources, reset: 'none', description: 'Source of the first cursors.',
  }),
  cursorSource2: choiceSetting({
    header: 'MARKer:X2Y2SOURCE', choices: cursorSources, reset: 'none', description: 'Source of the second cursors.',
  }),
  cursorX1: numberSetting({ header: 'MARKer:X1Position', unit: 's', reset: 0, description: 'First time cursor.' }),
  cursorX2: numberSetting({ header: 'MARKer:X2Position', unit: 's', reset: 0, description: 'Second time cursor.' }),
  cursorY1: numberSetting({ header: 'MARKer:Y1Position', unit: 'V', reset: 0, description: 'First value cursor.' }),
  cursorY2: numberSetting({ header: 'MARKer:Y2Position', unit: 'V', reset: 0, description: 'Second value cursor.' }),
  cursorDeltaX: query('MARKer:XDELta', 'Second less first time cursor.'),
  cursorDeltaY: query('MARKer:YDELta', 'Second less first value cursor.'),
  cursorXUnit: choiceSetting({
    header: 'MARKer:XUNits', choices: { seconds: 'SEConds', hertz: 'HERTz', degrees: 'DEGRees', percent: 'PERCent' },
    reset: 'seconds',
    description: 'Unit in which the time cursors are shown.',
  }),
  cursorYUnit: choiceSetting({
    header: 'MARKer:YUNits', choices: { base: 'BASE', percent: 'PERCent' }, reset: 'base',
    description: 'Unit in which the value cursors are shown.',
  }),
  cursorSetup: query('MARKer', 'All settings of the cursors as a learn string.'),
} as const satisfies Declarations
