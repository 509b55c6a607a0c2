import type { Clock, Identity } from '@lab/core'
import type { Declarations, NumberParameter, NumberRange } from '../declarations.ts'
import type { ProgramUnit } from '../program-message.ts'
import type { DeviceError } from './device-error.ts'
import type { ErrorSource } from './link-errors.ts'
import type { PendingOperations } from './pending-operations.ts'
import type { StatusModel } from './status-model.ts'

/** The value of a setting or parameter: after its declaration a number, a boolean, our name of a choice, a string or bytes. */
export type DeviceValue = number | boolean | string | Uint8Array

/** What a handler answers: text, bytes (sent as they are), or nothing. A promise holds back what follows on the link. */
export type DeviceAnswer = string | Uint8Array | void | Promise<string | Uint8Array | void>

/** What handlers and hooks can do with the device they belong to. */
export interface DeviceControl {
  readonly identity: Identity
  readonly status: StatusModel
  readonly operations: PendingOperations
  /** The stored value of a setting. `channel` for those that have channels. */
  get(name: string, channel?: number): DeviceValue
  /** The stored value of a numeric setting. */
  getNumber(name: string, channel?: number): number
  /** The stored value of an on/off setting. */
  getBoolean(name: string, channel?: number): boolean
  /** The stored value of a string setting, or our name of a choice. */
  getString(name: string, channel?: number): string
  /**
   * The range of a number on a channel as it is now, after the stored values of what it depends on. Undefined where there is none, or
   * where it depends on the channel and none is given.
   */
  rangeOf(parameter: NumberParameter, channel?: number): NumberRange | undefined
  /** Stores a value without looking at it; `onSet` is not called. */
  set(name: string, value: DeviceValue, channel?: number): void
  /** Puts an error into the queue; the standard text when none is given. */
  addError(number: number, text?: string): void
  /** What `*RST` does. */
  reset(): void
}

/** The link a command came in by. */
export interface CallingLink {
  /** The errors that it can read. */
  readonly errors: ErrorSource
  /** Status byte with MSS, as `*STB?` answers it. */
  masterSummary(): number
  /** The number of the link's control port; 0 where its wire has none. */
  controlPort(): number | Promise<number>
}

/** One command or query for a handler. */
export interface DeviceCall {
  readonly device: DeviceControl
  readonly link: CallingLink
  readonly query: boolean
  /**
   * After the declared parameters, undefined where an optional one was left out. A number parameter that takes words may be
   * one of them; `MIN`, `MAX` and `DEF` stay words where the range depends on the channel and the action has no channel list,
   * see `numberFor`.
   */
  readonly parameters: readonly (DeviceValue | undefined)[]
  /** The channel list in its order, or the default channel; empty for an action without channels. */
  readonly channels: readonly number[]
  /** The numbers in place of `<n>` in the header. */
  readonly suffixes: readonly number[]
  readonly unit: ProgramUnit
}

export type DeviceHandler = (call: DeviceCall) => DeviceAnswer

/** What becomes of a number outside the range of its setting. */
export type OutOfRange =
  /** -222, the old value stays. */
  | 'refuse'
  /** The nearest bound is taken, and -222 says so. */
  | 'clip'
  /** The nearest bound is taken, and nothing says so. */
  | 'coerce'

/** Computes the value of a setting when it is queried. */
export type DeviceReader = (channel: number | undefined, device: DeviceControl) => DeviceValue

type NameOf<D extends Declarations, Kind extends string> = {
  [K in keyof D]: D[K] extends { kind: Kind } ? K : never
}[keyof D] & string

/** An instrument's own side, declared. */
export interface DeviceDefinition<D extends Declarations = Declarations> {
  readonly identity: Identity
  /** Settings are answered and validated from their declaration. The common commands come by themselves. */
  readonly commands: D
  /** What the actions do. Every action that is no common command needs one. */
  readonly handlers?: { readonly [N in NameOf<D, 'action'>]?: DeviceHandler }
  /** Queries that compute their value instead of taking the stored one. */
  readonly readers?: { readonly [N in NameOf<D, 'setting'>]?: DeviceReader }
  /** What becomes of a number outside the range of its setting; `refuse` when absent. Parameters of actions are always refused. */
  readonly outOfRange?: OutOfRange
  /** The error that says so when a value was clipped; -222 with "value clipped to upper limit" or "… lower limit" when absent. */
  clipError?(name: string, bound: 'lower' | 'upper', channel: number | undefined, device: DeviceControl): DeviceError
  /**
   * Prints a number of a setting that declares no format: undefined for NR3 with eight decimals. Infinity comes as `Infinity`, to be
   * printed as 9.9E37 (SCPI-99 vol. 1, 7.2.1.4).
   */
  formatNumber?(name: string, value: number): string | undefined
  /**
   * What a number that came with a unit is in the unit that its setting has now, such as Vrms where the instrument is set to Vpp.
   * Undefined: the declared unit is the only one taken.
   */
  convertUnit?(name: string, value: number, unit: string, channel: number | undefined, device: DeviceControl): number | undefined
  /** Channel of commands without a channel list; the first declared one when absent. */
  defaultChannel?(device: DeviceControl): number
  /** After a setting has been changed by a message. Throw a `DeviceError` to refuse: the old value comes back. */
  onSet?(name: string, channel: number | undefined, value: DeviceValue, device: DeviceControl): void
  /** After `*RST` has put back the settings, and after power-on. */
  onReset?(device: DeviceControl): void
  /** After `*RCL` has changed the settings. */
  onRecall?(device: DeviceControl): void
  /** On a device clear: abort what is pending. */
  onClear?(device: DeviceControl): void
  /** On `*TRG` and on a group execute trigger. Absent: -211. */
  onTrigger?(device: DeviceControl): DeviceAnswer
  /** Number that `*TST?` answers: 0 for passed, also when absent. */
  onSelfTest?(device: DeviceControl): number | Promise<number>
  /** Milliseconds a unit takes before it acts. 0 when absent. */
  latencyMs?(unit: ProgramUnit): number
  /** The system's clock when absent. */
  readonly clock?: Clock
  /**
   * `per-link`: each link has a queue of its own for the errors of its commands, and reads behind it what belongs to no link.
   * `shared` when absent: one queue for all.
   */
  readonly errorQueue?: 'shared' | 'per-link'
  /** 20 when absent. */
  readonly errorQueueDepth?: number
  /** Text of -350; `Queue overflow` when absent. */
  readonly overflowText?: string
  /** Answer to `SYSTem:VERSion?`; `1999.0` when absent. */
  readonly scpiVersion?: string
  /** Number of states `*SAV` and `*RCL` keep; without it the device does not have the two commands. */
  readonly stateSlots?: number
  /** Bits 0 to 2 of the status byte, of a device whose bit 2 does not say that there are errors. */
  statusByteLowBits?(): number
  /** Channels with a register `STATus:QUEStionable:INSTrument:ISUMmary<n>`. */
  readonly instrumentSummaries?: readonly number[]
  /** Size of the input buffer; a longer message gives -363. 64 MiB when absent. */
  readonly inputBufferBytes?: number
  /** Size of the output queue; a longer response while the rest of the message does not fit the input gives -430. */
  readonly outputQueueBytes?: number
}
