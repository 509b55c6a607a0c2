import { TimeoutError, sleepOn, type Clock } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { PendingOperation } from '../src/pending-operation.ts'

/** A clock whose timers fire when the test says so. */
function manualClock(): Clock & { fire: () => void; readonly pending: number } {
  const timers = new Set<() => void>()
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (ms: number, options?: { readonly signal?: AbortSignal | undefined }) => sleepOn(clock, ms, options?.signal),
    after: (_ms: number, callback: () => void) => {
      timers.add(callback)
      return () => timers.delete(callback)
    },
    fire: () => {
      for (const timer of [...timers]) timer()
    },
    get pending() {
      return timers.size
    },
  }
  return clock
}

describe('an operation that waits', () => {
  it('gives its result and leaves no timer behind', async () => {
    const clock = manualClock()
    let settled = 0
    const pending = new PendingOperation<number>(clock, { timeoutMs: 50 }, 'it', () => settled++)
    expect(clock.pending).toBe(1)
    pending.resolve(7)
    await expect(pending.promise).resolves.toBe(7)
    expect(clock.pending).toBe(0)
    expect(settled).toBe(1)
  })

  it('rejects with a TimeoutError that says what took too long', async () => {
    const clock = manualClock()
    const pending = new PendingOperation<number>(clock, { timeoutMs: 50 }, "read from 'psu'", () => undefined)
    clock.fire()
    await expect(pending.promise).rejects.toThrow(TimeoutError)
    await expect(pending.promise).rejects.toThrow(/read from 'psu' took longer than 50 ms/)
  })

  it('rejects with the reason of its signal', async () => {
    const controller = new AbortController()
    const options = { signal: controller.signal, timeoutMs: 50 }
    const pending = new PendingOperation<number>(manualClock(), options, 'it', () => undefined)
    const reason = new Error('stop')
    controller.abort(reason)
    await expect(pending.promise).rejects.toBe(reason)
  })

  it('waits for ever without a time-out', () => {
    const clock = manualClock()
    const pending = new PendingOperation<number>(clock, undefined, 'it', () => undefined)
    expect(clock.pending).toBe(0)
    pending.resolve(1)
  })
})
