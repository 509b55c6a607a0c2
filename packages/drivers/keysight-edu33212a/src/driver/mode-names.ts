import type { GeneratorFunction } from '../generator-function.ts'
import type { Present } from './link.ts'

/** What a channel does besides generating its function. */
export type Mode = 'am' | 'fm' | 'pm' | 'pwm' | 'sum' | 'fsk' | 'bpsk' | 'sweep' | 'list' | 'burst'

/** The settings that tell the mode of a channel. */
export const modeSettings = [
  'amState', 'fmState', 'pmState', 'pwmState', 'sumState', 'fskState', 'bpskState', 'sweepState', 'burstState', 'frequencyMode',
  'burstMode',
] as const

const states: readonly (readonly [string, Mode])[] = [
  ['amState', 'am'], ['fmState', 'fm'], ['pmState', 'pm'], ['pwmState', 'pwm'], ['sumState', 'sum'], ['fskState', 'fsk'],
  ['bpskState', 'bpsk'],
  ['sweepState', 'sweep'], ['burstState', 'burst'],
]

/** The mode that is on; undefined for none. */
export function modeOf(present: Present): Mode | undefined {
  if (present.word('frequencyMode') === 'list') return 'list'
  return states.find(([name]) => present.is(name))?.[1]
}

const withoutFrequency: readonly GeneratorFunction[] = ['noise', 'pulse', 'dc']

/** Functions that a mode is not possible with (User's Guide EDU33212-90002, modulation, sweep and burst). */
const impossible: Readonly<Record<Mode, readonly GeneratorFunction[]>> = {
  am: ['pulse', 'dc'], fm: withoutFrequency, pm: withoutFrequency, fsk: withoutFrequency, bpsk: withoutFrequency, sum: ['dc'],
  pwm: ['sine', 'square', 'triangle', 'ramp', 'prbs', 'noise', 'arbitrary', 'dc'],
  sweep: ['noise', 'prbs', 'dc'], list: ['noise', 'prbs', 'dc', 'arbitrary'], burst: ['dc'],
}

/** Whether a function can have a mode. Noise has gated bursts only. */
export function isPossible(mode: Mode, name: GeneratorFunction, burstMode: string): boolean {
  return !impossible[mode].includes(name) && !(mode === 'burst' && name === 'noise' && burstMode !== 'gated')
}

/** The command that ends a mode. */
export function endingOf(mode: Mode, channel: number): string {
  const nodes: Readonly<Record<Mode, string>> = {
    am: 'AM:STAT', fm: 'FM:STAT', pm: 'PM:STAT', pwm: 'PWM:STAT', sum: 'SUM:STAT', fsk: 'FSK:STAT', bpsk: 'BPSK:STAT',
    sweep: 'SWE:STAT',
    burst: 'BURS:STAT', list: 'FREQ:MODE',
  }
  return `:SOUR${channel}:${nodes[mode]} ${mode === 'list' ? 'CW' : 'OFF'}`
}
