import type { SettingValue } from '@lab/core'
import type { LevelCommand, ProgramData, Span } from '@lab/scpi'
import { emfFactor, toPeakToPeak, type AmplitudeUnit } from './levels.ts'
import { booleanOf, choiceOf, isWord, numberIn, textOf } from './program-values.ts'
import { peakPart } from './sample-peaks.ts'
import { functionWords } from './settings/waveform.ts'
import type { GeneratorFunction } from './generator-function.ts'

/** Farthest the output gets from 0 V without load, in V. */
export const rails = 10
const anyAmplitude: Span = { min: 0, max: 2 * rails }
const anyOffset: Span = { min: -rails, max: rails }
/** Least distance of two levels, in V without load. */
const least = 2e-3

/** What is known of one channel; undefined where nothing is. Levels are those of the open circuit. */
export interface ChannelLevels {
  readonly on: boolean | undefined
  readonly function: GeneratorFunction | undefined
  readonly load: number | undefined
  readonly unit: AmplitudeUnit | undefined
  readonly amplitude: Span
  readonly offset: Span
  /** Amplitude modulation reaches beyond the carrier by up to a fifth, a sum by as much as the carrier. */
  readonly am: boolean | undefined
  readonly sum: boolean | undefined
  readonly combined: boolean | undefined
  /** Whether the instrument's own bounds of the levels are on. */
  readonly limited: boolean | undefined
  /** Name of the arbitrary waveform, in capitals. */
  readonly waveform: string | undefined
  /** Farthest sample from 0 in parts of peak to peak, by name: ½ for one that is as high as low. */
  readonly peaks: ReadonlyMap<string, number>
}

/** Nothing is known. */
export const unknownChannel: ChannelLevels = {
  on: undefined, function: undefined, load: undefined, unit: undefined, amplitude: anyAmplitude, offset: anyOffset, am: undefined,
  sum: undefined,
  combined: undefined, limited: undefined, waveform: undefined, peaks: new Map(),
}

/** After a reset. */
export const resetChannel: ChannelLevels = {
  ...unknownChannel, on: false, function: 'sine', load: 50, unit: 'Vpp', amplitude: { min: 0.2, max: 0.2 },
  offset: { min: 0, max: 0 },
  am: false, sum: false, combined: false, limited: false,
}

/** A value that both agree on. */
export function same<T>(one: T, other: T): T | undefined {
  return one === other ? one : undefined
}

function hull(one: Span, other: Span): Span {
  return { min: Math.min(one.min, other.min), max: Math.max(one.max, other.max) }
}

/** What is true when either holds. */
export function eitherChannel(one: ChannelLevels, other: ChannelLevels): ChannelLevels {
  if (one === other) return one
  const names = [...one.peaks.keys()].filter((name) => other.peaks.has(name))
  return {
    on: same(one.on, other.on), function: same(one.function, other.function), load: same(one.load, other.load),
    unit: same(one.unit, other.unit),
    amplitude: hull(one.amplitude, other.amplitude), offset: hull(one.offset, other.offset), am: same(one.am, other.am),
    sum: same(one.sum, other.sum),
    combined: same(one.combined, other.combined), limited: same(one.limited, other.limited),
    waveform: same(one.waveform, other.waveform),
    peaks: new Map(names.map((name) => [name, Math.max(one.peaks.get(name) ?? Infinity, other.peaks.get(name) ?? Infinity)])),
  }
}

/** How far the waveform alone reaches from its offset, in V. */
export function reach({ function: name, amplitude, am, sum, waveform, peaks }: ChannelLevels): number {
  if (name === 'dc') return 0
  const sampled = name === undefined || name === 'arbitrary'
  const part = sampled ? Math.max(0.5, peaks.get(waveform ?? '') ?? Infinity) : 0.5
  const modulated = sum !== false ? 2 : am !== false ? 1.2 : 1
  return Math.min(2 * rails, amplitude.max * part * modulated)
}

function clip(value: number, min: number, max: number): number {
  return Number.isNaN(value) ? min : Math.max(min, Math.min(max, value))
}

function exactly(value: number): Span {
  return { min: value, max: value }
}

/** An amplitude in V peak to peak of the open circuit; any where it cannot be told. */
function amplitudeIn(channel: ChannelLevels, data: ProgramData | undefined): Span {
  if (isWord(data, 'MINimum')) return exactly(least)
  const { load, function: name } = channel
  const number = numberIn(data, ['Vpp', 'Vrms', 'dBm'])
  const unit = number?.unit ?? channel.unit
  if (number === undefined || load === undefined || unit === undefined || !isUnit(unit)) return anyAmplitude
  if (unit !== 'Vpp' && (name === undefined || name === 'arbitrary')) return anyAmplitude
  const volts = toPeakToPeak(number.value, unit, { function: name ?? 'sine', load }) / emfFactor(load)
  return exactly(clip(volts, 0, 2 * rails))
}

