import { formatNr3 } from '@lab/scpi'
import type { ProgramUnit } from '@lab/scpi'
import type { DeviceCall, DeviceValue } from '@lab/scpi/device'
import { channelOfWord } from './settings/output-words.ts'
import { channels, type Channel } from './specifications.ts'

/** Milliseconds that real units were seen to take. */
const latencies = { measure: 160, query: 29, command: 16 } as const

/** How long a real unit takes for one unit of a message, in ms. */
export function realisticLatency({ header, query }: ProgramUnit): number {
  if (header[0]?.name.startsWith('MEAS') === true) return latencies.measure
  return query ? latencies.query : latencies.command
}

/** Whether a number is that of an output. */
export function isChannel(value: number | undefined): value is Channel {
  return channels.some((channel) => channel === value)
}

/** Outputs of a call; the device has checked them. */
export function channelsOf(call: DeviceCall): readonly Channel[] {
  return call.channels.filter(isChannel)
}

/** The output of a word such as `P6V`. */
export function channelOfName(name: DeviceValue | undefined): Channel | undefined {
  const words: Readonly<Record<string, Channel>> = channelOfWord
  return typeof name === 'string' ? words[name] : undefined
}

/** A reading: seven digits, as single-precision numbers have them, padded to eight decimals. */
export function formatReading(value: number): string {
  return formatNr3(Number(value.toPrecision(7)), 8)
}
