import type { SettingValue } from '@lab/core'
import type { LevelCommand, LevelModel, LevelState, Span } from '@lab/scpi'
import {
  channelAfter, eitherChannel, isTaken, learnedBy, rails, reach, resetChannel, same, unknownChannel, type ChannelLevels,
} from './channel-levels.ts'
import { booleanOf, isWord } from './program-values.ts'
import type { Channel } from './specifications.ts'

/** How one channel may copy the levels of the other; undefined where it is not known. */
interface Joining {
  readonly coupled: boolean | undefined
  /** By the channel that tracking was switched on for. */
  readonly tracked: readonly (boolean | undefined)[]
}

const apart: Joining = { coupled: false, tracked: [] }

function isJoined({ coupled, tracked }: Joining): boolean {
  return coupled !== false || tracked.some((on) => on !== false)
}

function joiningAfter(joining: Joining, name: string, channel: number, on: boolean | undefined): Joining {
  if (name === 'amplitudeCoupling') return { ...joining, coupled: on }
  return { ...joining, tracked: joining.tracked.map((known, index) => (index + 1 === channel ? on : known)) }
}

/** What is known of the levels of a generator. See `LevelState`. */
class GeneratorLevels implements LevelState {
  readonly #channels: readonly ChannelLevels[]
  readonly #joining: Joining
  readonly #littleEndian: boolean | undefined

  constructor(channels: readonly ChannelLevels[], joining: Joining, littleEndian: boolean | undefined) {
    this.#channels = channels
    this.#joining = joining
    this.#littleEndian = littleEndian
  }

  learned(name: string, channel: number | undefined, value: SettingValue): GeneratorLevels {
    if (name === 'byteOrder') return new GeneratorLevels(this.#channels, this.#joining, value === 'littleEndian')
    if (name === 'tracking' || name === 'amplitudeCoupling') {
      const on = value !== 'off' && value !== false
      return new GeneratorLevels(this.#channels, joiningAfter(this.#joining, name, channel ?? 0, on), this.#littleEndian)
    }
    return this.#with((known, index) => (index + 1 === channel ? learnedBy(known, name, value) : known))
  }

  after(command: LevelCommand): GeneratorLevels {
    const { name, channels, data: [first] } = command
    if (name === '*RST') return this.#reset()
    if (name === 'byteOrder') {
      const order = isWord(first, 'NORMal') ? false : isWord(first, 'SWAPped') ? true : undefined
      return new GeneratorLevels(this.#channels, this.#joining, order)
    }
    if (name === 'tracking' || name === 'amplitudeCoupling') {
      const on = isWord(first, 'INVerted') ? true : booleanOf(first)
      const joining = joiningAfter(this.#joining, name, channels[0] ?? 0, on)
      return new GeneratorLevels(on === false ? this.#channels : this.#merged(), joining, this.#littleEndian)
    }
    const next = this.#with((known, index) => (channels.includes(index + 1) ? channelAfter(
      known, command, this.#littleEndian,
    ) : known))
    return isJoined(this.#joining) && name !== 'output' ? new GeneratorLevels(
      next.#merged(), this.#joining, this.#littleEndian,
    ) : next
  }

  carriesOut(command: LevelCommand): boolean {
    if (isJoined(this.#joining) || command.channels.length === 0) return false
    return command.channels.every((channel) => isTaken(this.#channels[channel - 1] ?? unknownChannel, command))
  }

  either(other: LevelState): GeneratorLevels {
    if (!(other instanceof GeneratorLevels)) return this.forgotten()
    const channels = this.#channels.map((known, index) => eitherChannel(known, other.#channels[index] ?? unknownChannel))
    const tracked = this.#joining.tracked.map((known, index) => same(known, other.#joining.tracked[index]))
    const joining = { coupled: same(this.#joining.coupled, other.#joining.coupled), tracked }
    return new GeneratorLevels(channels, joining, same(this.#littleEndian, other.#littleEndian))
  }

  forgotten(): GeneratorLevels {
    return new GeneratorLevels(this.#channels.map(({ peaks, combined }) => (
      { ...unknownChannel, peaks, combined: this.#isSingle ? combined : undefined })), this.#unknownJoining(), undefined)
  }

  span(channel: number): Span {
    const known = this.#channels[channel - 1] ?? unknownChannel
    const added = known.combined === false ? 0 : Math.max(0, ...this.#channels.filter((other) => other !== known).map(reach))
    const far = reach(known) + added
    return { min: Math.max(-rails, rounded(known.offset.min - far)), max: Math.min(rails, rounded(known.offset.max + far)) }
  }

  isOff(channel: number): boolean {
    return this.#channels[channel - 1]?.on === false
  }

  get #isSingle(): boolean {
    return this.#channels.length === 1
  }

  #unknownJoining(): Joining {
    return this.#isSingle ? apart : { coupled: undefined, tracked: this.#channels.map(() => undefined) }
  }

  #reset(): GeneratorLevels {
    const joining = this.#isSingle ? apart : { coupled: false, tracked: this.#channels.map(() => false) }
    return new GeneratorLevels(this.#channels.map(({ peaks }) => ({ ...resetChannel, peaks })), joining, false)
  }

  #with(change: (channel: ChannelLevels, index: number) => ChannelLevels): GeneratorLevels {
    return new GeneratorLevels(this.#channels.map(change), this.#joining, this.#littleEndian)
  }

  /** Both channels may have what either has; each keeps its own switch. */
  #merged(): readonly ChannelLevels[] {
    return this.#channels.map((known) => {
      const all = this.#channels.reduce(eitherChannel)
      return { ...all, on: known.on, combined: known.combined, peaks: known.peaks }
    })
  }
}

/** Without what binary arithmetic adds. */
function rounded(value: number): number {
  return Number(value.toPrecision(12))
}

const own = [
  'output', 'function', 'load', 'amplitudeUnit', 'amplitude', 'offset', 'amState', 'sumState', 'limitsEnabled', 'arbitrary',
  'byteOrder',
] as const

/**
 * The voltage of a generator as a bench limits it: that of the open circuit, which no load exceeds. Amplitude, offset, levels,
 * unit, load, function, modulation, the other channel and the samples of an arbitrary waveform make it together.
 */
export function generatorLevelModel(channels: readonly Channel[]): LevelModel {
  const pair = channels.length > 1
  return {
    quantity: 'voltage', unit: 'V', channels,
    settings: pair ? [...own, 'amplitudeCoupling', 'tracking', 'combine'] : own,
    unknown: () => new GeneratorLevels(
      channels.map(() => ({ ...unknownChannel, combined: pair ? undefined : false })), apart, undefined,
    ).forgotten(),
  }
}