function isUnit(unit: string): unit is AmplitudeUnit {
  return unit === 'Vpp' || unit === 'Vrms' || unit === 'dBm'
}

/** A voltage of the open circuit; any where it cannot be told. */
function voltageIn({ load }: ChannelLevels, data: ProgramData | undefined): Span {
  const number = numberIn(data, ['V'])
  if (number === undefined || load === undefined) return anyOffset
  return exactly(clip(number.value / emfFactor(load), -rails, rails))
}

/** An amplitude without room moves the offset towards 0. */
function withAmplitude(channel: ChannelLevels, amplitude: Span): ChannelLevels {
  const room = Math.max(0, rails - amplitude.max / 2)
  const moved = { min: clip(channel.offset.min, -room, room), max: clip(channel.offset.max, -room, room) }
  return { ...channel, amplitude, offset: hull(channel.offset, moved) }
}

/** The other level stays, unless it is in the way. */
function withLevel(channel: ChannelLevels, level: Span, sign: 1 | -1): ChannelLevels {
  const { amplitude, offset } = channel
  const other = sign === 1
    ? {
      min: Math.min(offset.min - amplitude.max / 2, level.max - least),
      max: Math.min(offset.max - amplitude.min / 2, level.max - least),
    }
    : {
      min: Math.max(offset.min + amplitude.min / 2, level.min + least),
      max: Math.max(offset.max + amplitude.max / 2, level.min + least),
    }
  const [high, low] = sign === 1 ? [level, other] : [other, level]
  return {
    ...channel,
    amplitude: { min: Math.max(0, high.min - low.max), max: Math.max(0, high.max - low.min) },
    offset: { min: (high.min + low.min) / 2, max: (high.max + low.max) / 2 },
  }
}

/** The load changes how levels are told, and not what they are. */
function withLoad(channel: ChannelLevels, data: ProgramData | undefined): ChannelLevels {
  const infinite = isWord(data, 'INFinity') || isWord(data, 'INF')
  const number = numberIn(data, ['Ω'])?.value
  const load = infinite || (number !== undefined && number >= 9.9e37)
    ? Infinity
    : number === undefined ? undefined : clip(number, 1, 10e3)
  return { ...channel, load, unit: channel.unit === 'dBm' && load !== 50 ? undefined : channel.unit }
}

/** In another unit than Vpp, the amplitude keeps its number and changes its size. */
function withFunction(channel: ChannelLevels, name: GeneratorFunction | undefined): ChannelLevels {
  const amplitude = channel.unit === 'Vpp' || name === channel.function ? channel.amplitude : anyAmplitude
  return withAmplitude({ ...channel, function: name }, amplitude)
}

function applied(channel: ChannelLevels, name: GeneratorFunction, data: readonly ProgramData[]): ChannelLevels {
  const [, amplitude, offset] = data
  const started = withFunction({ ...channel, on: true, am: false, sum: false }, name)
  const sized = amplitude === undefined ? started : withAmplitude(started, amplitudeIn(started, amplitude))
  return offset === undefined ? sized : { ...sized, offset: voltageIn(sized, offset) }
}

const units = { Vpp: 'VPP', Vrms: 'VRMS', dBm: 'DBM' } as const

const applyNames: Readonly<Record<string, GeneratorFunction>> = {
  applySine: 'sine', applySquare: 'square', applyRamp: 'ramp', applyTriangle: 'triangle', applyPulse: 'pulse', applyPrbs: 'prbs',
  applyNoise: 'noise',
  applyDc: 'dc', applyArbitrary: 'arbitrary',
}

type Change = (channel: ChannelLevels, first: ProgramData | undefined) => ChannelLevels

/** What the value of a setting changes. */
const changes: Readonly<Record<string, Change | undefined>> = {
  output: (channel, first) => ({ ...channel, on: booleanOf(first) }),
  function: (channel, first) => withFunction(channel, choiceOf(first, functionWords)),
  load: withLoad,
  amplitudeUnit: (channel, first) => (
    { ...channel, unit: channel.load === Infinity && isWord(first, 'DBM') ? undefined : choiceOf(first, units) }),
  amplitude: (channel, first) => withAmplitude(channel, amplitudeIn(channel, first)),
  offset: (channel, first) => ({ ...channel, offset: voltageIn(channel, first) }),
  high: (channel, first) => withLevel(channel, voltageIn(channel, first), 1),
  low: (channel, first) => withLevel(channel, voltageIn(channel, first), -1),
  amState: (channel, first) => ({ ...channel, am: booleanOf(first), ...(booleanOf(first) === true ? { sum: false } : {}) }),
  sumState: (channel, first) => ({ ...channel, sum: booleanOf(first), ...(booleanOf(first) === true ? { am: false } : {}) }),
  combine: (channel, first) => ({ ...channel, combined: isWord(first, 'NONE') ? false : undefined }),
  limitsEnabled: (channel, first) => ({ ...channel, limited: booleanOf(first) }),
  arbitrary: (channel, first) => ({ ...channel, waveform: textOf(first)?.toUpperCase() }),
  arbitraryPeakToPeak: (channel) => ({ ...channel, amplitude: anyAmplitude }),
}

