import {
  booleanSetting, choiceSetting, numberSetting, perChannel, type BooleanParameter, type Declarations, type Setting,
} from '@lab/scpi'
import { channels, offsetLimits, probeRange, scaleRange } from '../specifications.ts'
import { both, optional, quantity, query, required } from './declare.ts'

function times(factor: unknown, { min, max }: { min: number; max: number }): { min: number; max: number } {
  return { min: min * Number(factor), max: max * Number(factor) }
}

const offsets = { min: -offsetLimits.coarse, max: offsetLimits.coarse }

const probeHeads = {
  none: 'NONE', single0: 'SEND0', single6: 'SEND6', single12: 'SEND12', single20: 'SEND20', differential0: 'DIFF0',
  differential6: 'DIFF6', differential12: 'DIFF12', differential20: 'DIFF20',
} as const

/** Of the bus of analog channels only the names of the commands are known. */
function busFlag(header: string, reset: boolean, description: string): Setting<BooleanParameter> {
  return booleanSetting({ header: `ABUS:${header}`, reset, unconfirmed: true, description })
}

/**
 * `:CHANnel<n>`, `:EXTernal` and `:ABUS` (2000 X-Series Programmer's Guide, the same headers for the EDUX1052A/G). The probe goes
 * first: it scales the rest.
 */
