import type { Instrument } from '../instrument.ts'
import type { OperationOptions } from '../operation-options.ts'
import type { Quantity } from '../units.ts'
import type { Waveform } from '../waveform.ts'

export interface OscilloscopeChannelSettings {
  readonly enabled?: boolean
  /** Vertical scale, per division. */
  readonly scale?: Quantity<'V'>
  readonly offset?: Quantity<'V'>
}

export interface OscilloscopeChannel {
  set(settings: OscilloscopeChannelSettings, options?: OperationOptions): Promise<void>
  /** The samples of the last acquisition, as the instrument sent them. */
  fetchWaveform(options?: OperationOptions): Promise<Waveform<'V'>>
}

/** An oscilloscope (IVI-4.1 IviScope). */
export interface Oscilloscope<Channel extends number | string = number> extends Instrument {
  readonly kind: 'oscilloscope'
  readonly channels: readonly Channel[]
  channel(channel: Channel): OscilloscopeChannel
  /** Starts one acquisition and resolves when it is complete. */
  acquire(options?: OperationOptions): Promise<void>
}
