import { action, booleanSetting, choiceSetting, numberSetting, perChannel, type Declarations } from '@lab/scpi'
import { channels, currentRange, delayRange, overVoltageRange, voltageRange } from './specifications.ts'

/** Names that `INSTrument` and `APPLy` use for the outputs. P25V and N25V are kept by the firmware from an older model. */
const outputNames = {
  P6V: 'P6V', P30V: 'P30V', N30V: 'N30V', P25V: 'P25V', N25V: 'N25V', CH1: 'CH1', CH2: 'CH2', CH3: 'CH3',
} as const

const channelOfName = { P6V: 1, P30V: 2, N30V: 3, P25V: 2, N25V: 3, CH1: 1, CH2: 2, CH3: 3 } as const

const slots = {
  RST: 'RST', RCL0: 'RCL0', RCL1: 'RCL1', RCL2: 'RCL2', RCL3: 'RCL3', RCL4: 'RCL4', RCL5: 'RCL5', RCL6: 'RCL6', RCL7: 'RCL7',
  RCL8: 'RCL8', RCL9: 'RCL9',
} as const

const recalled = ['RCL0', 'RCL1', 'RCL2', 'RCL3', 'RCL4', 'RCL5', 'RCL6', 'RCL7', 'RCL8', 'RCL9'] as const

const none = { kind: 'none' } as const
const energises = { kind: 'energises' } as const
const outputWord = { parameter: { kind: 'choice', choices: outputNames } } as const

/** What the EDU36311A understands, after its Programming Guide (EDU36311-90013). */
export const edu36311aDeclarations = {
  voltage: numberSetting({
    header: '[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]', unit: 'V', range: voltageRange, channels, reset: 0,
    effect: { kind: 'level', quantity: 'voltage' }, description: 'Set voltage of an output.',
  }),
  currentLimit: numberSetting({
    header: '[SOURce:]CURRent[:LEVel][:IMMediate][:AMPLitude]', unit: 'A', range: currentRange, channels,
    reset: perChannel({ 1: 5, 2: 1, 3: 1 }), effect: { kind: 'level', quantity: 'current' },
    description: 'Current limit of an output.',
  }),
  triggeredVoltage: numberSetting({
    header: '[SOURce:]VOLTage[:LEVel]:TRIGgered[:AMPLitude]', unit: 'V', range: voltageRange, channels, reset: 0,
    effect: { kind: 'level', quantity: 'voltage', armed: true }, description: 'Voltage that a trigger sets in step mode.',
  }),
  triggeredCurrentLimit: numberSetting({
    header: '[SOURce:]CURRent[:LEVel]:TRIGgered[:AMPLitude]', unit: 'A', range: currentRange, channels,
    reset: perChannel({ 1: 0.002, 2: 0.001, 3: 0.001 }), effect: { kind: 'level', quantity: 'current', armed: true },
    description: 'Current limit that a trigger sets in step mode.',
  }),
  voltageMode: choiceSetting({
    header: '[SOURce:]VOLTage:MODE', choices: { fixed: 'FIXed', step: 'STEP' }, channels, reset: 'fixed',
    description: 'Whether a trigger changes the voltage.',
  }),
  currentMode: choiceSetting({
    header: '[SOURce:]CURRent:MODE', choices: { fixed: 'FIXed', step: 'STEP' }, channels, reset: 'fixed',
    description: 'Whether a trigger changes the current limit.',
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
    header: '[SOURce:]CURRent:PROTection:DELay[:TIME]', unit: 's', range: { ...delayRange, default: 0.05 }, channels, reset: 0.05,
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
  powerOnState: choiceSetting({
    header: 'OUTPut:PON:STATe', choices: slots,
    effect: { kind: 'unknowable', choices: recalled, why: 'what the stored state would set is not known' },
    description: 'State the instrument takes when it is switched on. Kept without power.',
  }),
  selectedOutput: choiceSetting({
    header: 'INSTrument[:SELect]', choices: outputNames, reset: 'P6V',
    effect: { kind: 'selects-channel', channels: channelOfName },
    description: 'Output that commands without a channel list act on.',
  }),
  selectedChannel: numberSetting({
    header: 'INSTrument:NSELect', range: { min: 1, max: 3 }, integer: true, format: 'nr1',
    effect: { kind: 'selects-channel', channels: { 1: 1, 2: 2, 3: 3 } },
    description: 'The same by number.',
  }),
  apply: action({
    header: 'APPLy', form: 'both',
    parameters: [
      { ...outputWord, optional: true },
      { parameter: { kind: 'number', unit: 'V', range: voltageRange }, optional: true },
      { parameter: { kind: 'number', unit: 'A', range: currentRange }, optional: true },
    ],
    effect: { kind: 'applies', channels: channelOfName, levels: { voltage: 1, current: 2 } },
    description: 'Selects an output and sets voltage and current limit.',
  }),
  measureVoltage: action({
    header: 'MEASure[:SCALar]:VOLTage[:DC]', form: 'query', parameters: [{ ...outputWord, optional: true }], channels,
    effect: none, description: 'Voltage at the terminals of an output.',
  }),
  measureCurrent: action({
    header: 'MEASure[:SCALar]:CURRent[:DC]', form: 'query', parameters: [{ ...outputWord, optional: true }], channels,
    effect: none, description: 'Current out of an output.',
  }),
  initiate: action({
    header: 'INITiate[:IMMediate]', form: 'command', channels, effect: { kind: 'triggers' },
    description: 'Arms the trigger of an output; with an immediate source it fires at once.',
  }),
  abort: action({ header: 'ABORt', form: 'command', channels, effect: none, description: 'Disarms the trigger of an output.' }),
  triggerSource: choiceSetting({
    header: 'TRIGger[:SEQuence]:SOURce', choices: { bus: 'BUS', immediate: 'IMMediate' }, channels, reset: 'bus',
    description: 'What fires the trigger.',
  }),
  triggerDelay: numberSetting({
    header: 'TRIGger[:SEQuence]:DELay', unit: 's', range: delayRange, channels, reset: 0,
    description: 'Time between the trigger and the step.',
  }),
  regulationCondition: action({
    header: 'STATus:QUEStionable:INSTrument:ISUMmary<n>:CONDition', form: 'query', effect: none,
    description: 'How output n regulates: 0 off or unregulated, 1 constant current, 2 constant voltage.',
  }),
  display: booleanSetting({ header: 'DISPlay[:WINDow][:STATe]', reset: true, description: 'Switches the front panel display.' }),
  displayView: choiceSetting({
    header: 'DISPlay[:WINDow]:VIEW', choices: { one: 'METER1', all: 'METER3' }, reset: 'all',
    description: 'Whether the display shows one output or all three.',
  }),
  beep: action({ header: 'SYSTem:BEEPer[:IMMediate]', form: 'command', effect: none, description: 'Sounds the beeper once.' }),
  setState: action({
    header: 'SYSTem:SET', form: 'both', parameters: [{ parameter: { kind: 'block' } }],
    effect: { kind: 'unknowable', why: 'what the state block would set is not known' },
    description: 'The whole state of the instrument as a block.',
  }),
} as const satisfies Declarations
