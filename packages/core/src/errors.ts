import type { LabErrorCode } from './error-codes.ts'

const brand = Symbol.for('@lab/core/error')

/** What an error carries besides its message. */
export interface LabErrorOptions {
  /** What to do about it, in one sentence. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/** True for an error of this class from any installed copy of the package. */
function isBranded(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false
  const names = value[brand]
  return Array.isArray(names) && names.includes(name)
}

/**
 * The base of every error of the toolkit. `instanceof` works across two installed copies, because it looks at a brand
 * and not at the prototype. The message says what happened, to which instrument; `hint` says what to do next.
 */
export class LabError extends Error {
  static readonly brandName: string = 'LabError'
  readonly code: LabErrorCode
  readonly hint: string | undefined

  constructor(code: LabErrorCode, message: string, options: LabErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.name = new.target.brandName
    Object.defineProperty(this, brand, { value: brandNames(new.target) })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (!Object.hasOwn(this, 'brandName')) return Function.prototype[Symbol.hasInstance].call(this, value)
    return isBranded(value, this.brandName)
  }
}

/** The names of a class and of the branded classes above it. */
function brandNames(constructor: typeof LabError): readonly string[] {
  const names: string[] = []
  let current: unknown = constructor
  while (typeof current === 'function' && 'brandName' in current) {
    names.push(String(current.brandName))
    current = Object.getPrototypeOf(current)
  }
  return names
}

/** A VISA resource name that cannot be understood. */
export class ResourceNameError extends LabError {
  static override readonly brandName = 'ResourceNameError'
  constructor(message: string, options?: LabErrorOptions) {
    super('LAB_RESOURCE_NAME', message, options)
  }
}

/** What happened to the link. Only `lost` and `busy` are worth a retry. */
export type ConnectionFailure = 'refused' | 'denied' | 'lost' | 'busy' | 'closed'

const connectionCodes = {
  refused: 'LAB_CONNECTION_REFUSED',
  denied: 'LAB_CONNECTION_DENIED',
  lost: 'LAB_CONNECTION_LOST',
  busy: 'LAB_CONNECTION_BUSY',
  closed: 'LAB_CONNECTION_CLOSED',
} as const satisfies Record<ConnectionFailure, LabErrorCode>

/** The link was refused, denied by the system, lost, busy or closed. */
export class ConnectionError extends LabError {
  static override readonly brandName = 'ConnectionError'
  readonly reason: ConnectionFailure
  constructor(reason: ConnectionFailure, message: string, options?: LabErrorOptions) {
    super(connectionCodes[reason], message, options)
    this.reason = reason
  }
}

/** An operation did not finish in its time. The link is resynchronised before it is used again. */
export class TimeoutError extends LabError {
  static override readonly brandName = 'TimeoutError'
  constructor(message: string, options?: LabErrorOptions) {
    super('LAB_TIMEOUT', message, options)
  }
}

/** The other end sent something its protocol does not allow. */
export class ProtocolError extends LabError {
  static override readonly brandName = 'ProtocolError'
  constructor(message: string, options?: LabErrorOptions) {
    super('LAB_PROTOCOL', message, options)
  }
}

/** What is known of an {@link InstrumentError}. */
export interface InstrumentErrorDetails extends LabErrorOptions {
  /** SCPI error number: negative for standard errors (SCPI-99 vol. 2 ch. 21), positive for the instrument's own. */
  readonly number: number
  /** The instrument's text, without the number. */
  readonly text: string
  /** The program message after which the error was found. */
  readonly command?: string | undefined
  /** Alias of the instrument. */
  readonly instrument?: string | undefined
}

/** The instrument reported an error in its error queue. */
export class InstrumentError extends LabError {
  static override readonly brandName = 'InstrumentError'
  readonly number: number
  readonly text: string
  readonly command: string | undefined
  readonly instrument: string | undefined
  constructor(message: string, details: InstrumentErrorDetails) {
    super('LAB_INSTRUMENT', message, details)
    this.number = details.number
    this.text = details.text
    this.command = details.command
    this.instrument = details.instrument
  }
}

/** A value was refused before anything was sent. */
export class SettingError extends LabError {
  static override readonly brandName: string = 'SettingError'
  constructor(message: string, options: LabErrorOptions & { readonly code?: LabErrorCode } = {}) {
    super(options.code ?? 'LAB_SETTING', message, options)
  }
}

/** What is known of a {@link RestoreError}. */
export interface RestoreErrorDetails extends LabErrorOptions {
  /** Alias of the instrument. */
  readonly instrument: string
  /** What was written, by its name in the snapshot: `voltage@1`. */
  readonly restored: readonly string[]
  /** What is not as the snapshot has it. */
  readonly notRestored: readonly string[]
}

/** A snapshot was restored in part only. Outputs that were switched off for it stay off. The reason is in `cause`. */
export class RestoreError extends LabError {
  static override readonly brandName = 'RestoreError'
  readonly instrument: string
  readonly restored: readonly string[]
  readonly notRestored: readonly string[]
  constructor(message: string, details: RestoreErrorDetails) {
    super('LAB_RESTORE', message, details)
    this.instrument = details.instrument
    this.restored = details.restored
    this.notRestored = details.notRestored
  }
}

/** What is known of a {@link LimitError}. Values are in the base unit of the quantity. */
export interface LimitErrorDetails extends LabErrorOptions {
  /** Where the limit is written: the bench file, or `limits` of the script. */
  readonly source: string
  /** Alias of the instrument. */
  readonly instrument: string
  /** Channel the limit belongs to, if it belongs to one. */
  readonly channel?: number | string | undefined
  /** What is limited, such as `voltage`. */
  readonly quantity?: string | undefined
  /** The value that was refused, or undefined where it cannot be known. */
  readonly value?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** The program message that was refused. */
  readonly command?: string | undefined
  /** True where the effect of the command cannot be known. */
  readonly unknown?: boolean
}

/** A command would leave the limits of the bench, or its effect cannot be known. Nothing was sent. */
export class LimitError extends LabError {
  static override readonly brandName = 'LimitError'
  readonly details: LimitErrorDetails
  constructor(message: string, details: LimitErrorDetails) {
    super(details.unknown === true ? 'LAB_LIMIT_UNKNOWN' : 'LAB_LIMIT', message, details)
    this.details = details
  }
}

/** A different model or serial number answered than was expected. */
export class IdentityError extends LabError {
  static override readonly brandName = 'IdentityError'
  constructor(message: string, options?: LabErrorOptions) {
    super('LAB_IDENTITY', message, options)
  }
}

/** Units that do not go together: different quantities, or kinds that must not mix. */
export class UnitError extends LabError {
  static override readonly brandName = 'UnitError'
  constructor(message: string, options?: LabErrorOptions) {
    super('LAB_UNIT', message, options)
  }
}

/** The wire, the instrument or the platform cannot do what was asked. */
export class UnsupportedError extends LabError {
  static override readonly brandName = 'UnsupportedError'
  constructor(message: string, options?: LabErrorOptions) {
    super('LAB_UNSUPPORTED', message, options)
  }
}

/** What was wrong with the use of a session. */
export type SessionFailure = 'state' | 'value' | 'plan' | 'interrupted' | 'unsafe'

const sessionCodes = {
  state: 'LAB_SESSION_STATE',
  value: 'LAB_SESSION_VALUE',
  plan: 'LAB_SESSION_PLAN',
  interrupted: 'LAB_SESSION_INTERRUPTED',
  unsafe: 'LAB_SESSION_UNSAFE',
} as const satisfies Record<SessionFailure, LabErrorCode>

/** A session was used wrongly, was told to stop, or could not make the bench safe. */
export class SessionError extends LabError {
  static override readonly brandName = 'SessionError'
  readonly reason: SessionFailure
  constructor(reason: SessionFailure, message: string, options?: LabErrorOptions) {
    super(sessionCodes[reason], message, options)
    this.reason = reason
  }
}

/** What was wrong with a store. */
export type StoreFailure = 'format' | 'version' | 'locked' | 'full' | 'write' | 'corrupt' | 'not-found'

const storeCodes = {
  format: 'LAB_STORE_FORMAT',
  version: 'LAB_STORE_VERSION',
  locked: 'LAB_STORE_LOCKED',
  full: 'LAB_STORE_FULL',
  write: 'LAB_STORE_WRITE',
  corrupt: 'LAB_STORE_CORRUPT',
  'not-found': 'LAB_STORE_NOT_FOUND',
} as const satisfies Record<StoreFailure, LabErrorCode>

/** A store could not be opened, read or written. What was acknowledged before stays stored. */
export class StoreError extends LabError {
  static override readonly brandName = 'StoreError'
  readonly reason: StoreFailure
  constructor(reason: StoreFailure, message: string, options?: LabErrorOptions) {
    super(storeCodes[reason], message, options)
    this.reason = reason
  }
}
