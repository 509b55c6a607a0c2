import { action, booleanSetting, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import { block, both, command, onOff, optional, quantity, query, required, text, words } from './declare.ts'
import { measurementSources } from './sources.ts'

const source = words(measurementSources)
const recalls = { kind: 'unknowable', why: 'what the stored setup would set is not known' } as const
/** A place from 0 to 9, or the name of a file in quotes. */
const slotOrFile = [optional({ kind: 'string', orNumber: true } as const)]
const file = [optional(text)]
const number = [required(quantity())]

/**
 * `:DISPlay`, `:HARDcopy`, `:SAVE`, `:RECall`, `:SYSTem`, `:CALibrate`, `:DEMO` and `:MTESt` (2000 X-Series Programmer's Guide).
 */
export const systemDeclarations = {
  screenData: query(
    'DISPlay:DATA', 'The screen as a picture, in a block.',
    [
      optional(words({ png: 'PNG', bmp: 'BMP', bmp8: 'BMP8bit' })), optional(words({ color: 'COLor', grayscale: 'GRAYscale' })),
    ],
  ),
  clearDisplay: command('DISPlay:CLEar', 'Clears what has accumulated on the screen.'),
  persistence: both(
    'DISPlay:PERSistence', 'How long points stay on the screen: MINimum, INFinity, or 0.1 to 60 s. In snapshots as persistence.',
    [required({ kind: 'number', unit: 's', words: ['MINimum', 'INFinity'] })],
  ),
  displayLabels: booleanSetting({ header: 'DISPlay:LABel', reset: false, description: 'Whether labels are shown.' }),
  displayVectors: booleanSetting({ header: 'DISPlay:VECTors', reset: true, description: 'Whether points are joined; always.' }),
  annotation: booleanSetting({ header: 'DISPlay:ANNotation', reset: false, description: 'Whether the annotation is shown.' }),
  annotationText: {
    kind: 'setting', header: 'DISPlay:ANNotation:TEXT', parameter: { kind: 'string', maxLength: 254 }, reset: '',
    description: 'The annotation.',
  },
  waveformIntensity: numberSetting({
    header: 'DISPlay:INTensity:WAVeform', range: { min: 0, max: 100, default: 50 }, integer: true, format: 'nr1', reset: 50,
    description: 'Brightness of waveforms in percent.',
  }),
  menuTimeout: both(
    'DISPlay:MENU:TIMeout', 'How long a menu stays, in s. No setting: a number or NEVer; it shows on the screen only.',
    [required({ kind: 'number', words: ['NEVer'] })],
  ),
  transparent: booleanSetting({ header: 'DISPlay:TRANsparent', reset: true, description: 'Whether menus are seen through.' }),
  inkSaver: booleanSetting({
    header: 'HARDcopy:INKSaver', reset: true, description: 'Whether pictures have a white background.',
  }),

  lock: booleanSetting({ header: 'SYSTem:LOCK', reset: false, description: 'Whether the keys are locked.' }),
  showMessage: command('SYSTem:DSP', 'Shows a message; an empty one takes it away.', [required(text)]),
  systemDate: both(
    'SYSTem:DATE', 'Year, month, day. No setting: it goes on by itself.',
    [required(quantity()), required(quantity()), required(quantity())],
  ),
  systemTime: both(
    'SYSTem:TIME', 'Hour, minute, second. No setting: it goes on by itself.',
    [required(quantity()), required(quantity()), required(quantity())],
  ),
  deviceIdentifier: query('SYSTem:DIDentifier', 'Identifier of the host for licences.'),
  personaManufacturer: both(
    'SYSTem:PERSona[:MANufacturer]',
    'The maker that *IDN? answers, as a string. No setting: a restore must not change who answers.', [required(text)],
  ),
  personaDefault: command('SYSTem:PERSona[:MANufacturer]:DEFault', 'Answers the own maker again.'),
  remoteLog: command(
    'SYSTem:RLOGger', 'Logs remote commands to a file and the screen.', [required(onOff), optional(onOff), optional(onOff)],
  ),
  remoteLogState: booleanSetting({
    header: 'SYSTem:RLOGger:STATe', reset: false, description: 'Whether remote commands are logged.',
  }),
  showMenu: command(
    'SYSTem:MENU', 'Shows a menu.',
    [required(words({ mask: 'MASK', measure: 'MEASure', segmented: 'SEGMented', lister: 'LISTer', power: 'POWer' }))],
  ),
  preset: command('SYSTem:PRESet', 'Default setup; preferences stay.', [], { kind: 'reset' }),
  setup: action({
    header: 'SYSTem:SETup', form: 'both', parameters: [required(block)],
    effect: { kind: 'unknowable', why: 'what the setup would set is not known' },
    description: 'The whole setup as a block, which a snapshot does not hold.',
  }),

  saveSetup: command('SAVE:SETup[:STARt]', 'Keeps the setup, in a place from 0 to 9 or a file.', slotOrFile),
  saveImage: command('SAVE:IMAGe[:STARt]', 'Writes a picture of the screen to the USB stick.', file),
  saveImageFormat: choiceSetting({
    header: 'SAVE:IMAGe:FORMat', choices: { png: 'PNG', bmp: 'BMP', bmp8: 'BMP8bit', none: 'NONE' }, reset: 'png',
    description: 'Kind of picture; `none` while something else is chosen to be saved.',
  }),
  saveWaveform: command('SAVE:WAVeform[:STARt]', 'Writes the waveforms to the USB stick.', file),
  saveWaveformFormat: choiceSetting({
    header: 'SAVE:WAVeform:FORMat', choices: { csv: 'CSV', asciiXy: 'ASCiixy', binary: 'BINary', none: 'NONE' }, reset: 'csv',
    description: 'Kind of file; `none` while something else is chosen to be saved.',
  }),
  saveFolder: {
    kind: 'setting', header: 'SAVE:PWD', parameter: { kind: 'string' }, reset: '/usb/', restorable: false,
    description: 'Folder on the USB stick. A restore leaves it: the stick may be another.',
  },
  recallSetup: command('RECall:SETup[:STARt]', 'Takes back a setup, from a place from 0 to 9 or a file.', slotOrFile, recalls),
  saveState: command('*SAV', 'Keeps the setup in a place from 0 to 9.', number),
  recallState: command('*RCL', 'Takes back the setup from a place from 0 to 9.', number, recalls),

  calibrationStatus: query('CALibrate:STATus', 'Result of the last calibration by the user.'),
  calibrationDate: query('CALibrate:DATE', 'When that was.'),
  calibrationOutput: choiceSetting({
    header: 'CALibrate:OUTPut', choices: { triggers: 'TRIGgers', mask: 'MASK', waveformGenerator: 'WAVEgen' }, reset: 'triggers',
    description: 'What the trigger output carries.',
  }),
  demoOutput: booleanSetting({
    header: 'DEMO:OUTPut', reset: false, description: 'Whether the demonstration terminal carries its signal.',
  }),

  maskTest: booleanSetting({
    header: 'MTESt:ENABle', reset: false, description: 'Whether waveforms are tested against the mask.',
  }),
  maskSource: choiceSetting({
    header: 'MTESt:AMASk:SOURce', choices: { channel1: 'CHANnel1', channel2: 'CHANnel2' }, reset: 'channel1',
    description: 'What the mask is made of and tested on.',
  }),
  maskUnit: choiceSetting({
    header: 'MTESt:AMASk:UNITs', choices: { divisions: 'DIVisions', current: 'CURRent' }, reset: 'divisions',
    description: 'Unit of the margins.',
  }),
  maskMarginX: numberSetting({
    header: 'MTESt:AMASk:XDELta', range: { min: 0, max: 100 }, reset: 0.25,
    description: 'Margin in time either way, in divisions or s.',
  }),
  maskMarginY: numberSetting({
    header: 'MTESt:AMASk:YDELta', range: { min: 0, max: 1e6 }, reset: 0.25,
    description: 'Margin in value either way, in divisions or V.',
  }),
  maskRunMode: choiceSetting({
    header: 'MTESt:RMODe', choices: { forever: 'FORever', time: 'TIME', sigma: 'SIGMa', waveforms: 'WAVeforms' },
    reset: 'forever',
    description: 'What ends the test.',
  }),
  maskRunTime: numberSetting({
    header: 'MTESt:RMODe:TIME', unit: 's', range: { min: 1, max: 86_400 }, reset: 10, description: 'Length of a test by time.',
  }),
  maskRunWaveforms: numberSetting({
    header: 'MTESt:RMODe:WAVeforms', range: { min: 1, max: 1e9 }, integer: true, format: 'nr1', reset: 1000,
    description: 'Length of a test by waveforms.',
  }),
  maskRunSigma: numberSetting({
    header: 'MTESt:RMODe:SIGMa', range: { min: 0.1, max: 9.3 }, reset: 6, description: 'Length of a test by its level in sigma.',
  }),
  maskStop: booleanSetting({
    header: 'MTESt:RMODe:FACTion:STOP', reset: false, description: 'Whether the first failure stops the acquisition.',
  }),
  createMask: command('MTESt:AMASk:CREate', 'Makes a mask around what the source shows.'),
  deleteMask: command('MTESt:DELete', 'Deletes the mask.'),
  maskData: both('MTESt:DATA', 'The mask as a block, which a snapshot does not hold.', [required(block)]),
  maskTitle: query('MTESt:TITLe', 'Name of the mask.'),
  maskCountReset: command('MTESt:COUNt:RESet', 'Sets the counts to 0.'),
  maskWaveforms: query('MTESt:COUNt:WAVeforms', 'Waveforms tested.'),
  maskFailures: query('MTESt:COUNt:FWAVeforms', 'Waveforms that failed.', [optional(source)]),
  maskSeconds: query('MTESt:COUNt:TIME', 'Time tested in s.'),
} as const satisfies Declarations
