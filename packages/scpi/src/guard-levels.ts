import type { NumberParameter } from './declarations.ts'
import type { Assessment } from './guard-assessment.ts'
import { channelsOfSetting, type GuardedLevel } from './guard-model.ts'
import type { ChannelKey } from './guard-state.ts'
import { boundSpan, levelOf } from './guard-values.ts'
import { dependentRange, widestRange } from './number-range.ts'
import type { ProgramData, ProgramUnit } from './program-message.ts'
import { anySpan, exactly, hull, type Span } from './span.ts'

interface Reach {
  readonly channels: readonly ChannelKey[]
  /** Whether the coupling is known to be on, where there is one. */
  readonly certain: boolean
}

/** The channels a level reaches through a coupling that is on, or that may be. */
function reachOf({ model, state }: Assessment, quantity: string, channel: ChannelKey): Reach {
  const coupling = channel === undefined ? undefined : model.couplings.find(({ name, effect }) =>
    effect.quantity === quantity && effect.channels.includes(channel) && state.isCoupled(name) !== false)
  if (coupling === undefined) return { channels: [channel], certain: true }
  return { channels: coupling.effect.channels, certain: state.isCoupled(coupling.name) === true }
}

/** A level as one command sets it. */
export interface LevelWrite {
  readonly level: GuardedLevel
  readonly channel: ChannelKey
  readonly data: ProgramData | undefined
  /** Where MIN, MAX and DEF are looked up. */
  readonly parameter: NumberParameter
  /** Whether it is known to act on this channel. */
  readonly certain: boolean
}

/** Sets a level: checks it on every channel it reaches, and remembers it. */
export function writeLevel(assessment: Assessment, unit: ProgramUnit, write: LevelWrite): void {
  const { level, channel, parameter } = write
  const value = levelOf(write.data, parameter, channel)
  const reach = reachOf(assessment, level.quantity, channel)
  const bound = boundSpan(write.data, parameter)
  const written = bound ?? (value === undefined ? anySpan : exactly(value))
  const accepted = write.certain && isInRange(value, parameter, channel, assessment.assumed)
  for (const target of reach.channels) {
    if (bound === undefined) checkBoth(assessment, unit, { level, target, value, clipped: nearestBound(value, parameter, channel) })
    else assessment.requireInside(unit, level.quantity, target, bound)
    if (target !== channel && level.armed) continue
    remember(assessment, level, target, written, accepted && (target === channel || reach.certain))
  }
}

/** What an instrument that clips makes of a value outside its range. */
function nearestBound(value: number | undefined, parameter: NumberParameter, channel: ChannelKey): number | undefined {
  const range = widestRange(parameter, channel)
  if (value === undefined || range === undefined || (value >= range.min && value <= range.max)) return value
  return value < range.min ? range.min : range.max
}

interface CheckedValue {
  readonly level: GuardedLevel
  readonly target: ChannelKey
  readonly value: number | undefined
  readonly clipped: number | undefined
}

function checkBoth(assessment: Assessment, unit: ProgramUnit, { level, target, value, clipped }: CheckedValue): void {
  assessment.checkLevel(unit, level.quantity, target, value)
  if (clipped !== value) assessment.checkLevel(unit, level.quantity, target, clipped)
}

/** An instrument refuses a value outside its range and keeps the old one. One that other settings decide may be any in the widest. */
function isInRange(value: number | undefined, parameter: NumberParameter, channel: ChannelKey, assumed: boolean): boolean {
  if (!assumed && dependentRange(parameter) !== undefined) return false
  const range = widestRange(parameter, channel)
  return value === undefined || range === undefined || (value >= range.min && value <= range.max)
}

function remember(
  { state }: Assessment, level: GuardedLevel, channel: ChannelKey, written: Span, certain: boolean,
): void {
  if (!channelsOfSetting(level.setting).includes(channel)) return
  state.setLevel(level.name, channel, certain ? written : hull(written, state.level(level.name, channel)))
}

/** Requires that every level which acts on these channels is inside its limit. */
export function requireLevelsInside(assessment: Assessment, unit: ProgramUnit, channels: readonly ChannelKey[]): void {
  for (const level of assessment.model.immediate()) {
    for (const channel of actingOn(level, channels)) {
      assessment.requireInside(unit, level.quantity, channel, assessment.state.level(level.name, channel))
    }
  }
}

/** The channels of a level among those a command acts on. What acts on the whole instrument acts on all of them. */
function actingOn(level: GuardedLevel, channels: readonly ChannelKey[]): readonly ChannelKey[] {
  const all = channelsOfSetting(level.setting)
  return channels.includes(undefined) ? all : all.filter((channel) => channel === undefined || channels.includes(channel))
}

/** Makes armed levels act, if their mode lets them. */
export function triggerLevels(assessment: Assessment, unit: ProgramUnit, channels: readonly ChannelKey[]): void {
  assessment.state.triggered = true
  for (const level of assessment.model.levels) {
    if (level.armed) for (const channel of actingOn(level, channels)) triggerLevel(assessment, unit, level, channel)
  }
}

function triggerLevel(assessment: Assessment, unit: ProgramUnit, armed: GuardedLevel, channel: ChannelKey): void {
  const { model, state } = assessment
  const span = state.level(armed.name, channel)
  for (const target of reachOf(assessment, armed.quantity, channel).channels) {
    assessment.requireInside(unit, armed.quantity, target, span)
    for (const level of model.immediate(armed.quantity)) {
      state.setLevel(level.name, target, hull(state.level(level.name, target), span))
    }
  }
}
