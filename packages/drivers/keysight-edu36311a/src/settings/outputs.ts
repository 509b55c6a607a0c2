import { action, booleanSetting, choiceSetting, numberSetting, perChannel, type Declarations } from '@lab/scpi'
import { channels, currentRange, delayRange, overVoltageRange, voltageRange } from '../specifications.ts'
import { channelOfWord, outputWord, outputWords } from './output-words.ts'

const none = { kind: 'none' } as const
const energises = { kind: 'energises' } as const

/** Levels, protection and switching of the outputs (Programming Guide, APPLy, VOLTage, CURRent, OUTPut, INSTrument, MEASure). */
export const outputDeclarations = {
  voltage: numberSetting({
    header: '[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]', unit: 'V', range: voltageRange, channels, reset: 0,
    effect: { kind: 'level', quantity: 'voltage' }, description: 'Set voltage of an output.',
  }),
  currentLimit: numberSetting({
    header: '[SOURce:]CURRent[:LEVel][:IMMediate][:AMPLitude]', unit: 'A', range: currentRange, channels,
    reset: perChannel({ 1: 5, 2: 1, 3: 1 }), effect: { kind: 'level', quantity: 'current' },
    description: 'Current limit of an output.',
  }),
  overVoltageLevel: numberSetting({
    header: '[SOURce:]VOLTage:PROTection[:LEVel][:AMPLitude]', unit: 'V', range: overVoltageRange, channels,
    reset: perChannel({ 1: 6.6, 2: 33, 3: 33 }), description: 'Voltage above which an output trips off.',
  }),
  overVoltageTripped: booleanSetting({
    header: '[SOURce:]VOLTage:PROTection:TRIPped', channels, writable: false,
    description: 'Whether the over-voltage protection of an output has tripped.',
  }),
  clearOverVoltage: action({
    header: '[SOURce:]VOLTage:PROTection:CLEar', form: 'command', channels, effect: energises,
    description: 'Clears an over-voltage trip; the output returns to its former state.',
  }),
  overCurrentEnabled: booleanSetting({
    header: '[SOURce:]CURRent:PROTection:STATe', channels, reset: false,
    description: 'Whether an output trips off when it stays in current limit.',
  }),
  overCurrentDelay: numberSetting({
    header: '[SOURce:]CURRent:PROTection:DELay[:TIME]', unit: 's', range: delayRange, channels, reset: 0.05,
    description: 'How long an output may stay in current limit before it trips.',
  }),
  overCurrentStart: choiceSetting({
    header: '[SOURce:]CURRent:PROTection:DELay:STARt',
    choices: { settingChange: 'SCHange', currentLimit: 'CCTRans' }, channels, reset: 'settingChange',
    description: 'What starts the over-current delay: a change of a setting, or any entry into current limit.',
  }),
  overCurrentTripped: booleanSetting({
    header: '[SOURce:]CURRent:PROTection:TRIPped', channels, writable: false,
    description: 'Whether the over-current protection of an output has tripped.',
  }),
  clearOverCurrent: action({
    header: '[SOURce:]CURRent:PROTection:CLEar', form: 'command', channels, effect: energises,
    description: 'Clears an over-current trip; the output returns to its former state.',
  }),
  rangeName: action({
    header: '[SOURce:]VOLTage:RANGe', form: 'both', channels, effect: none,
    parameters: [{ parameter: { kind: 'choice', choices: { P6V: 'P6V', P30V: 'P30V', low: 'LOW', high: 'HIGH' } } }],
    description: 'Takes the name of a voltage range and does nothing: each output has one range.',
  }),
  output: booleanSetting({
    header: 'OUTPut[:STATe]', channels, reset: false, effect: { kind: 'energises' }, description: 'Switches an output.',
  }),
  outputRiseDelay: numberSetting({
    header: 'OUTPut[:STATe]:DELay:RISE', unit: 's', range: delayRange, channels, reset: 0,
    description: 'Time between the command and the output going on.',
  }),
  outputFallDelay: numberSetting({
    header: 'OUTPut[:STATe]:DELay:FALL', unit: 's', range: delayRange, channels, reset: 0,
    description: 'Time between the command and the output going off.',
  }),
  clearProtection: action({
    header: 'OUTPut:PROTection:CLEar', form: 'command', channels, effect: energises,
    description: 'Clears every trip of an output; it returns to its former state.',
  }),
  tracking: booleanSetting({
    header: 'OUTPut:TRACk[:STATe]', reset: false, effect: { kind: 'couples', quantity: 'voltage', channels: [2, 3] },
    description: 'Makes the voltages of outputs 2 and 3 follow each other.',
  }),
  selectedOutput: choiceSetting({
    header: 'INSTrument[:SELect]', choices: outputWords, reset: 'P6V',
    effect: { kind: 'selects-channel', channels: channelOfWord },
    description: 'Output that commands without a channel list act on.',
  }),
  selectedChannel: numberSetting({
    header: 'INSTrument:NSELect', range: { min: 1, max: 3 }, integer: true, reset: 1,
    effect: { kind: 'selects-channel', channels: { 1: 1, 2: 2, 3: 3 } },
    description: 'The same by number.',
  }),
  apply: action({
    header: 'APPLy', form: 'both',
    parameters: [
      { parameter: outputWord, optional: true },
      { parameter: { kind: 'number', unit: 'V', range: voltageRange }, optional: true },
      { parameter: { kind: 'number', unit: 'A', range: currentRange }, optional: true },
    ],
    effect: { kind: 'applies', channels: channelOfWord, levels: { voltage: 1, current: 2 } },
    description: 'Selects an output and sets voltage and current limit.',
  }),
  measureVoltage: action({
    header: 'MEASure[:SCALar]:VOLTage[:DC]', form: 'query', parameters: [{ parameter: outputWord, optional: true }], channels,
    effect: none, description: 'Voltage at the terminals of an output.',
  }),
  measureCurrent: action({
    header: 'MEASure[:SCALar]:CURRent[:DC]', form: 'query', parameters: [{ parameter: outputWord, optional: true }], channels,
    effect: none, description: 'Current out of an output.',
  }),
} as const satisfies Declarations
