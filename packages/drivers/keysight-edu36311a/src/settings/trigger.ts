import {
  action, choiceSetting, numberSetting, perChannel, type ByChannel, type Declarations, type NumberRange,
} from '@lab/scpi'
import { channels, currentRange, delayRange, voltageRange } from '../specifications.ts'

/** The triggered levels take MIN and MAX, but not DEF. */
function withoutDefault({ byChannel }: ByChannel<NumberRange>): ByChannel<NumberRange> {
  return perChannel(Object.fromEntries(Object.entries(byChannel).map(([channel, { min, max }]) => [channel, { min, max }])))
}

const modes = { fixed: 'FIXed', step: 'STEP' } as const

/** The step that a trigger makes (Programming Guide, INITiate, TRIGger, ABORt, VOLTage:TRIGgered, VOLTage:MODE). */
export const triggerDeclarations = {
  triggeredVoltage: numberSetting({
    header: '[SOURce:]VOLTage[:LEVel]:TRIGgered[:AMPLitude]', unit: 'V', range: withoutDefault(voltageRange), channels, reset: 0,
    effect: { kind: 'level', quantity: 'voltage', armed: true }, description: 'Voltage that a trigger sets in step mode.',
  }),
  triggeredCurrentLimit: numberSetting({
    header: '[SOURce:]CURRent[:LEVel]:TRIGgered[:AMPLitude]', unit: 'A', range: withoutDefault(currentRange), channels,
    reset: perChannel({ 1: 0.002, 2: 0.001, 3: 0.001 }), effect: { kind: 'level', quantity: 'current', armed: true },
    description: 'Current limit that a trigger sets in step mode.',
  }),
  voltageMode: choiceSetting({
    header: '[SOURce:]VOLTage:MODE', choices: modes, channels, reset: 'fixed',
    description: 'Whether a trigger changes the voltage.',
  }),
  currentMode: choiceSetting({
    header: '[SOURce:]CURRent:MODE', choices: modes, channels, reset: 'fixed',
    description: 'Whether a trigger changes the current limit.',
  }),
  triggerSource: choiceSetting({
    header: 'TRIGger[:SEQuence]:SOURce', choices: { bus: 'BUS', immediate: 'IMMediate' }, channels, reset: 'bus',
    description: 'What fires the trigger.',
  }),
  triggerDelay: numberSetting({
    header: 'TRIGger[:SEQuence]:DELay', unit: 's', range: delayRange, channels, reset: 0,
    description: 'Time between the trigger and the step.',
  }),
  initiate: action({
    header: 'INITiate[:IMMediate]', form: 'command', channels, effect: { kind: 'triggers' },
    description: 'Arms the trigger of an output; with an immediate source it fires at once.',
  }),
  initiateContinuous: action({
    header: 'INITiate:CONTinuous', form: 'both', parameters: [{ parameter: { kind: 'boolean' } }], channels,
    effect: { kind: 'triggers' },
    description:
      'Whether the trigger of an output arms itself again after each step. No part of a snapshot, as arming is an act.',
  }),
  abort: action({
    header: 'ABORt', form: 'command', channels, effect: { kind: 'none' }, description: 'Disarms the trigger of an output.',
  }),
} as const satisfies Declarations
