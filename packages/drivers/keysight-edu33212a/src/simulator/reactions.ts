import { unfilteredSampleRate } from '../specifications.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { combineSet, copyAll, couplingSwitched, follow, shareLevels, trackingSwitched, type Pair } from './coupling-rules.ts'
import {
  bothEdgesSet, centerSpanSet, fitBurst, fitPulse, fitSweep, frequencyForFunction, frequencySet, limitDuty, periodSet,
  pulseDutySet, startStopSet,
} from './frequency-rules.ts'
import {
  amplitudeSet, levelsForFunction, levelSet, limitSet, limitsSwitched, loadSet, offsetSet, unitSet,
} from './level-rules.ts'
import { frequencyModeSet, modes, modesForFunction, modeSwitched, shapeSet, sourceSet } from './mode-rules.ts'

type Reaction = (settings: ChannelSettings) => void

function functionSet(settings: ChannelSettings): void {
  modesForFunction(settings)
  frequencyForFunction(settings)
  levelsForFunction(settings)
  if (settings.function === 'pulse') fitPulse(settings)
}

function filterSet(settings: ChannelSettings): void {
  if (settings.word('arbitraryFilter') !== 'off' || settings.number('sampleRate') <= unfilteredSampleRate) return
  settings.adjust('sampleRate', unfilteredSampleRate, 'sample rate limited without filter')
}

function arbitrarySet(settings: ChannelSettings): void {
  settings.put('arbitrary', settings.memory.waveforms.find(settings.word('arbitrary')).name)
  if (settings.function === 'arbitrary') levelsForFunction(settings)
}

function triggerSourceSet(settings: ChannelSettings): void {
  fitBurst(settings)
  fitSweep(settings)
  if (settings.word('triggerSource') !== 'external' || !settings.device.getBoolean('triggerOutput')) return
  settings.device.set('triggerOutput', false)
  settings.conflict('trigger output disabled by trigger external')
}

function outputSwitched(settings: ChannelSettings): void {
  if (settings.is('output')) limitsSwitched(settings)
}

/** What follows when a setting of a channel has been changed by a message. */
const reactions: Readonly<Record<string, Reaction | undefined>> = {
  function: functionSet,
  frequency: frequencySet,
  squarePeriod: (settings) => periodSet(settings, 'squarePeriod'),
  pulsePeriod: (settings) => periodSet(settings, 'pulsePeriod'),
  squareDutyCycle: limitDuty,
  pulseWidth: fitPulse,
  pulseDutyCycle: pulseDutySet,
  pulseLeadingEdge: fitPulse,
  pulseTrailingEdge: fitPulse,
  pulseEdges: bothEdgesSet,
  load: loadSet,
  amplitudeUnit: unitSet,
  amplitude: amplitudeSet,
  offset: offsetSet,
  high: (settings) => levelSet(settings, 'high'),
  low: (settings) => levelSet(settings, 'low'),
  highLimit: (settings) => limitSet(settings, 'highLimit'),
  lowLimit: (settings) => limitSet(settings, 'lowLimit'),
  limitsEnabled: limitsSwitched,
  output: outputSwitched,
  startFrequency: startStopSet,
  stopFrequency: startStopSet,
  centerFrequency: centerSpanSet,
  frequencySpan: centerSpanSet,
  frequencyMode: frequencyModeSet,
  sweepTime: fitSweep,
  sweepHoldTime: fitSweep,
  sweepReturnTime: fitSweep,
  sweepSpacing: fitSweep,
  burstCycles: fitBurst,
  burstPeriod: fitBurst,
  burstMode: fitBurst,
  triggerSource: triggerSourceSet,
  fmDeviation: frequencySet,
  pwmDeviation: (settings) => settings.put(
    'pwmDutyDeviation', Math.min(100, 100 * settings.number('pwmDeviation') * settings.frequency),
  ),
  pwmDutyDeviation: (settings) => settings.put('pwmDeviation', settings.number('pwmDutyDeviation') / 100 / settings.frequency),
  arbitrary: arbitrarySet,
  arbitraryFilter: filterSet,
  sampleRate: filterSet,
  ...Object.fromEntries(modes.filter((mode) => mode !== 'list').map((mode): [string, Reaction] =>
    [`${mode}State`, (settings) => modeSwitched(settings, mode, settings.is(`${mode}State`))])),
  ...Object.fromEntries(modes.map((mode): [string, Reaction] => [`${mode}Shape`, (settings) => shapeSet(settings, mode)])),
  ...Object.fromEntries((['am', 'fm', 'pm', 'pwm', 'sum'] as const).map((mode): [string, Reaction] =>
    [`${mode}Source`, (settings) => sourceSet(settings, mode)])),
}

/** Settings whose coupling the other channel follows. */
const levels: ReadonlySet<string> = new Set(['load', 'amplitudeUnit', 'amplitude', 'offset', 'high', 'low'])

/** After a setting that joins the channels was changed. */
function joiningSet(name: string, pair: Pair, leaders: Leaders): void {
  if (name === 'amplitudeCoupling') couplingSwitched(pair, name)
  if (name === 'combine') combineSet(pair)
  if (name !== 'frequencyCoupling' && name !== 'sampleRateCoupling') return
  couplingSwitched(pair, name)
  if (pair.set.is(name)) leaders[name] = pair.set.channel
}

/** What a change means for the second channel. */
function pairReaction(name: string, pair: Pair, leaders: Leaders): void {
  const { set, other } = pair
  if (name === 'tracking') return trackingSwitched(pair)
  joiningSet(name, pair, leaders)
  if (levels.has(name) && set.is('amplitudeCoupling')) shareLevels(pair)
  if (set.is('frequencyCoupling') && followsFrequency.has(name)) {
    follow(pair, 'frequency', leaders.frequencyCoupling)
    frequencySet(other)
  }
  if (set.is('sampleRateCoupling') && name.startsWith('sampleRate')) follow(pair, 'sampleRate', leaders.sampleRateCoupling)
  const tracks = set.word('tracking') !== 'off' || other.word('tracking') !== 'off'
  if (tracks && name !== 'output') copyAll(pair)
}

const followsFrequency: ReadonlySet<string> = new Set([
  'frequency', 'squarePeriod', 'pulsePeriod', 'function', 'frequencyCoupling', 'frequencyCouplingMode', 'frequencyCouplingOffset',
  'frequencyCouplingRatio',
])

/** The channels that coupled values are told from. */
export interface Leaders {
  frequencyCoupling: number
  sampleRateCoupling: number
}

/**
 * Carries out what follows from a change: the instrument moves what conflicts with it and says so, or refuses.
 * @throws DeviceError where it refuses; the old value comes back.
 */
export function react(name: string, set: ChannelSettings, pair: Pair | undefined, leaders: Leaders): void {
  reactions[name]?.(set)
  if (pair !== undefined) pairReaction(name, pair, leaders)
}
