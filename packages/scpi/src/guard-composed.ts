import type { SettingValue } from '@lab/core'
import type { Assessment } from './guard-assessment.ts'
import type { ChannelKey } from './guard-state.ts'
import type { Targets } from './guard-targets.ts'
import type { LevelCommand, LevelModel, LevelState } from './level-model.ts'
import type { ProgramUnit } from './program-message.ts'
import type { Span } from './span.ts'

function isSame(one: Span, other: Span): boolean {
  return one.min === other.min && one.max === other.max
}

/** `*RST`, which resets all there is. */
export function isReset({ common, header }: ProgramUnit): boolean {
  return common && header[0]?.name === '*RST'
}

/** Channels whose level a step has changed, or that it has switched on. */
function changedChannels({ channels }: LevelModel, from: LevelState, to: LevelState): readonly number[] {
  return channels.filter((channel) => !isSame(
    from.span(channel), to.span(channel),
  ) || (from.isOff(channel) && !to.isOff(channel)))
}

/**
 * Works a command into the level that several settings make. Where the output may be on, the level must be inside its limit at
 * once; where it is off, at the end of the message, see {@link requireComposedInside}.
 * @param certain whether it acts on all of its channels; on one of them when it does not.
 */
export function composeLevel(assessment: Assessment, unit: ProgramUnit, command: LevelCommand, certain: boolean): void {
  const { levelModel } = assessment.model.commands
  const { composed } = assessment.state
  if (levelModel === undefined || composed === undefined) return
  const next = composed.after(command)
  assessment.state.composed = certain ? next : composed.either(next)
  for (const channel of changedChannels(levelModel, composed, next)) {
    if (!next.isOff(channel)) assessment.requireInside(unit, levelModel.quantity, channel, next.span(channel))
  }
}

/**
 * Requires that no message leaves a level outside its limit that it changes, also while the output is off. A reset may: it
 * switches off.
 * @param carriedOut what is true when the instrument carries out all of it. If it does not, what was there before stays, off.
 */
export function requireComposedInside(
  assessment: Assessment, units: readonly ProgramUnit[], from: LevelState, carriedOut: LevelState | undefined,
): void {
  const { levelModel } = assessment.model.commands
  const last = units[units.length - 1]
  if (levelModel === undefined || carriedOut === undefined || last === undefined) return
  if (units.some(isReset)) return
  for (const channel of changedChannels(levelModel, from, carriedOut)) {
    assessment.requireInside(last, levelModel.quantity, channel, carriedOut.span(channel))
  }
}

/** A value of a setting, by our name for it. */
export interface ComposedValue {
  readonly name: string
  readonly channel: ChannelKey
  readonly value: SettingValue
}

/** Requires that a level is inside its limit when all of these are set, where they change it. */
export function requireSnapshotInside(assessment: Assessment, unit: ProgramUnit, values: readonly ComposedValue[]): void {
  const { levelModel } = assessment.model.commands
  const { composed } = assessment.state
  if (levelModel === undefined || composed === undefined) return
  const own = levelModel.settings.flatMap((name) => values.filter((given) => given.name === name))
  const wanted = own.reduce((state, { name, channel, value }) => state.learned(name, channel, value), composed)
  for (const channel of changedChannels(levelModel, composed, wanted)) {
    assessment.requireInside(unit, levelModel.quantity, channel, wanted.span(channel))
  }
}

/** Whether the level model knows that a command is carried out. */
export function isCarriedOut({ state }: Assessment, name: string, { channels, data, certain }: Targets): boolean {
  if (!certain || state.composed === undefined) return false
  return state.composed.carriesOut({ name, channels: channels.filter((channel) => channel !== undefined), data })
}

/**
 * Requires that the level is inside its limit on channels that something may switch on; on all of them for the whole instrument.
 */
export function requireComposedOn(assessment: Assessment, unit: ProgramUnit, channels: readonly ChannelKey[]): void {
  const { levelModel } = assessment.model.commands
  const { composed } = assessment.state
  if (levelModel === undefined || composed === undefined) return
  for (const channel of levelModel.channels) {
    if (!channels.includes(undefined) && !channels.includes(channel)) continue
    assessment.requireInside(unit, levelModel.quantity, channel, composed.span(channel))
  }
}
