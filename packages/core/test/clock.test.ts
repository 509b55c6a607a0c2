import { afterEach, describe, expect, it, vi } from 'vitest'
import { sleepOn, systemClock } from '../src/index.ts'
import { failureOf } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('the clock of the machine', () => {
  it('tells UTC in milliseconds since 1970, with fractions', () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000)
    const times = Array.from({ length: 50 }, () => systemClock.now())
    expect(times.some((time) => !Number.isInteger(time))).toBe(true)
  })

  it('never goes back', () => {
    const times = Array.from({ length: 1000 }, () => systemClock.monotonic())
    expect(times.toSorted((a, b) => a - b)).toEqual(times)
  })

  it('sleeps as long as it is told', async () => {
    vi.useFakeTimers()
    let awake = false
    void systemClock.sleep(100).then(() => (awake = true))
    await vi.advanceTimersByTimeAsync(99)
    expect(awake).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(awake).toBe(true)
  })

  it('sleeps longer than one timer of the platform can hold', async () => {
    vi.useFakeTimers()
    const ms = 2 ** 31 * 2 + 5
    let awake = false
    void systemClock.sleep(ms).then(() => (awake = true))
    await vi.advanceTimersByTimeAsync(ms - 1)
    expect(awake).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(awake).toBe(true)
  })

  it('can be told not to call back, also after its first timer of several', async () => {
    vi.useFakeTimers()
    let called = false
    const cancel = systemClock.after(2 ** 31 + 100, () => (called = true))
    await vi.advanceTimersByTimeAsync(2 ** 31)
    cancel()
    await vi.advanceTimersByTimeAsync(1000)
    expect(called).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a sleep', () => {
  it('that is aborted rejects with the reason at once and leaves no timer', async () => {
    const clock = new ManualClock()
    const controller = new AbortController()
    const why = new Error('enough')
    const failure = failureOf(sleepOn(clock, 1e9, controller.signal))
    expect(clock.pendingTimers).toBe(1)
    controller.abort(why)
    expect(await failure).toBe(why)
    expect(clock.pendingTimers).toBe(0)
  })

  it('does not begin on a signal that is already aborted', async () => {
    const clock = new ManualClock()
    const why = new Error('too late')
    expect(await failureOf(sleepOn(clock, 1, AbortSignal.abort(why)))).toBe(why)
    expect(clock.pendingTimers).toBe(0)
  })

  it('stops listening to the signal when it is over', async () => {
    const clock = new ManualClock()
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    await clock.runUntil(sleepOn(clock, 5, signal))
    expect(added).toHaveBeenCalledTimes(1)
    expect(removed).toHaveBeenCalledWith('abort', added.mock.calls[0]?.[1])
  })
})
