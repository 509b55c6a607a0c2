import { ConnectionError, IdentityError, ProtocolError, TimeoutError, UnsupportedError } from '@lab/core'

/** The same error with its place in front: which instrument, where, and the file that says so. */
export function withPlace(error: unknown, place: string): unknown {
  return error instanceof Error ? withMessage(error, `${place}: ${error.message}`) : error
}

/** The first of several failures, with the messages of the others below its own. */
export function joinFailures(failures: readonly unknown[]): unknown {
  const [first, ...others] = failures
  if (others.length === 0 || !(first instanceof Error)) return first
  const also = others.map((other) => `\n  and ${other instanceof Error ? other.message : String(other)}`)
  return withMessage(first, first.message + also.join(''))
}

/** Errors of a link again with another message; all others already name their place and stay as they are. */
function withMessage(error: Error, message: string): Error {
  if (error instanceof ConnectionError) return new ConnectionError(error.reason, message, { hint: error.hint, cause: error })
  if (error instanceof TimeoutError) return new TimeoutError(message, { hint: error.hint, cause: error })
  if (error instanceof IdentityError) return new IdentityError(message, { hint: error.hint, cause: error })
  if (error instanceof ProtocolError) return new ProtocolError(message, { hint: error.hint, cause: error })
  if (error instanceof UnsupportedError) return new UnsupportedError(message, { hint: error.hint, cause: error })
  return error
}
