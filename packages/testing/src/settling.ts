import { AssertionError } from 'node:assert'

/** Longest wait of a contract for something that must happen, when it is not told another, in ms. */
export const usualPatienceMs = 2000

/** The promise, or a failure when it has not settled within `ms`. */
export async function within<T>(promise: PromiseLike<T>, ms: number, what: string): Promise<T> {
  const { promise: overdue, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new AssertionError({ message: `${what} did not settle within ${ms} ms` })), ms)
  try {
    return await Promise.race([promise, overdue])
  } finally {
    clearTimeout(timer)
  }
}

/** What a promise rejects with; a failure when it resolves or stays pending. */
export async function rejectionOf(promise: PromiseLike<unknown>, ms: number, what: string): Promise<unknown> {
  const outcome = await within(promise.then(() => undefined, (reason: unknown) => ({ reason })), ms, what)
  if (outcome === undefined) throw new AssertionError({ message: `${what} resolved, expected a rejection` })
  return outcome.reason
}

/** Keeps a rejection from being reported as unhandled before the contract looks at it. */
export function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
