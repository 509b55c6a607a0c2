import { ConnectionError, UnsupportedError } from '@lab/core'
import { PortError } from '../usb-port.ts'
import type { ThreadFailure } from './messages.ts'

/** An error as it crosses threads, where classes are lost. */
export function failureOf(error: unknown): ThreadFailure {
  const message = error instanceof Error ? error.message : String(error)
  const cause = causeOf(error)
  if (error instanceof PortError) return { kind: 'port', message, failure: error.failure, cause }
  if (error instanceof ConnectionError) return { kind: 'connection', message, reason: error.reason, hint: error.hint, cause }
  if (error instanceof UnsupportedError) return { kind: 'unsupported', message, hint: error.hint, cause }
  return { kind: 'other', message, cause }
}

/** The same error on the other side. */
export function errorOf({ kind, message, failure = 'failed', reason = 'refused', hint, cause: told }: ThreadFailure): Error {
  const cause = told === undefined ? undefined : new Error(told.message)
  if (cause !== undefined && told?.errno !== undefined) Object.assign(cause, { errno: told.errno })
  if (kind === 'port') return new PortError(failure, message, cause)
  if (kind === 'connection') return new ConnectionError(reason, message, { hint, cause })
  if (kind === 'unsupported') return new UnsupportedError(message, { hint, cause })
  return new Error(message, cause === undefined ? undefined : { cause })
}

function causeOf(error: unknown): ThreadFailure['cause'] {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) return undefined
  return { message: cause.message, errno: 'errno' in cause && typeof cause.errno === 'number' ? cause.errno : undefined }
}
