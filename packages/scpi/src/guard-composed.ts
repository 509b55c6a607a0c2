import type { Assessment } from './guard-assessment.ts'
import type { Span } from './guard-state.ts'
import type { LevelCommand, LevelModel, LevelState } from './level-model.ts'
import type { ProgramData, ProgramUnit } from './program-message.ts'

function isSame(one: Span, other: Span): boolean {
  return one.min === other.min && one.max === other.max
}

/** Channels whose level a step has changed, or that it has switched on. */
function changedChannels({ channels }: LevelModel, from: LevelState, to: LevelState): readonly number[] {
  return channels.filter((channel) => !isSame(from.span(channel), to.span(channel)) || (from.isOff(channel) && !to.isOff(channel)))
}

/**
 * Works a command into the level that several settings make. Where the output may be on, the level must be inside its limit at once;
 * where it is off, at the end of the message, see {@link requireComposedInside}.
 */
export function composeLevel(assessment: Assessment, unit: ProgramUnit, command: LevelCommand): void {
  const { levelModel } = assessment.model.commands
  const { composed } = assessment.state
  if (levelModel === undefined || composed === undefined) return
  const next = composed.after(command)
  assessment.state.composed = next
  for (const channel of changedChannels(levelModel, composed, next)) {
    if (!next.isOff(channel)) assessment.requireInside(unit, levelModel.quantity, channel, next.span(channel))
  }
}

/**
 * Requires that no message leaves a level outside its limit that it changes, also while the output is off. A reset may: it switches off.
 * @param carriedOut what is true when the instrument carries out all of it. If it does not, what was there before stays, off.
 */
export function requireComposedInside(
  assessment: Assessment, units: readonly ProgramUnit[], from: LevelState, carriedOut: LevelState | undefined,
): void {
  const { levelModel } = assessment.model.commands
  const last = units[units.length - 1]
  if (levelModel === undefined || carriedOut === undefined || last === undefined) return
  if (units.some(({ common, header }) => common && header[0]?.name === '*RST')) return
  for (const channel of changedChannels(levelModel, from, carriedOut)) {
    assessment.requireInside(last, levelModel.quantity, channel, carriedOut.span(channel))
  }
}

/** The unit with the block it is sent with, where only its header stood in the message. */
export function withBlock(units: readonly ProgramUnit[], block: Uint8Array | undefined): readonly ProgramUnit[] {
  const last = units[units.length - 1]
  if (block === undefined || last === undefined) return units
  const data = last.data.map((element): ProgramData => (element.kind === 'block' ? { ...element, data: block } : element))
  return [...units.slice(0, -1), { ...last, data }]
}