/** One channel after one command. Nothing is known after one that is not foreseen. */
export function channelAfter(
  channel: ChannelLevels, { name, data }: LevelCommand, littleEndian: boolean | undefined,
): ChannelLevels {
  const shape = applyNames[name]
  if (shape !== undefined) return applied(channel, shape, data)
  if (name === 'uploadFloats' || name === 'uploadIntegers') return withSamples(
    channel, data, name === 'uploadIntegers', littleEndian,
  )
  return changes[name]?.(channel, data[0]) ?? unknownChannel
}

/** A name that is taken keeps its samples: the farther of both counts. */
function withSamples(
  channel: ChannelLevels, [name, ...samples]: readonly ProgramData[], integers: boolean, littleEndian: boolean | undefined,
): ChannelLevels {
  const key = textOf(name)?.toUpperCase()
  if (key === undefined) return channel
  const known = channel.peaks.get(key)
  const peak = peakPart(samples, integers, littleEndian)
  return { ...channel, peaks: new Map([...channel.peaks, [key, Math.max(known ?? 0, peak)]]) }
}

/** Slack for what binary arithmetic adds. */
const slack = 1 + 1e-9

/** Whether levels depend on nothing but what is known. */
function isPlain({ load, limited, function: shape }: ChannelLevels): boolean {
  return load !== undefined && limited === false && shape !== undefined && shape !== 'arbitrary' && shape !== 'dc'
}

/**
 * Whether an amplitude or offset is taken for certain: everything it depends on is known, and there is room for it. The others
 * may be adjusted or refused.
 */
export function isTaken(channel: ChannelLevels, { name, data }: LevelCommand): boolean {
  if (!isPlain(channel) || (name !== 'amplitude' && name !== 'offset') || data[0]?.kind !== 'number') return false
  const { amplitude, offset } = channelAfter(channel, { name, channels: [], data }, undefined)
  const isExact = amplitude.min === amplitude.max && offset.min === offset.max
  const isInRange = amplitude.min * slack >= least && amplitude.max < 2 * rails && Math.abs(offset.max) < rails
  return isExact && isInRange && Math.abs(offset.max) + amplitude.max / 2 <= rails * slack
}

type Learning = (channel: ChannelLevels, value: SettingValue) => ChannelLevels

/** What a reported value says. */
const learnings: Readonly<Record<string, Learning | undefined>> = {
  output: (channel, value) => ({ ...channel, on: value === true }),
  function: (channel, value) => (
    { ...channel, function: Object.keys(functionWords).find((known): known is GeneratorFunction => known === value) }),
  load: (channel, value) => ({ ...channel, load: typeof value === 'number' ? value : undefined }),
  amplitudeUnit: (channel, value) => ({ ...channel, unit: (['Vpp', 'Vrms', 'dBm'] as const).find((known) => known === value) }),
  amplitude: (channel, value) => ({ ...channel, amplitude: learnedAmplitude(channel, value) }),
  offset: (channel, value) => ({
    ...channel,
    offset: typeof value === 'number' && channel.load !== undefined ? exactly(value / emfFactor(channel.load)) : anyOffset,
  }),
  amState: (channel, value) => ({ ...channel, am: value === true }),
  sumState: (channel, value) => ({ ...channel, sum: value === true }),
  combine: (channel, value) => ({ ...channel, combined: value !== 'none' }),
  limitsEnabled: (channel, value) => ({ ...channel, limited: value === true }),
  arbitrary: (channel, value) => ({ ...channel, waveform: String(value).toUpperCase() }),
}

/** One channel after the instrument has reported a value. */
export function learnedBy(channel: ChannelLevels, name: string, value: SettingValue): ChannelLevels {
  return learnings[name]?.(channel, value) ?? channel
}

function learnedAmplitude({ load, unit, function: name }: ChannelLevels, value: SettingValue): Span {
  if (typeof value !== 'number' || load === undefined || unit === undefined || name === undefined) return anyAmplitude
  if (unit !== 'Vpp' && name === 'arbitrary') return anyAmplitude
  return exactly(toPeakToPeak(value, unit, { function: name, load }) / emfFactor(load))
}
