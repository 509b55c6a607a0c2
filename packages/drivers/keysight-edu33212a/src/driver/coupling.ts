import type { OperationOptions, Quantity } from '@lab/core'
import { frequencyRanges, sampleRateRange, type Channel } from '../specifications.ts'
import { presentFunction } from './level-plan.ts'
import { finite, oneOf, onlyKeys, place, readPresent, refuse, within, type Link } from './link.ts'

/** How the other channel follows: by a difference or a ratio of the frequencies (sample rates). */
export type FrequencyRelation = { readonly offset: Quantity<'Hz'> } | { readonly ratio: number }

/** What joins the two channels of an EDU33212A. */
export interface ChannelCoupling {
  /** Both channels share amplitude, offset, range, load and unit, those of channel 1 at first. `VOLTage:COUPle`. */
  coupleAmplitudes(on: boolean, options?: OperationOptions): Promise<void>
  /**
   * The frequency of the other channel follows that of `leader` (1 when absent); `false` ends it. Ratio 0.001 … 1000.
   * `FREQuency:COUPle`.
   */
  coupleFrequencies(relation: FrequencyRelation | false, leader?: Channel, options?: OperationOptions): Promise<void>
  /** The same for the sample rates of arbitrary waveforms. `RATE:COUPle`. */
  coupleSampleRates(relation: FrequencyRelation | false, leader?: Channel, options?: OperationOptions): Promise<void>
  /**
   * The other channel becomes a copy of `leader`, or its mirror image. It ends nothing by itself: couplings and combinations have
   * to be ended first. `TRACk`.
   */
  track(mode: 'off' | 'on' | 'inverted', leader?: Channel, options?: OperationOptions): Promise<void>
  /** Adds the waveform of the other channel to `channel`, without its offset; `false` ends it. `COMBine:FEED`. */
  combine(channel: Channel, on: boolean, options?: OperationOptions): Promise<void>
  /** Makes both channels begin their period together, each with its phase. `PHASe:SYNChronize`. */
  synchronisePhases(options?: OperationOptions): Promise<void>
}

const joined = ['amplitudeCoupling', 'frequencyCoupling', 'sampleRateCoupling', 'combine', 'tracking'] as const

/** Refuses what tracking would end, and what tracking does not allow. */
async function checkFree(link: Link, what: 'tracking' | 'coupling'): Promise<void> {
  for (const channel of [1, 2]) {
    const present = await readPresent(link, channel, joined)
    if (what === 'coupling' && present.word('tracking') !== 'off') refuse(
      link.alias, `channel ${channel} is tracked`, "End it with track('off').",
    )
    if (what === 'coupling') continue
    const on = (['amplitudeCoupling', 'frequencyCoupling', 'sampleRateCoupling'] as const).find((name) => present.is(name))
    if (on !== undefined) refuse(link.alias, `${on} is on, and tracking would end it`, 'End it first.')
    if (present.word('combine') !== 'none') refuse(
      link.alias, `channel ${channel} has the other one added, and tracking would end that`, 'End it first.',
    )
  }
}

function relationText(where: string, relation: FrequencyRelation): readonly ['OFFS' | 'RAT', number] {
  onlyKeys(where, relation, ['offset', 'ratio'])
  if ('offset' in relation && 'ratio' in relation) refuse(where, 'offset and ratio contradict each other; give one of them')
  if (!('offset' in relation) && !('ratio' in relation)) refuse(where, 'neither an offset nor a ratio is given')
  if ('offset' in relation) {
    finite(where, 'offset', relation.offset)
    return ['OFFS', relation.offset]
  }
  within(where, 'ratio', relation.ratio, 0.001, 1000)
  return ['RAT', relation.ratio]
}

async function couple(
  link: Link, kind: 'FREQ' | 'RATE', relation: FrequencyRelation | false, leader: Channel, options?: OperationOptions,
): Promise<void> {
  const node = `:SOUR${leader}:${kind}:COUP`
  const where = place(link, leader)
  oneOf(where, 'leader', String(leader), ['1', '2'])
  if (relation === false) return await link.execute(`${node} OFF`, options)
  const [mode, value] = relationText(where, relation)
  await link.transaction(async (held) => {
    await checkFree(held, 'coupling')
    await checkFollower(held, kind, relation, leader)
    await held.execute(`${node}:MODE ${mode};:SOUR${leader}:${kind}:COUP:${mode} ${value};${node} ON`)
  }, options)
}

/** Refuses a relation that takes the other channel out of its range. */
async function checkFollower(link: Link, kind: 'FREQ' | 'RATE', relation: FrequencyRelation, leader: Channel): Promise<void> {
  const follower = leader === 1 ? 2 : 1
  const present = await readPresent(link, leader, ['frequency', 'sampleRate'])
  const value = present.number(kind === 'FREQ' ? 'frequency' : 'sampleRate')
  const other = 'offset' in relation ? value + relation.offset : value * relation.ratio
  const { min, max } = kind === 'RATE' ? sampleRateRange : frequencyRanges[presentFunction(
    await readPresent(link, follower, ['function']),
  )]
  within(place(link, follower), kind === 'FREQ' ? 'coupled frequency' : 'coupled sample rate', other, min, max, 'Hz')
}

/** Couplings of a generator with two channels. */
export function channelCoupling(link: Link): ChannelCoupling {
  return {
    coupleAmplitudes: (on, options) => link.transaction(async (held) => {
      if (on) await checkFree(held, 'coupling')
      await held.set({ amplitudeCoupling: on }, { channel: 1 })
    }, options),
    coupleFrequencies: async (relation, leader = 1, options) => couple(link, 'FREQ', relation, leader, options),
    coupleSampleRates: async (relation, leader = 1, options) => couple(link, 'RATE', relation, leader, options),
    async track(mode, leader = 1, options) {
      oneOf(link.alias, 'mode', mode, ['off', 'on', 'inverted'])
      oneOf(link.alias, 'leader', String(leader), ['1', '2'])
      await link.transaction(async (held) => {
        if (mode !== 'off') await checkFree(held, 'tracking')
        await held.set({ tracking: mode }, { channel: leader })
      }, options)
    },
    combine: (channel, on, options) => link.transaction(async (held) => {
      oneOf(link.alias, 'channel', String(channel), ['1', '2'])
      if (on) await checkFree(held, 'coupling')
      await held.set({ combine: !on ? 'none' : channel === 1 ? 'channel2' : 'channel1' }, { channel })
    }, options),
    synchronisePhases: (options) => link.execute(':PHAS:SYNC', options),
  }
}
