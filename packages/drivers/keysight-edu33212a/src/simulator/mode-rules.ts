import type { GeneratorFunction } from '../generator-function.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { fitBurst, fitSweep, frequencySet } from './frequency-rules.ts'

/** What a channel does besides generating its function: one of them at a time. */
export const modes = ['am', 'fm', 'pm', 'pwm', 'sum', 'fsk', 'bpsk', 'sweep', 'list', 'burst'] as const

export type Mode = (typeof modes)[number]

type Refused = readonly GeneratorFunction[]

const withoutFrequency: Refused = ['noise', 'pulse', 'dc']
const notSwept: Refused = ['noise', 'prbs', 'dc', 'arbitrary']

/** Functions that cannot be modulated so, or swept. */
const refusedFunctions: Readonly<Record<Mode, Refused>> = {
  am: ['pulse', 'dc'], fm: withoutFrequency, pm: withoutFrequency,
  pwm: ['sine', 'square', 'triangle', 'ramp', 'prbs', 'noise', 'arbitrary', 'dc'],
  sum: ['dc'], fsk: withoutFrequency, bpsk: withoutFrequency,
  sweep: ['noise', 'prbs', 'dc'], list: notSwept, burst: ['dc'],
}

/** Shapes that cannot modulate the function of the same kind. */
const selfModulating: Readonly<Record<string, GeneratorFunction>> = { arbitrary: 'arbitrary', noise: 'noise', prbs: 'prbs' }

function isOn(settings: ChannelSettings, mode: Mode): boolean {
  return mode === 'list' ? settings.word('frequencyMode') === 'list' : settings.is(`${mode}State`)
}

/** What a channel does now. */
export function activeMode(settings: ChannelSettings): Mode | undefined {
  return modes.find((mode) => isOn(settings, mode))
}

function switchOff(settings: ChannelSettings, mode: Mode): void {
  if (mode !== 'list') settings.put(`${mode}State`, false)
  if (mode === 'list' || mode === 'sweep') settings.put('frequencyMode', 'continuous')
}

/** Switches everything off without a word, as `APPLy` does. */
export function endModes(settings: ChannelSettings): void {
  for (const mode of modes) if (isOn(settings, mode)) switchOff(settings, mode)
}

function suits(settings: ChannelSettings, mode: Mode): boolean {
  if (refusedFunctions[mode].includes(settings.function)) return false
  return !(mode === 'burst' && settings.function === 'noise' && settings.word('burstMode') !== 'gated')
}

function modulatesItself(settings: ChannelSettings, mode: Mode): boolean {
  const known = ['am', 'fm', 'pm', 'pwm', 'sum'].includes(mode)
  return known && selfModulating[settings.word(`${mode}Shape`)] === settings.function
    && settings.word(`${mode}Source`) === 'internal'
}

/** After a mode was switched on or off. What the function does not suit stays off. */
export function modeSwitched(settings: ChannelSettings, mode: Mode, on: boolean): void {
  if (!on) {
    if (mode === 'sweep') settings.put('frequencyMode', 'continuous')
    return
  }
  if (!suits(settings, mode)) settings.refuse(`${mode.toUpperCase()} not possible with the present function`)
  if (modulatesItself(settings, mode)) settings.refuse(`${settings.function} cannot modulate itself`)
  const others = modes.filter((other) => other !== mode && isOn(settings, other) && !(mode === 'list' && other === 'sweep'))
  for (const other of others) {
    switchOff(settings, other)
    settings.conflict(`${other.toUpperCase()} turned off by selection of other mode or modulation`)
  }
  if (mode === 'sweep') settings.put('frequencyMode', 'sweep')
  if (mode === 'burst') settings.put('phase', 0)
  frequencySet(settings)
  fitBurst(settings)
  fitSweep(settings)
}

/** After `FREQuency:MODE`. */
export function frequencyModeSet(settings: ChannelSettings): void {
  const mode = settings.word('frequencyMode')
  settings.put('sweepState', mode === 'sweep')
  try {
    if (mode === 'sweep' || mode === 'list') modeSwitched(settings, mode, true)
  } catch (error) {
    settings.put('sweepState', false)
    throw error
  }
}

/** After the function was set: a mode it does not suit ends. */
export function modesForFunction(settings: ChannelSettings): void {
  const mode = activeMode(settings)
  if (mode === undefined || suits(settings, mode)) return
  switchOff(settings, mode)
  settings.conflict(`${mode.toUpperCase()} turned off by selection of other function`)
}

/** After the shape that modulates was set. */
export function shapeSet(settings: ChannelSettings, mode: Mode): void {
  if (isOn(settings, mode) && modulatesItself(settings, mode)) settings.refuse(`${settings.function} cannot modulate itself`)
}

/** After the source of a modulation was set: a channel does not modulate itself. */
export function sourceSet(settings: ChannelSettings, mode: Mode): void {
  if (settings.word(`${mode}Source`) === `channel${settings.channel}`) settings.refuse('a channel cannot modulate itself')
}
