import type { Clock } from '../clock.ts'

/** The promise, or an error when it has not settled after `ms` milliseconds: for what does not keep its own time. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(late()))
    promise.then(resolve, reject).finally(cancel)
  })
}
