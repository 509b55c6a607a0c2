import type { ProgramData, ProgramUnit } from '../program-message.ts'
import { DeviceError } from './device-error.ts'

export interface ChannelSelection {
  /** The data without the channel list. */
  readonly data: readonly ProgramData[]
  /** Undefined: none was named, the default channel holds. */
  readonly channels: readonly number[] | undefined
}

/**
 * Takes the channels out of a unit: from its trailing channel list, or from the first `<n>` of its header.
 * @throws DeviceError -108 for a list where none is taken; for a channel that is not there -114 in a suffix, -222 in a list.
 */
export function selectChannels(
  unit: ProgramUnit, declared: readonly number[] | undefined, suffixes: readonly number[],
): ChannelSelection {
  const last = unit.data[unit.data.length - 1]
  const inHeader = declared !== undefined && suffixes.length > 0
  if (inHeader && !declared.includes(suffixes[0] ?? 1)) throw new DeviceError(-114)
  if (last?.kind !== 'channels') return { data: unit.data, channels: inHeader ? suffixes.slice(0, 1) : undefined }
  if (declared === undefined || inHeader) throw new DeviceError(-108)
  if (!last.channels.every((channel) => declared.includes(channel))) throw new DeviceError(-222)
  return { data: unit.data.slice(0, -1), channels: last.channels }
}
