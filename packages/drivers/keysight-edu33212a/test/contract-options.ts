import type { OperationOptions } from '@lab/core'
import type { Edu33211a, Edu33212a } from '../src/index.ts'

type Generator = Edu33211a | Edu33212a

const samples = Int16Array.from({ length: 16 }, (_, index) => 2000 * index)

/** Calls of both models that take options. */
const calls = {
  set: (awg: Generator, options: OperationOptions) => awg.channel(1).set(
    { function: 'square', frequency: 5000, amplitude: 1 }, options,
  ),
  state: (awg: Generator, options: OperationOptions) => awg.channel(1).state(options),
  on: (awg: Generator, options: OperationOptions) => awg.channel(1).on(options),
  off: (awg: Generator, options: OperationOptions) => awg.channel(1).off(options),
  isOn: (awg: Generator, options: OperationOptions) => awg.channel(1).isOn(options),
  programmedFrequency: (awg: Generator, options: OperationOptions) => awg.channel(1).programmedFrequency(options),
  modulate: (awg: Generator, options: OperationOptions) => awg.channel(1).modulate({ kind: 'am', depth: 50 }, options),
  sweep: (awg: Generator, options: OperationOptions) => awg.channel(1).sweep({ start: 10, stop: 1000 }, options),
  burst: (awg: Generator, options: OperationOptions) => awg.channel(1).burst({ cycles: 3 }, options),
  playList: (awg: Generator, options: OperationOptions) => awg.channel(1).playList({ frequencies: [1, 2, 3] }, options),
  continuous: (awg: Generator, options: OperationOptions) => awg.channel(1).continuous(options),
  setTrigger: (awg: Generator, options: OperationOptions) => awg.channel(1).setTrigger({ source: 'bus' }, options),
  upload: (awg: Generator, options: OperationOptions) => awg.channel(1).arbitrary.upload('STEPS', samples, options),
  allOff: (awg: Generator, options: OperationOptions) => awg.allOff(options),
  synchronisePhases: (awg: Generator, options: OperationOptions) => awg.synchronisePhases(options),
  screenshot: (awg: Generator, options: OperationOptions) => awg.panel.screenshot(options),
}

const queries = [
  (awg: Generator, options: OperationOptions) => awg.scpi.query('SYST:VERS?', options),
  (awg: Generator, options: OperationOptions) => awg.scpi.query('*ESE?', options),
] as const

/** What `driverContract` needs for an EDU33211A, apart from a way to open one. */
export const edu33211aContract = {
  calls, queries,
  energise: (awg: Edu33211a) => awg.channel(1).on(),
  settings: ['function', 'frequency', 'amplitude', 'offset', 'output'],
  channels: [1],
  circuit: [{ connect: 'unit.1', nodes: ['a', 'gnd'] }, { resistor: 50, nodes: ['a', 'gnd'] }],
  isSafe: (get: (setting: string, channel?: number) => unknown) => get('output', 1) === false,
} as const

/** The same for an EDU33212A. */
export const edu33212aContract = {
  calls: {
    ...calls,
    track: (awg: Edu33212a, options: OperationOptions) => awg.track('on', 1, options),
    coupleFrequencies: (awg: Edu33212a, options: OperationOptions) => awg.coupleFrequencies({ ratio: 2 }, 1, options),
    combine: (awg: Edu33212a, options: OperationOptions) => awg.combine(1, true, options),
  },
  queries,
  energise: (awg: Edu33212a) => awg.channel(2).on(),
  settings: edu33211aContract.settings,
  channels: [1, 2],
  circuit: edu33211aContract.circuit,
  isSafe: (get: (setting: string, channel?: number) => unknown) => get('output', 1) === false && get('output', 2) === false,
} as const
