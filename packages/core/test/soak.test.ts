import { describe, expect, it } from 'vitest'
import { memoryStore } from '../src/index.ts'
import { eventsOf, failureOf, openSession } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'

async function soakOf(passMs: (pass: number) => number, times: { durationMs: number; intervalMs: number }) {
  const clock = new ManualClock()
  const store = memoryStore()
  const session = await openSession(store, { clock })
  const starts: number[] = []
  session.acquire('s', () => {
    starts.push(clock.timeMs)
    clock.timeMs += passMs(starts.length - 1)
    return { y: 1 }
  })
  const result = await clock.runUntil(session.run(times))
  await clock.runUntil(session.close())
  return { starts, result, messages: await eventsOf(store, session.id, 'message'), store, session, clock }
}

describe('a soak on a clock of its own', () => {
  it('starts its passes exactly an interval apart and takes its whole duration', async () => {
    const { starts, result, messages } = await soakOf(() => 3, { durationMs: 50, intervalMs: 10 })
    expect(starts).toEqual([0, 10, 20, 30, 40])
    expect(result).toMatchObject({ points: 5, durationMs: 50 })
    expect(messages).toEqual([])
  })

  it('goes through ten hours of it in no time', async () => {
    const hourMs = 3_600_000
    const { result } = await soakOf(() => 100, { durationMs: 10 * hourMs, intervalMs: 60_000 })
    expect(result).toMatchObject({ points: 600, durationMs: 10 * hourMs })
  })

  it('reports the intervals that a slow pass has missed, and keeps to the raster', async () => {
    const { starts, messages } = await soakOf((pass) => (pass === 1 ? 25 : 1), { durationMs: 60, intervalMs: 10 })
    expect(starts).toEqual([0, 10, 40, 50])
    expect(messages).toMatchObject([{ level: 'warning', text: expect.stringContaining('2 of the soak\'s intervals of 10 ms passed without a point') }])
  })

  it('starts at once where a pass ends exactly on the raster', async () => {
    const { starts, messages } = await soakOf((pass) => (pass === 0 ? 20 : 1), { durationMs: 40, intervalMs: 10 })
    expect(starts).toEqual([0, 20, 30])
    expect(messages).toMatchObject([{ text: expect.stringContaining('1 of the soak\'s intervals') }])
  })

  it('does not take a pass of just one interval for a missed one', async () => {
    const { starts, messages } = await soakOf(() => 10, { durationMs: 30, intervalMs: 10 })
    expect(starts).toEqual([0, 10, 20])
    expect(messages).toEqual([])
  })

  it('measures once where the interval is longer than the duration', async () => {
    const { starts, result } = await soakOf(() => 1, { durationMs: 5, intervalMs: 100 })
    expect(starts).toEqual([0])
    expect(result.durationMs).toBe(5)
  })

  it('announces the points of its duration at its interval', async () => {
    const { store, session } = await soakOf(() => 1, { durationMs: 25, intervalMs: 10 })
    expect(await eventsOf(store, session.id, 'run-started')).toMatchObject([
      { plan: { kind: 'soak', axes: [], durationMs: 25, intervalMs: 10 }, totalPoints: 3, acquisitions: ['s'] },
    ])
  })

  it('ends while it waits for the next interval, and leaves no timer behind', async () => {
    const clock = new ManualClock()
    const session = await openSession(memoryStore(), { clock })
    const controller = new AbortController()
    const measured = Promise.withResolvers<undefined>()
    session.acquire('s', () => {
      measured.resolve(undefined)
      return { y: 1 }
    })
    const failure = failureOf(session.run({ durationMs: 1e9, intervalMs: 1e6, signal: controller.signal }))
    await measured.promise
    await new Promise((resolve) => setImmediate(resolve))
    expect(clock.pendingTimers).toBe(1)
    controller.abort(new Error('enough'))
    expect(await failure).toMatchObject({ message: 'enough' })
    expect(clock.pendingTimers).toBe(0)
    await session.close()
  })

  it('sweeps its whole plan in each pass', async () => {
    const clock = new ManualClock()
    await using session = await openSession(memoryStore(), { clock })
    const x = session.parameter('x', [1, 2], { unit: 'V' })
    const s = session.acquire('s', ({ at }) => ({ y: at(x) }))
    await clock.runUntil(session.run({ durationMs: 30, intervalMs: 10 }))
    expect([...session.results(s).column('y').values]).toEqual([1, 2, 1, 2, 1, 2])
  })
})

describe('the times of a soak', () => {
  it.each([
    [{ durationMs: 5 }, 'A soak needs both durationMs and intervalMs.'],
    [{ intervalMs: 5 }, 'A soak needs both durationMs and intervalMs.'],
    [{ durationMs: 0, intervalMs: 1 }, 'durationMs is 0, expected a positive number of milliseconds.'],
    [{ durationMs: 1, intervalMs: -1 }, 'intervalMs is -1, expected'],
    [{ durationMs: Number.NaN, intervalMs: 1 }, 'durationMs is NaN, expected'],
    [{ durationMs: 1, intervalMs: Infinity }, 'intervalMs is Infinity, expected'],
  ])('%o are refused before anything is done', async (times, message) => {
    const store = memoryStore()
    await using session = await openSession(store)
    await expect(session.run(times)).rejects.toThrow(message)
    expect((await store.session(session.id)).points).toBe(0)
    expect(await eventsOf(store, session.id)).toHaveLength(1)
  })
})
