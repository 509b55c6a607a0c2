import type { Clock, Connection, ErrorCheck, OperationOptions, Reconnection, TraceSink } from '@lab/core'
import type { CommandSet } from './command-set.ts'
import type { Declarations } from './declarations.ts'
import type { LimitGuard } from './guard.ts'

/** Options of a message given as text. */
export interface MessageOptions extends OperationOptions {
  /**
   * Sends a message whose effect cannot be known to an instrument with limits. It is noted in the trace. A limit that is known to
   * be broken is refused all the same, and what the guard believed of the instrument is forgotten.
   */
  readonly unguarded?: boolean | undefined
  /**
   * The error queue is not read behind a command, whatever {@link ErrorCheck} says: for one that holds back everything behind it.
   * `checkErrors` is called when it has ended.
   */
  readonly unchecked?: boolean | undefined
}

/** Options of access to settings. */
export interface SettingOptions extends OperationOptions {
  /** The channel; left out for a setting of the whole instrument. */
  readonly channel?: number | undefined
}

/** What {@link scpiLink} makes a link of. */
export interface ScpiLinkOptions<D extends Declarations> {
  /** Name of the instrument in messages. */
  readonly alias: string
  readonly connection: Connection
  readonly commands: CommandSet<D>
  /** Judges every message before it is sent; none on an instrument without limits. */
  readonly guard?: LimitGuard | undefined
  readonly clock?: Clock | undefined
  readonly trace?: TraceSink | undefined
  /** `operation` when absent. */
  readonly errorCheck?: ErrorCheck | undefined
  /** Told of each message that passed the guard without being understood. Must not throw. */
  readonly onUnguarded?: ((message: string) => void) | undefined
  /** Longest time of an operation that is given none, in milliseconds; 5000 when absent. */
  readonly timeoutMs?: number | undefined
  /** Opens the link again when it is lost; it needs {@link ScpiLink.remember} to have been told who answers. */
  readonly reconnect?: Reconnection | undefined
  /** Told when the link was opened again. Must not throw. */
  readonly onReconnected?: ((text: string) => void) | undefined
}
