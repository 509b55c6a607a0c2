import { settled } from '../levels.ts'
import { frequencyRanges, sampleRateRange } from '../specifications.ts'
import type { ChannelSettings } from './channel-settings.ts'

/** What both channels share while their amplitudes are coupled. */
const sharedLevels = ['load', 'amplitudeUnit', 'amplitude', 'offset', 'high', 'low'] as const

/** Settings of a channel that tracking does not copy. */
const own: ReadonlySet<string> = new Set([
  'output', 'tracking', 'combine', 'amplitudeCoupling', 'frequencyCoupling', 'sampleRateCoupling', 'syncMode', 'syncPolarity',
])

/** Both channels of a model with two. */
export interface Pair {
  /** The one that a message was about. */
  readonly set: ChannelSettings
  readonly other: ChannelSettings
  /** Every setting that has channels. */
  readonly names: readonly string[]
}

function both({ set, other }: Pair, name: string, value: boolean | string): void {
  set.put(name, value)
  other.put(name, value)
}

/** Numbers of the errors for what tracking and couplings end of each other. */
function ended(settings: ChannelSettings, number: number, what: string): void {
  settings.device.addError(number, `${what} turned off by tracking`)
}

/** Makes the other channel have the levels of this one. */
export function shareLevels({ set, other }: Pair): void {
  if (other.is('limitsEnabled')) set.refuse('not able to couple amplitudes with limits enabled')
  for (const name of sharedLevels) other.device.set(name, set.device.get(name, set.channel), other.channel)
  other.memory.emf = { ...set.memory.emf }
  other.memory.autorange = set.memory.autorange
  other.memory.formerLoad = set.memory.formerLoad
}

type Coupled = 'frequency' | 'sampleRate'

function related(from: ChannelSettings, to: ChannelSettings, what: Coupled, leads: boolean): number {
  const leader = leads ? from : to
  const value = from.number(what)
  if (leader.word(`${what}CouplingMode`) === 'offset') {
    const offset = leader.number(`${what}CouplingOffset`)
    return settled(leads ? value + offset : value - offset)
  }
  const ratio = leader.number(`${what}CouplingRatio`)
  return settled(leads ? value * ratio : value / ratio)
}

/** Makes the other channel follow. The first channel leads unless the second one was coupled to it. */
export function follow({ set, other }: Pair, what: Coupled, leader: number): void {
  const value = related(set, other, what, set.channel === leader)
  const { min, max } = what === 'frequency' ? frequencyRanges[other.function] : sampleRateRange
  if (!(value >= min && value <= max)) set.refuse(
    `the coupled ${what === 'frequency' ? 'frequency' : 'sample rate'} is out of range`,
  )
  other.put(what, value)
}

/** After a coupling was switched. */
export function couplingSwitched(pair: Pair, name: 'amplitudeCoupling' | 'frequencyCoupling' | 'sampleRateCoupling'): void {
  const { set } = pair
  const on = set.is(name)
  if (on) {
    if (set.word('tracking') !== 'off' || pair.other.word('tracking') !== 'off') set.refuse(
      'coupling not possible while tracking',
    )
    if (name === 'amplitudeCoupling') shareLevels(pair)
    else follow(pair, name === 'frequencyCoupling' ? 'frequency' : 'sampleRate', set.channel)
  }
  both(pair, name, on)
}

/** After tracking was switched. It ends couplings and the combination of channels. */
export function trackingSwitched(pair: Pair): void {
  const { set, other } = pair
  if (set.word('tracking') === 'off') return other.put('tracking', 'off')
  other.put('tracking', 'off')
  const ends = [['frequencyCoupling', 890], ['sampleRateCoupling', 891], ['amplitudeCoupling', 892]] as const
  for (const [name, number] of ends) {
    if (!set.is(name)) continue
    both(pair, name, false)
    ended(
      set, number,
      name === 'frequencyCoupling'
        ? 'Frequency coupling'
        : name === 'amplitudeCoupling' ? 'Amplitude coupling' : 'Sample rate coupling',
    )
  }
  for (const settings of [set, other]) {
    if (settings.word('combine') === 'none') continue
    settings.put('combine', 'none')
    ended(settings, 893, 'Channel combine')
  }
  copyAll(pair)
}

/** Makes the other channel a copy. */
export function copyAll({ set, other, names }: Pair): void {
  for (const name of names) if (!own.has(name)) other.device.set(name, set.device.get(name, set.channel), other.channel)
  other.memory.emf = { ...set.memory.emf }
  other.memory.autorange = set.memory.autorange
  other.memory.list = set.memory.list
  other.memory.formerLoad = set.memory.formerLoad
  for (const name of set.memory.waveforms.names) other.memory.waveforms.load(set.memory.waveforms.find(name))
}

/** After `COMBine:FEED`: a channel is not added to itself, nor while channels track. */
export function combineSet({ set, other }: Pair): void {
  const feed = set.word('combine')
  if (feed === `channel${set.channel}`) set.refuse('a channel cannot be combined with itself')
  if (feed !== 'none' && (set.word('tracking') !== 'off' || other.word('tracking') !== 'off')) set.refuse(
    'combine not possible while tracking',
  )
}
