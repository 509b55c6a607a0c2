import type { Instrument } from '../instrument.ts'
import type { OperationOptions } from '../operation-options.ts'
import type { Quantity } from '../units.ts'
import type { Waveform } from '../waveform.ts'

/** What can be set on every oscilloscope's channel (IVI-4.1, IviScopeBase). In A where the channel has a current probe. */
export interface OscilloscopeChannelSettings {
  /** Whether it acquires and is shown. */
  readonly enabled?: boolean
  /** Vertical scale, per division; > 0. */
  readonly scale?: Quantity<'V' | 'A'>
  /** Value in the middle of the screen. */
  readonly offset?: Quantity<'V' | 'A'>
}

/** One input. */
export interface OscilloscopeChannel {
  set(settings: OscilloscopeChannelSettings, options?: OperationOptions): Promise<void>
  /** The samples of the last acquisition, as the instrument sent them; in A where the channel has a current probe. */
  fetchWaveform(options?: OperationOptions): Promise<Waveform<'V' | 'A'>>
}

/** An oscilloscope (IVI-4.1 IviScope). */
export interface Oscilloscope<Channel extends number | string = number> extends Instrument {
  readonly kind: 'oscilloscope'
  readonly channels: readonly Channel[]
  channel(channel: Channel): OscilloscopeChannel
  /** Starts one acquisition and resolves when it is complete; `signal` stops waiting and the acquisition. */
  digitize(options?: OperationOptions): Promise<void>
}
