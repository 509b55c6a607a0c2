import { describe, expect, it } from 'vitest'
import { virtualClock } from '../src/index.ts'

describe('a virtual clock', () => {
  it('stands still until it is advanced', async () => {
    const clock = virtualClock({ startMs: 1000 })
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0])
    await clock.advance(250.5)
    expect([clock.now(), clock.monotonic()]).toEqual([1250.5, 250.5])
  })

  it('starts at a fixed moment when none is given, so that runs are alike', () => {
    expect(virtualClock().now()).toBe(Date.UTC(2026, 0, 1))
  })

  it('fires timers at their own time, in the order of time and then of start', async () => {
    const clock = virtualClock()
    const fired: string[] = []
    for (const [ms, name] of [[30, 'c'], [10, 'a'], [20, 'b1'], [20, 'b2'], [0, 'now']] as const) {
      clock.after(ms, () => fired.push(`${name} at ${clock.monotonic()}`))
    }
    await clock.advance(25)
    expect(fired).toEqual(['now at 0', 'a at 10', 'b1 at 20', 'b2 at 20'])
    expect(clock.pending).toBe(1)
    await clock.advance(5)
    expect(fired.at(-1)).toBe('c at 30')
  })

  it('does not fire a timer that was cancelled', async () => {
    const clock = virtualClock()
    const fired: number[] = []
    const cancel = clock.after(10, () => fired.push(1))
    clock.after(10, () => fired.push(2))
    cancel()
    cancel()
    await clock.advance(10)
    expect(fired).toEqual([2])
  })

  it('lets what a timer resolves run on before the next timer fires', async () => {
    const clock = virtualClock()
    const log: string[] = []
    const task = async (name: string, ms: number): Promise<void> => {
      for (let i = 0; i < 2; i++) {
        await clock.sleep(ms)
        log.push(`${name} ${clock.monotonic()}`)
      }
    }
    const tasks = Promise.all([task('slow', 20), task('fast', 15)])
    await clock.advance(40)
    await tasks
    expect(log).toEqual(['fast 15', 'slow 20', 'fast 30', 'slow 40'])
  })

  it('runs until no timer is left, through ten hours in a moment', async () => {
    const clock = virtualClock()
    let ticks = 0
    const soak = (async () => {
      while (ticks < 600) {
        await clock.sleep(60_000)
        ticks++
      }
    })()
    await clock.runUntilIdle()
    await soak
    expect([ticks, clock.monotonic()]).toEqual([600, 36_000_000])
  })

  it('says so when it would never be idle', async () => {
    const clock = virtualClock()
    const again = (): void => void clock.after(1000, again)
    again()
    await expect(clock.runUntilIdle({ limitMs: 5000 })).rejects.toThrow('not idle after 5000 ms')
    expect(clock.monotonic()).toBe(5000)
  })

  it('rejects a sleep with the reason of its signal and forgets its timer', async () => {
    const clock = virtualClock()
    const controller = new AbortController()
    const reason = new Error('stop')
    const sleeping = clock.sleep(1000, { signal: controller.signal })
    controller.abort(reason)
    await expect(sleeping).rejects.toBe(reason)
    expect(clock.pending).toBe(0)
    await expect(clock.sleep(1000, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(clock.pending).toBe(0)
  })

  it('refuses a time that is none', async () => {
    const clock = virtualClock()
    await expect(clock.advance(-1)).rejects.toThrow('-1 ms')
    await expect(clock.advance(Number.NaN)).rejects.toThrow('NaN ms')
    expect(() => clock.after(Number.NaN, () => undefined)).toThrow('NaN ms')
    expect(clock.monotonic()).toBe(0)
  })
})
