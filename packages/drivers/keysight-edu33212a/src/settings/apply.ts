import { action, type ActionParameter, type Declarations } from '@lab/scpi'
import type { Channel } from '../specifications.ts'

const hertz: ActionParameter = {
  parameter: { kind: 'number', unit: 'Hz', words: ['MINimum', 'MAXimum', 'DEFault'] }, optional: true,
}
const volts: ActionParameter = {
  parameter: { kind: 'number', unit: 'V', words: ['MINimum', 'MAXimum', 'DEFault'] }, optional: true,
}
const amplitude: ActionParameter = {
  parameter: { kind: 'number', unit: 'Vpp', words: ['MINimum', 'MAXimum', 'DEFault'] }, optional: true,
}

function apply(word: string, channels: readonly Channel[]) {
  return action({
    header: `[SOURce<n>:]APPLy:${word}`, form: 'command', parameters: [hertz, amplitude, volts], channels,
    effect: { kind: 'composes' },
    description:
      'Sets function, frequency (sample rate), amplitude and offset, ends modulation, sweep, list and burst, and '
      + 'switches the output on.',
  })
}

/** `APPLy`: everything at once, output on. */
export function applyCommands(channels: readonly Channel[]) {
  return {
    applied: action({
      header: '[SOURce<n>:]APPLy', form: 'query', channels, effect: { kind: 'none' },
      description: 'Function, frequency, amplitude and offset in one text.',
    }),
    applySine: apply('SINusoid', channels),
    applySquare: apply('SQUare', channels),
    applyRamp: apply('RAMP', channels),
    applyTriangle: apply('TRIangle', channels),
    applyPulse: apply('PULSe', channels),
    applyPrbs: apply('PRBS', channels),
    applyNoise: apply('NOISe', channels),
    applyDc: apply('DC', channels),
    applyArbitrary: apply('ARBitrary', channels),
  } as const satisfies Declarations
}
