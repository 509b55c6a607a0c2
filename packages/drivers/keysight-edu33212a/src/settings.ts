import { action, booleanSetting, type Action, type Declarations } from '@lab/scpi'
import { applyCommands } from './settings/apply.ts'
import { arbitrarySettings } from './settings/arbitrary.ts'
import { couplingSettings } from './settings/coupling.ts'
import { burstSettings, sweepSettings, triggerSettings } from './settings/modes.ts'
import { modulationSettings } from './settings/modulation.ts'
import { networkCommands } from './settings/network.ts'
import { levelSettings, outputSettings } from './settings/output.ts'
import type { Side } from './settings/ranges.ts'
import { calibrationCommands } from './settings/calibration.ts'
import { fileCommands, panelCommands, stateCommands } from './settings/system.ts'
import { waveformSettings } from './settings/waveform.ts'
import type { Channel } from './specifications.ts'

/** What both models have, apart from the words for a second channel. */
function commonDeclarations(channels: readonly Channel[], side: Side) {
  return {
    ...waveformSettings(channels, side),
    ...levelSettings(channels, side),
    ...sweepSettings(channels, side),
    ...burstSettings(channels, side),
    ...triggerSettings(channels),
    ...arbitrarySettings(channels, side),
    phaseReference: action({
      header: '[SOURce<n>:]PHASe:REFerence', form: 'command', channels, effect: { kind: 'none' },
      description: 'Calls the present phase 0.',
    }),
    synchronisePhases: action({
      header: '[SOURce<n>:]PHASe:SYNChronize', form: 'command', channels, effect: { kind: 'none' },
      description: 'Makes every channel begin anew with its phase.',
    }),
    ...stateCommands,
    ...panelCommands,
    ...networkCommands,
    ...fileCommands,
    ...calibrationCommands,
    ...applyCommands(channels),
  } as const satisfies Declarations
}

const rangeHeader = '[SOURce<n>:]VOLTage:RANGe:AUTO'
const rangeDescription =
  'Whether the output chooses its amplifier range by itself. Off avoids glitches and may worsen the resolution.'

/** For the driver, which sees on and off. */
function autorangeSetting(channels: readonly Channel[]) {
  return booleanSetting({ header: rangeHeader, channels, reset: true, description: rangeDescription })
}

/** For the instrument, which takes `ONCE` as well. */
function autorangeAction(channels: readonly Channel[]): Action {
  return action({
    header: rangeHeader, form: 'both', channels, effect: { kind: 'none' }, description: rangeDescription,
    parameters: [{ parameter: { kind: 'number', words: ['ON', 'OFF', 'ONCE'] } }],
  })
}

const one = [1] as const
const both = [1, 2] as const
const twoChannels = { channel1: 'CH1', channel2: 'CH2' } as const
const twoSources = { internal: 'INTernal', ...twoChannels } as const

/**
 * What the EDU33211A understands (User's Guide EDU33212-90002; commands after the Trueform Series Operating and Service Guide).
 */
export const edu33211aDeclarations = {
  ...commonDeclarations(one, 'driver'),
  ...modulationSettings(one, 'driver', { internal: 'INTernal' }, 'internal'),
  autorange: autorangeSetting(one),
  ...outputSettings(one, { channel1: 'CH1' }, 'channel1'),
} as const satisfies Declarations

/** What the EDU33212A understands: that of the EDU33211A for two channels, and what joins them. */
export const edu33212aDeclarations = {
  ...commonDeclarations(both, 'driver'),
  ...modulationSettings(both, 'driver', twoSources, 'internal'),
  autorange: autorangeSetting(both),
  ...couplingSettings(both),
  ...outputSettings(both, twoChannels, 'channel1'),
} as const satisfies Declarations

/** The same as the instrument has it: what conflicts is adjusted there. */
export const edu33211aInstrument = {
  ...commonDeclarations(one, 'instrument'),
  ...modulationSettings(one, 'instrument', { internal: 'INTernal' }, 'internal'),
  autorange: autorangeAction(one),
  ...outputSettings(one, { channel1: 'CH1' }, 'channel1'),
} as const satisfies Declarations

/** The same as the instrument has it: what conflicts is adjusted there. */
export const edu33212aInstrument = {
  ...commonDeclarations(both, 'instrument'),
  ...modulationSettings(both, 'instrument', twoSources, 'internal'),
  autorange: autorangeAction(both),
  ...couplingSettings(both),
  ...outputSettings(both, twoChannels, 'channel1'),
} as const satisfies Declarations
