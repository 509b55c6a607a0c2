/** The one source of time. Sessions, drivers, timers and simulators take theirs from here, so that a test can pass a virtual one. */
export interface Clock {
  /** UTC in milliseconds since 1970, with fractions. Follows corrections of the system's clock. */
  now(): number
  /** Milliseconds since an arbitrary start; never goes back. Differences of it are durations. */
  monotonic(): number
  /** Resolves after `ms` milliseconds; rejects with `signal.reason` when aborted. */
  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>
  /** Calls back once after `ms` milliseconds, unless the returned function is called first. */
  after(ms: number, callback: () => void): () => void
}

/** `sleep` in terms of `after`, for any clock. */
export function sleepOn(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason)
      return
    }
    const onAbort = (): void => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** The longest delay one platform timer can hold. */
const longestTimerMs = 2 ** 31 - 1

function afterOnSystem(ms: number, callback: () => void): () => void {
  let rest = ms
  let handle: ReturnType<typeof setTimeout>
  const arm = (): void => {
    const step = Math.min(rest, longestTimerMs)
    rest -= step
    handle = setTimeout(rest > 0 ? arm : callback, step)
  }
  arm()
  return () => clearTimeout(handle)
}

/** The machine's clock. `now` has the resolution of `performance.now`. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  monotonic: () => performance.now(),
  sleep: (ms, options) => sleepOn(systemClock, ms, options?.signal),
  after: afterOnSystem,
}