export const channelDeclarations = {
  channelDisplay: booleanSetting({
    header: 'CHANnel<n>:DISPlay', channels, reset: perChannel({ 1: true, 2: false }),
    description: 'Whether a channel acquires and is shown.',
  }),
  probe: numberSetting({
    header: 'CHANnel<n>:PROBe', range: probeRange, channels, reset: 10, words: ['X1', 'X10'],
    description: 'Attenuation of the probe. A change multiplies scale, offset and trigger level.',
  }),
  channelUnit: choiceSetting({
    header: 'CHANnel<n>:UNITs', choices: { volt: 'VOLT', ampere: 'AMPere' }, channels, reset: 'volt',
    description: 'Unit of a channel, after its probe.',
  }),
  channelScale: numberSetting({
    header: 'CHANnel<n>:SCALe', unit: 'V', channels, reset: 5,
    range: {
      dependsOn: ['probe'], widest: { min: scaleRange.min * 0.1, max: scaleRange.max * 10_000 },
      at: ({ probe }) => times(probe, scaleRange),
    },
    description: 'Vertical scale per division, in the unit of the channel.',
  }),
  channelOffset: numberSetting({
    header: 'CHANnel<n>:OFFSet', unit: 'V', channels, reset: 0,
    range: { dependsOn: ['probe'], widest: times(10_000, offsets), at: ({ probe }) => times(probe, offsets) },
    description: 'Value in the middle of the screen. Coerced silently where it goes too far for the scale.',
  }),
  channelCoupling: choiceSetting({
    header: 'CHANnel<n>:COUPling', choices: { dc: 'DC', ac: 'AC' }, channels, reset: 'dc',
    description: 'Input coupling; there is no ground.',
  }),
  channelImpedance: choiceSetting({
    header: 'CHANnel<n>:IMPedance', choices: { oneMegaohm: 'ONEMeg' }, channels, reset: 'oneMegaohm',
    description: 'Input impedance; there is no 50 Ω.',
  }),
  bandwidthLimit: booleanSetting({
    header: 'CHANnel<n>:BWLimit', channels, reset: false, description: 'Whether the bandwidth is limited to about 25 MHz.',
  }),
  channelInvert: booleanSetting({
    header: 'CHANnel<n>:INVert', channels, reset: false, description: 'Whether the channel is inverted.',
  }),
  channelVernier: booleanSetting({
    header: 'CHANnel<n>:VERNier', channels, reset: false, description: 'Whether the knob of the scale turns in fine steps.',
  }),
  channelLabel: {
    kind: 'setting', header: 'CHANnel<n>:LABel', parameter: { kind: 'string', maxLength: 10 }, channels,
    reset: perChannel({ 1: '1', 2: '2' }), description: 'Label of a channel, up to 10 characters.',
  },
  probeSkew: numberSetting({
    header: 'CHANnel<n>:PROBe:SKEW', unit: 's', range: { min: -100e-9, max: 100e-9, default: 0 }, channels, reset: 0,
    description: 'Delay of the probe that is taken out.',
  }),
  probeSignal: choiceSetting({
    header: 'CHANnel<n>:PROBe:STYPe', choices: { single: 'SINGle', differential: 'DIFFerential' }, channels, reset: 'single',
    description: 'Whether the probe is single-ended or differential.',
  }),
  probeHead: choiceSetting({
    header: 'CHANnel<n>:PROBe:HEAD[:TYPE]', choices: probeHeads, channels, reset: 'none', unconfirmed: true,
    description: 'Head of a probe with heads.',
  }),
  probeId: query('CHANnel<n>:PROBe:ID', 'Type of the probe attached; 0 where it does not say.'),
  channelRange: both(
    'CHANnel<n>:RANGe', 'Full vertical range: eight times channelScale, which is the setting.', [required(quantity('V'))],
  ),
  channelBandwidth: both(
    'CHANnel<n>:BANDwidth',
    'The bandwidth limit in Hz, 25E6 or the full bandwidth: another form of bandwidthLimit, which is the setting.',
    [required(quantity('Hz'))],
  ),
  channelProtection: query('CHANnel<n>:PROTection', 'State of the input protection; NORM.'),
  channelSetup: query('CHANnel<n>', 'All settings of a channel as a learn string.'),
  externalDisplay: booleanSetting({
    header: 'EXTernal:DISPlay', reset: false, unconfirmed: true,
    description: 'Whether the external trigger input is shown as a digital trace.',
  }),
  externalProbe: numberSetting({
    header: 'EXTernal:PROBe', range: probeRange, reset: 1, description: 'Attenuation of the probe at the external trigger input.',
  }),
  externalUnit: choiceSetting({
    header: 'EXTernal:UNITs', choices: { volt: 'VOLT', ampere: 'AMPere' }, reset: 'volt',
    description: 'Unit of the external trigger input.',
  }),
  externalBandwidthLimit: booleanSetting({
    header: 'EXTernal:BWLimit', reset: false, unconfirmed: true, description: 'Bandwidth limit of the external trigger input.',
  }),
  externalRange: numberSetting({
    header: 'EXTernal:RANGe', unit: 'V', reset: 8, description: 'Range of the external trigger input; the probe multiplies it.',
  }),
  externalLabel: {
    kind: 'setting', header: 'EXTernal:LABel', parameter: { kind: 'string', maxLength: 10 }, reset: 'EXT', unconfirmed: true,
    description: 'Label of the external trigger input.',
  },
  externalLevel: numberSetting({
    header: 'EXTernal:LEVel', unit: 'V', reset: 0, unconfirmed: true, restoreAfter: ['externalProbe'],
    description: 'Threshold of the external trace; the trigger level of the external input.',
  }),
  externalPosition: numberSetting({
    header: 'EXTernal:POSition', reset: 0, unconfirmed: true,
    description: 'Vertical position of the external trace in divisions.',
  }),
  externalSetup: query('EXTernal', 'All settings of the external trigger input as a learn string.'),
  analogBusDisplay: busFlag('DISPlay', false, 'Whether the bus of analog channels is shown.'),
  analogBusBit0: busFlag('BIT0', true, 'Whether channel 1 is in the bus.'),
  analogBusBit1: busFlag('BIT1', true, 'Whether channel 2 is in the bus.'),
  analogBusBit2: both(
    'ABUS:BIT2', 'Whether the third input is in the bus. No setting: these models have none.', [required({ kind: 'boolean' })],
  ),
  analogBusBit3: both(
    'ABUS:BIT3', 'Whether the fourth input is in the bus. No setting: these models have none.', [required({ kind: 'boolean' })],
  ),
  analogBusBit4: busFlag('BIT4', false, 'Whether the external trigger input is in the bus.'),
  analogBusMask: both(
    'ABUS:MASK', 'The inputs in the bus as bits: another form of analogBusBit0 and the others, which are the settings.',
    [optional(quantity())],
  ),
  analogBusLabel: {
    kind: 'setting', header: 'ABUS:LABel', parameter: { kind: 'string', maxLength: 10 }, reset: 'ABUS', unconfirmed: true,
    description: 'Label of the bus.',
  },
} as const satisfies Declarations
