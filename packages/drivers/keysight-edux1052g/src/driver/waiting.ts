import { sleepOn, TimeoutError, type OperationOptions } from '@lab/core'
import type { ScopeLink } from './setting-group.ts'

/** Options of a wait that asks again and again. */
export interface WaitOptions extends OperationOptions {
  /** Longest time between two questions in ms; 50 when absent. The first ones come sooner. */
  readonly intervalMs?: number | undefined
}

/** A wait with its end in sight. */
export interface Waiting {
  /** What is waited for, in the words of a message: `stopped`. */
  readonly what: string
  readonly signal: AbortSignal | undefined
  readonly intervalMs: number
  /** What the caller gave, or ten seconds. */
  readonly timeoutMs: number
  /** By the monotonic clock of the link. */
  readonly startedMs: number
}

const usualIntervalMs = 50
const usualTimeoutMs = 10_000
const firstIntervalMs = 1

/** The time that is waited begins now. */
export function waiting(
  link: ScopeLink, what: string, { signal, timeoutMs = usualTimeoutMs, intervalMs = usualIntervalMs }: WaitOptions = {},
): Waiting {
  return { what, signal, timeoutMs, intervalMs, startedMs: link.clock.monotonic() }
}

function overdue(link: ScopeLink, { what, timeoutMs }: Waiting): TimeoutError {
  return new TimeoutError(`${link.alias} has not ${what} within ${timeoutMs} ms.`, {
    hint: 'With a normal sweep it waits for a trigger. Look at source and level, or use the automatic sweep.',
  })
}

/** What is left of the time, for a message that may take all of it. */
export function remainingMs(link: ScopeLink, { timeoutMs, startedMs }: Waiting): number {
  return Math.max(1, timeoutMs - (link.clock.monotonic() - startedMs))
}

/**
 * Asks until it is done, at first quickly. @throws TimeoutError when the time is over, the reason of the signal when it aborts.
 */
export async function waitUntil(link: ScopeLink, wait: Waiting, done: () => Promise<boolean>): Promise<void> {
  let pauseMs = Math.min(firstIntervalMs, wait.intervalMs)
  while (!await done()) {
    const left = wait.timeoutMs - (link.clock.monotonic() - wait.startedMs)
    if (left <= 0) throw overdue(link, wait)
    await sleepOn(link.clock, Math.min(pauseMs, left), wait.signal)
    pauseMs = Math.min(2 * pauseMs, wait.intervalMs)
  }
}

/**
 * A dialogue that has to leave the instrument in order: signal and time end the wait for its turn, and from then on only what the
 * dialogue itself does with them.
 */
export async function inOwnTurn<T>(link: ScopeLink, wait: Waiting, body: (inner: ScopeLink) => Promise<T>): Promise<T> {
  wait.signal?.throwIfAborted()
  const entering = new AbortController()
  const onAbort = (): void => entering.abort(wait.signal?.reason)
  const cancelTimer = link.clock.after(wait.timeoutMs, () => entering.abort(overdue(link, wait)))
  const enter = (): void => {
    cancelTimer()
    wait.signal?.removeEventListener('abort', onAbort)
  }
  wait.signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await link.transaction((inner) => {
      enter()
      return body(inner)
    }, { signal: entering.signal })
  } finally {
    enter()
  }
}
