import type { Channel } from '../specifications.ts'
import type { ChannelConfiguration, TimebaseConfiguration } from './configuration.ts'
import { sampleInput, type InputHistory, type SimulatedInput } from './input.ts'
import { codesPerDivision16, encode, type AcquisitionType, type Trace } from './trace.ts'

/** Deviation of the noise: in codes of 8 bits, and in V at the BNC. */
const noiseCodes = 0.3
const noiseVolts = 0.2e-3

/** Samples that make up one point with peak detection. */
const samplesOfPeak = 4

/** One channel while an acquisition was made. */
export interface FrameChannel {
  readonly configuration: ChannelConfiguration
  readonly input: SimulatedInput
  readonly history: InputHistory
}

export interface FrameOptions {
  /** Time of the trigger in s on the clock of the bench. */
  readonly triggerTime: number
  readonly triggered: boolean
  readonly timebase: TimebaseConfiguration
  readonly type: AcquisitionType
  readonly averages: number
  readonly channels: Readonly<Record<Channel, FrameChannel>>
}

/** One acquisition. The points of a channel are made when somebody asks, of what was at its input then. */
export class Frame {
  readonly triggerTime: number
  readonly triggered: boolean
  readonly timebase: TimebaseConfiguration
  readonly type: AcquisitionType
  readonly averages: number
  readonly #channels: Readonly<Record<Channel, FrameChannel>>
  readonly #traces = new Map<Channel, Trace>()

  constructor({ triggerTime, triggered, timebase, type, averages, channels }: FrameOptions) {
    this.triggerTime = triggerTime
    this.triggered = triggered
    this.timebase = timebase
    this.type = type
    this.averages = averages
    this.#channels = channels
  }

  /** Whether a channel was acquired. */
  has(channel: Channel): boolean {
    return this.#channels[channel].configuration.on
  }

  trace(channel: Channel): Trace {
    let known = this.#traces.get(channel)
    if (known === undefined) {
      known = this.#acquire(this.#channels[channel])
      this.#traces.set(channel, known)
    }
    return known
  }

  /** The same for a channel that is shown only now. */
  withChannel(channel: Channel, shown: FrameChannel): Frame {
    return new Frame({
      triggerTime: this.triggerTime, triggered: this.triggered, timebase: this.timebase, type: this.type, averages: this.averages,
      channels: { ...this.#channels, [channel]: shown },
    })
  }

  #acquire({ configuration, input, history }: FrameChannel): Trace {
    const { scale, offset, probe, unit, frontEnd } = configuration
    const { points, step, start } = this.timebase
    const samples = this.type === 'peak'
      ? this.#peaks(history, configuration) : new Float64Array(points)
    if (this.type !== 'peak') sampleInput(history, frontEnd, this.triggerTime + start, step, samples)
    const increment = scale / codesPerDivision16
    const bits = this.type === 'average' || this.type === 'highResolution' ? 12 : 8
    const noise = Math.hypot(noiseCodes * increment * 256, noiseVolts * probe) / this.#calm
    const shift = input.offset * scale
    const codes = new Uint16Array(samples.length)
    for (let index = 0; index < samples.length; index++) {
      codes[index] = encode((samples[index] ?? 0) * input.gain + shift + noise * input.noise(), increment, offset, bits)
    }
    return { codes, increment, origin: offset, start, step, unit, type: this.type, averages: this.averages }
  }

  /** By how much the noise is less than that of one sample. */
  get #calm(): number {
    if (this.type === 'average') return Math.sqrt(this.averages)
    return this.type === 'highResolution' ? 4 : 1
  }

  /** Least and greatest sample of each pair of points. */
  #peaks(history: InputHistory, { frontEnd }: ChannelConfiguration): Float64Array {
    const { points, step, start } = this.timebase
    const pairs = Math.floor(points / 2)
    const fine = new Float64Array(pairs * 2 * samplesOfPeak)
    sampleInput(history, frontEnd, this.triggerTime + start, step / samplesOfPeak, fine)
    const peaks = new Float64Array(pairs * 2)
    for (let pair = 0; pair < pairs; pair++) {
      const part = fine.subarray(pair * 2 * samplesOfPeak, (pair + 1) * 2 * samplesOfPeak)
      let [least, greatest] = [Infinity, -Infinity]
      for (const value of part) {
        if (value < least) least = value
        if (value > greatest) greatest = value
      }
      peaks[2 * pair] = least
      peaks[2 * pair + 1] = greatest
    }
    return peaks
  }
}
