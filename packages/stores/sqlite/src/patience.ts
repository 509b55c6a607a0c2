import { setTimeout as sleep } from 'node:timers/promises'
import { TimeoutError, type OperationOptions } from '@lab/core'
import { isBusy } from './failure.ts'

/** Between two attempts, in milliseconds. */
const pauseMs = 10

/**
 * Does something that another program may be in the way of, again until it works or the time is up. Waits without blocking.
 * @throws whatever the action throws, `signal.reason`, or TimeoutError
 */
export async function withPatience<T>(action: () => Promise<T> | T, lockTimeoutMs: number, options: OperationOptions): Promise<T> {
  const { signal, timeoutMs = Infinity } = options
  const started = performance.now()
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await action()
    } catch (error) {
      if (!isBusy(error) || performance.now() - started >= lockTimeoutMs) throw error
    }
    if (performance.now() - started >= timeoutMs) throw new TimeoutError(`The store was not free within ${timeoutMs} ms.`)
    // An abort ends the pause; the next turn of the loop throws its reason.
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
  }
}
