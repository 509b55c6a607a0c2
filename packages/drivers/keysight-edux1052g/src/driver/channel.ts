import {
  UnsupportedError, type OperationOptions, type OscilloscopeChannel, type OscilloscopeChannelSettings, type Quantity,
  type Waveform,
} from '@lab/core'
import type { Channel } from '../specifications.ts'
import { readGroup, renamed, type ScopeLink } from './setting-group.ts'
import { fetchWaveform, type FetchOptions } from './waveform.ts'

/** What can be set on an input (`:CHANnel<n>`). Quantities are those at the tip of the probe, in A where `unit` is `ampere`. */
export interface ChannelSettings extends OscilloscopeChannelSettings {
  /** Whether it acquires and is shown (`:DISPlay`). */
  readonly enabled?: boolean
  /** Attenuation of the probe, 0.1 … 10 000; 10 after a reset (`:PROBe`). A change multiplies scale, offset and trigger level. */
  readonly probe?: number
  /** What the probe measures (`:UNITs`). */
  readonly unit?: 'volt' | 'ampere'
  /**
   * Vertical scale per division, 0.5 mV … 10 V times the attenuation (`:SCALe`). Guides of the family differ on both ends: what
   * the instrument makes of it is read back.
   */
  readonly scale?: Quantity<'V' | 'A'>
  /** Value in the middle of the screen, −50 … 50 V times the attenuation; less at fine scales (`:OFFSet`). It is read back. */
  readonly offset?: Quantity<'V' | 'A'>
  /** There is no ground coupling (`:COUPling`). */
  readonly coupling?: 'ac' | 'dc'
  /** Whether the bandwidth is limited to about 25 MHz (`:BWLimit`). */
  readonly bandwidthLimit?: boolean
  /** Whether it is shown upside down (`:INVert`). */
  readonly inverted?: boolean
  /** Whether the knob of the scale turns in fine steps (`:VERNier`). */
  readonly vernier?: boolean
  /** Up to 10 characters (`:LABel`). */
  readonly label?: string
  /** Delay of the probe that is taken out in s, −100 … 100 ns (`:PROBe:SKEW`). */
  readonly skew?: Quantity<'s'>
}

/** One input. */
export interface ScopeChannel extends OscilloscopeChannel {
  /**
   * Sets an input: probe first, since it scales the rest. Scale and offset are read back, since the instrument takes values that
   * are too large as far as they go, without a word.
   * @throws SettingError before anything is sent for a value outside its range. UnsupportedError when the instrument has taken
   * another scale or offset. InstrumentError for what it refuses.
   */
  set(settings: ChannelSettings, options?: OperationOptions): Promise<void>
  /** Reads everything that can be set. */
  settings(options?: OperationOptions): Promise<Required<ChannelSettings>>
  /**
   * The samples of the last acquisition, as the instrument sent them (`:WAVeform`).
   * @throws SettingError when the channel is off.
   */
  fetchWaveform(options?: FetchOptions): Promise<Waveform<'V' | 'A'>>
}

const names = {
  enabled: 'channelDisplay', probe: 'probe', unit: 'channelUnit', scale: 'channelScale', offset: 'channelOffset',
  coupling: 'channelCoupling',
  bandwidthLimit: 'bandwidthLimit', inverted: 'channelInvert', vernier: 'channelVernier', label: 'channelLabel',
  skew: 'probeSkew',
} as const

/** How far what is read back may be from what was set: relative, and in divisions. The instrument rounds to its own steps. */
const tolerance = { relative: 0.02, divisions: 0.1 } as const

/** @throws UnsupportedError when a value was not taken as it was. */
export function requireTaken(what: string, wanted: number | undefined, taken: number, slack: number, unit: string): void {
  if (wanted === undefined || Math.abs(taken - wanted) <= Math.abs(wanted) * tolerance.relative + slack) return
  throw new UnsupportedError(`${what} was set to ${wanted} ${unit}, the instrument has taken ${taken} ${unit}.`, {
    hint: 'It takes a value that is too large or too small as far as it goes. How far depends on the other settings.',
  })
}

async function setChannel(link: ScopeLink, channel: Channel, settings: ChannelSettings): Promise<void> {
  await link.set(renamed(link.alias, names, settings), { channel })
  if (settings.scale === undefined && settings.offset === undefined) return
  const [scale = Number.NaN, offset = Number.NaN] = (await link.query(
    `:CHAN${channel}:SCAL?;:CHAN${channel}:OFFS?`,
  )).split(';').map(Number)
  const unit = settings.unit === 'ampere' ? 'A' : 'V'
  requireTaken(`The scale of channel ${channel} of ${link.alias}`, settings.scale, scale, 0, unit)
  requireTaken(`The offset of channel ${channel} of ${link.alias}`, settings.offset, offset, tolerance.divisions * scale, unit)
}

/** One input, by its number. */
export function scopeChannel(link: ScopeLink, channel: Channel): ScopeChannel {
  return {
    set: (settings, options) => link.transaction((inner) => setChannel(inner, channel, settings), options),
    settings: (options) => link.transaction((inner) => readGroup(inner, names, channel), options),
    fetchWaveform: (options) => fetchWaveform(link, `channel${channel}`, options),
  }
}
