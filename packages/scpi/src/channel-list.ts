import { SettingError } from '@lab/core'

/** More channels than any list means; keeps `(@1:999999999)` from filling the memory. */
const mostChannels = 10_000

const elementPattern = /^\s*(\d{1,9})\s*(?::\s*(\d{1,9})\s*)?$/

function addRange(channels: number[], from: number, to: number): void {
  const step = from <= to ? 1 : -1
  for (let channel = from; channel !== to + step; channel += step) channels.push(channel)
}

const known = new Map<string, readonly number[]>()
const mostKnown = 256

function read(text: string): readonly number[] | undefined {
  const inside = /^\s*\(\s*@([^()]*)\)\s*$/.exec(text)?.[1]
  if (inside === undefined) return undefined
  const channels: number[] = []
  for (const element of inside.split(',')) {
    const match = elementPattern.exec(element)
    if (match === null) return undefined
    const from = Number(match[1])
    const to = Number(match[2] ?? match[1])
    if (channels.length + Math.abs(to - from) >= mostChannels) return undefined
    addRange(channels, from, to)
  }
  return channels
}

/** The channels of `(@1,3:5)` in the order written, or undefined where it is not a list of channel numbers. */
export function readChannelList(text: string): readonly number[] | undefined {
  const remembered = known.get(text)
  if (remembered !== undefined) return remembered
  const channels = read(text)
  if (channels !== undefined && channels.length < 32 && known.size < mostKnown) known.set(text, channels)
  return channels
}

/**
 * The channels of a channel list in the order written: `(@1,3:5)` is 1, 3, 4, 5, and `(@3:1)` is 3, 2, 1
 * (SCPI-99 vol. 1, 8.3.2).
 * @throws SettingError when the text is not a list of channel numbers.
 */
export function parseChannelList(text: string): readonly number[] {
  const channels = readChannelList(text)
  if (channels !== undefined) return channels
  throw new SettingError(`${JSON.stringify(text)} is not a channel list; write it as (@1), (@1,3) or (@1:3).`)
}

/** `(@1,3)`. */
export function formatChannelList(channels: readonly number[]): string {
  return `(@${channels.join(',')})`
}
