import type { DeviceControl } from '@lab/scpi/device'
import { grid, type Channel } from '../specifications.ts'
import type { FrontEnd } from './input.ts'
import type { AcquisitionType } from './trace.ts'

/** How a channel is set. Values are in its unit, at the tip of its probe. */
export interface ChannelConfiguration {
  readonly on: boolean
  readonly scale: number
  readonly offset: number
  readonly probe: number
  readonly unit: 'V' | 'A'
  readonly frontEnd: FrontEnd
}

export function readChannel(device: DeviceControl, channel: Channel): ChannelConfiguration {
  return {
    on: device.getBoolean('channelDisplay', channel),
    scale: device.getNumber('channelScale', channel),
    offset: device.getNumber('channelOffset', channel),
    probe: device.getNumber('probe', channel),
    unit: device.getString('channelUnit', channel) === 'ampere' ? 'A' : 'V',
    frontEnd: {
      coupling: device.getString('channelCoupling', channel) === 'ac' ? 'ac' : 'dc',
      limited: device.getBoolean('bandwidthLimit', channel),
      inverted: device.getBoolean('channelInvert', channel),
    },
  }
}

/**
 * Greatest sample rate in samples per second and the memory in points. Neither is published for this model; its neighbours have
 * them.
 */
const sampling = { rate: 1e9, memory: 100_000, leastPoints: 50 } as const

/** Where on the screen the reference is, as a part of its width. */
const references: Readonly<Record<string, number>> = { left: 0.1, center: 0.5, right: 0.9 }

/** How time is laid out. */
export interface TimebaseConfiguration {
  readonly scale: number
  readonly range: number
  readonly position: number
  /** From the trigger to the left edge of the screen, in s. */
  readonly start: number
  readonly points: number
  readonly step: number
}

export function readTimebase(device: DeviceControl): TimebaseConfiguration {
  const scale = device.getNumber('timebaseScale')
  const position = device.getNumber('timebasePosition')
  const range = scale * grid.columns
  const points = Math.max(sampling.leastPoints, Math.min(sampling.memory, Math.round(range * sampling.rate)))
  const start = position - (references[device.getString('timebaseReference')] ?? 0.5) * range
  return { scale, range, position, start, points, step: range / points }
}

const acquisitionTypes: readonly AcquisitionType[] = ['normal', 'average', 'highResolution', 'peak']

export function readAcquisitionType(device: DeviceControl): AcquisitionType {
  const name = device.getString('acquisitionType')
  return acquisitionTypes.find((type) => type === name) ?? 'normal'
}
