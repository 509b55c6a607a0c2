import type { SettingValue } from '@lab/core'
import type { ProgramData } from './program-message.ts'
import type { Span } from './span.ts'

/** A command that has to do with a level of several settings: one that composes it, switches an output, or resets everything. */
export interface LevelCommand {
  /** Our name for it; `*RST` for every reset. */
  readonly name: string
  /** By the suffix of its header or its channel list; empty for one of the whole instrument. */
  readonly channels: readonly number[]
  /** Its parameters, without a channel list. A block is as long as it was sent. */
  readonly data: readonly ProgramData[]
}

/**
 * What is known of a level that several settings make together. Immutable: a change makes another one. What cannot be known has to
 * be taken for the worst: the limit guard trusts it.
 */
export interface LevelState {
  /** After the instrument has reported a value. Settings come in the order of {@link LevelModel.settings}. */
  learned(name: string, channel: number | undefined, value: SettingValue): LevelState
  /** After a command has been carried out; also of an action that may switch outputs on, after which none is off for certain. */
  after(command: LevelCommand): LevelState
  /**
   * Whether the instrument carries a command out for certain, exactly as {@link LevelState.after} says: inside its range, with nothing in the
   * way. Of the commands that this is not known of, both the state before and after may hold until the instrument has been asked.
   */
  carriesOut(command: LevelCommand): boolean
  /** What is true when either of two states of one instrument may hold. */
  either(other: LevelState): LevelState
  /** Everything that can be read from the instrument becomes unknown. */
  forgotten(): LevelState
  /** Where the level of a channel may be. */
  span(channel: number): Span
  /** Whether the output of a channel is off for certain. */
  isOff(channel: number): boolean
}

/**
 * A level that no single setting holds, such as the voltage of a generator, which amplitude, offset, unit and load make together.
 * The settings and actions that make it have the effect `composes`. The guard refuses a message after which it would be outside its
 * limit, and one that takes it outside on the way while the output may be on.
 */
export interface LevelModel {
  /** As limits name it: `voltage`. */
  readonly quantity: string
  readonly unit: string
  readonly channels: readonly number[]
  /** Our names of the settings it has to be told of when an instrument is opened, in this order. */
  readonly settings: readonly string[]
  /** Nothing is known. */
  unknown(): LevelState
}
