import type { Driver } from './driver.ts'
import { SettingError } from './errors.ts'
import type { InstrumentLimits, LimitRange } from './limits.ts'

/** Something wrong with limits: their place, and a sentence about it. */
export interface LimitProblem {
  /** As it is written. */
  readonly channel: string
  /** Absent where the channel is what is wrong. */
  readonly quantity?: string
  readonly text: string
}

type Limitable = Pick<Driver, 'name' | 'channels' | 'limitable'>

function channelProblem({ name, channels }: Limitable, channel: string): string | undefined {
  if (channel === '*' || channels.some((known) => String(known) === channel)) return undefined
  const has = channels.length === 0 ? 'no channels' : `channels ${channels.join(', ')}`
  return `${name} has no channel ${channel}; it has ${has}, and '*' stands for all.`
}

function quantityProblem({ name, limitable }: Limitable, quantity: string, { min, max }: LimitRange): string | undefined {
  if (!Object.hasOwn(limitable, quantity)) {
    const known = Object.keys(limitable).join(', ')
    return `${name} cannot limit '${quantity}'; it can limit ${known === '' ? 'nothing' : known}.`
  }
  if (Number.isNaN(min) || Number.isNaN(max)) return `a limit of ${quantity} is a number, not NaN.`
  if (min === undefined || max === undefined || min <= max) return undefined
  return `${quantity} has min ${min} above max ${max}, so nothing would be allowed.`
}

/** What is wrong with limits for an instrument of a driver; nothing where they can be meant. */
export function limitProblems(driver: Limitable, channels: InstrumentLimits['channels']): readonly LimitProblem[] {
  return Object.entries(channels).flatMap(([channel, ranges]): LimitProblem[] => {
    const unknown = channelProblem(driver, channel)
    if (unknown !== undefined) return [{ channel, text: unknown }]
    return Object.entries(ranges).flatMap(([quantity, range]) => {
      const text = quantityProblem(driver, quantity, range)
      return text === undefined ? [] : [{ channel, quantity, text }]
    })
  })
}

/** @throws SettingError for a channel or quantity that the driver does not have, or a range that nothing lies in. */
export function checkLimits(driver: Limitable, alias: string, { source, channels }: InstrumentLimits): void {
  const [problem] = limitProblems(driver, channels)
  if (problem !== undefined) throw new SettingError(`${source}: channel ${problem.channel} of ${alias}: ${problem.text}`)
}
