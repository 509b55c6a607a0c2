import { action, booleanSetting, choiceSetting, numberSetting, perChannel, type Declarations } from '../../src/declarations.ts'
import { defineCommands } from '../../src/command-set.ts'

const channels = [1, 2, 3]
const outputs = { P6V: 'P6V', P30V: 'P30V', N30V: 'N30V', CH1: 'CH1', CH2: 'CH2', CH3: 'CH3' } as const
const channelOf = { P6V: 1, P30V: 2, N30V: 3, CH1: 1, CH2: 2, CH3: 3 } as const
const voltageRange = perChannel({
  1: { min: 0, max: 6.18, default: 0 }, 2: { min: 0, max: 30.9, default: 0 }, 3: { min: 0, max: 30.9, default: 0 },
})
const currentRange = perChannel({
  1: { min: 0.002, max: 5.15, default: 5 }, 2: { min: 0.001, max: 1.03, default: 1 }, 3: { min: 0.001, max: 1.03, default: 1 },
})

/** A triple supply, small enough to be read at a glance. */
export const supplyDeclarations = {
  voltage: numberSetting({
    header: '[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]', unit: 'V', range: voltageRange, channels, reset: 0,
    effect: { kind: 'level', quantity: 'voltage' }, description: 'Set voltage.',
  }),
  triggeredVoltage: numberSetting({
    header: '[SOURce:]VOLTage[:LEVel]:TRIGgered[:AMPLitude]', unit: 'V', range: voltageRange, channels, reset: 0,
    effect: { kind: 'level', quantity: 'voltage', armed: true }, description: 'Voltage after a trigger.',
  }),
  currentLimit: numberSetting({
    header: '[SOURce:]CURRent[:LEVel][:IMMediate][:AMPLitude]', unit: 'A', range: currentRange, channels,
    reset: perChannel({ 1: 5, 2: 1, 3: 1 }), effect: { kind: 'level', quantity: 'current' }, description: 'Current limit.',
  }),
  voltageMode: choiceSetting({
    header: '[SOURce:]VOLTage:MODE', choices: { fixed: 'FIXed', step: 'STEP' }, channels, reset: 'fixed', description: 'Mode.',
  }),
  output: booleanSetting({
    header: 'OUTPut[:STATe]', channels, reset: false, effect: { kind: 'energises' }, description: 'Switches an output.',
  }),
  tracking: booleanSetting({
    header: 'OUTPut:TRACk[:STATe]', reset: false, effect: { kind: 'couples', quantity: 'voltage', channels: [2, 3] },
    description: 'Couples 2 and 3.',
  }),
  powerOnState: choiceSetting({
    header: 'OUTPut:PON:STATe', choices: { reset: 'RST', slot1: 'RCL1' },
    effect: { kind: 'unknowable', choices: ['slot1'], why: 'it recalls a stored state' }, description: 'Power-on state.',
  }),
  selected: choiceSetting({
    header: 'INSTrument[:SELect]', choices: outputs, reset: 'P6V', effect: { kind: 'selects-channel', channels: channelOf },
    description: 'Selected output.',
  }),
  selectedNumber: numberSetting({
    header: 'INSTrument:NSELect', range: { min: 1, max: 3 }, integer: true, format: 'nr1',
    effect: { kind: 'selects-channel', channels: { 1: 1, 2: 2, 3: 3 } }, description: 'Selected output by number.',
  }),
  display: booleanSetting({ header: 'DISPlay[:WINDow][:STATe]', reset: true, description: 'Display.' }),
  label: { kind: 'setting', header: 'DISPlay:LABel', parameter: { kind: 'string', maxLength: 12 }, reset: '',
    description: 'Label.' },
  tripped: booleanSetting({ header: '[SOURce:]VOLTage:PROTection:TRIPped', channels, writable: false, description: 'Tripped.' }),
  apply: action({
    header: 'APPLy', form: 'both',
    parameters: [
      { parameter: { kind: 'choice', choices: outputs }, optional: true },
      { parameter: { kind: 'number', unit: 'V', range: voltageRange }, optional: true },
      { parameter: { kind: 'number', unit: 'A', range: currentRange }, optional: true },
    ],
    effect: { kind: 'applies', channels: channelOf, levels: { voltage: 1, current: 2 } }, description: 'Selects and sets.',
  }),
  initiate: action({ header: 'INITiate[:IMMediate]', form: 'command', channels, effect: { kind: 'triggers' },
    description: 'Arms.' }),
  measureVoltage: action({
    header: 'MEASure[:SCALar]:VOLTage[:DC]', form: 'query', channels, effect: { kind: 'none' }, description: 'Measures.',
  }),
  setState: action({
    header: 'SYSTem:SET', form: 'both', parameters: [{ parameter: { kind: 'block' } }],
    effect: { kind: 'unknowable', why: 'it sets a stored state' }, description: 'Whole state.',
  }),
} as const satisfies Declarations

export const supply = defineCommands(supplyDeclarations)
