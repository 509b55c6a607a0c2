import { InstrumentError, TimeoutError, UnsupportedError } from '@lab/core'

const undefinedHeader = -113

function isUndefinedHeader(error: unknown): boolean {
  if (error instanceof InstrumentError) return error.number === undefinedHeader
  return error instanceof TimeoutError && error.message.includes(String(undefinedHeader))
}

/**
 * Carries out what is not confirmed for this model. The instrument is asked: where it does not know the header, that is an
 * UnsupportedError. A query for it is not answered, which takes its `timeoutMs`.
 */
export async function unlessUndefined<T>(alias: string, what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!isUndefinedHeader(error)) throw error
    throw new UnsupportedError(`${alias} does not have ${what}: it answered -113, undefined header.`, {
      cause: error, hint: 'The command is taken from a related instrument; this firmware does not have it. Use the front panel.',
    })
  }
}

/** Longest wait for the answer to a query that may not be there, in ms. */
export const unconfirmedMs = 2000
