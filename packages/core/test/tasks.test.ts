import { describe, expect, it } from 'vitest'
import { MeasurementSession, memoryStore } from '../src/index.ts'
import { BareInstrument, eventsOf, failureOf, openSession } from './fixtures.ts'

describe('a run of tasks only', () => {
  it('lasts until all of them have ended by themselves', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    const ended: string[] = []
    session.task('long', async ({ clock, signal }) => {
      await clock.sleep(10, { signal })
      ended.push('long')
    })
    session.task('short', async ({ record }) => {
      await record('done', true)
      ended.push('short')
    })
    expect(await session.run()).toMatchObject({ points: 0 })
    await session.close()
    expect(ended).toEqual(['short', 'long'])
    expect(await eventsOf(store, session.id, 'run-started')).toMatchObject([{ tasks: ['long', 'short'], acquisitions: [], totalPoints: 0 }])
  })

  it('fails with the first that fails, and tells the others why', async () => {
    await using session = await openSession(memoryStore())
    const reasons: unknown[] = []
    session.task('waits', ({ clock, signal }) => clock.sleep(1e6, { signal }).catch((error: unknown) => {
      reasons.push(error)
      throw error
    }))
    const broke = new Error('broke')
    session.task('fails', () => Promise.reject(broke))
    expect(await failureOf(session.run())).toBe(broke)
    expect(reasons).toEqual([broke])
  })
})

describe('a task beside a sweep', () => {
  it('that ends early does not end the sweep', async () => {
    await using session = await openSession(memoryStore())
    session.parameter('i', [1, 2, 3])
    session.acquire('s', ({ clock }) => clock.sleep(1).then(() => ({ y: 1 })))
    session.task('early', () => Promise.resolve())
    expect(await session.run()).toMatchObject({ points: 3 })
  })

  it('is waited for after the sweep, so that its last value is stored within the run', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.acquire('s', () => ({ y: 1 }))
    session.task('last', ({ signal, record, clock }) => new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => void clock.sleep(2).then(() => record('last', 1)).then(resolve, reject))
    }))
    await session.run()
    await session.close()
    const types = (await eventsOf(store, session.id)).map(({ type }) => type)
    expect(types.indexOf('recorded')).toBeLessThan(types.indexOf('run-ended'))
    expect(types).toContain('recorded')
  })

  it('that rejects with the reason of its signal has not failed', async () => {
    await using session = await openSession(memoryStore())
    session.acquire('s', () => ({ y: 1 }))
    session.task('t', ({ signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
    }))
    await expect(session.run()).resolves.toMatchObject({ points: 1 })
  })

  it('that fails after the sweep has ended fails the run', async () => {
    const store = memoryStore()
    const psu = new BareInstrument('psu')
    const session = await MeasurementSession.open({ name: 'n', store, instruments: { psu }, guardProcess: false })
    session.acquire('s', () => ({ y: 1 }))
    session.task('t', ({ signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => setImmediate(() => reject(new Error('could not switch off'))))
    }))
    await expect(session.run()).rejects.toThrow('could not switch off')
    expect(psu.calls).toEqual(['makeSafe'])
    await session.close()
    expect(await eventsOf(store, session.id, 'run-ended')).toMatchObject([{ outcome: 'failed', points: 1 }])
  })

  it('that throws before it returns a promise fails the run', async () => {
    await using session = await openSession(memoryStore())
    session.acquire('s', ({ clock, signal }) => clock.sleep(1e6, { signal }).then(() => ({ y: 1 })))
    session.task('t', () => {
      throw new Error('at once')
    })
    await expect(session.run()).rejects.toThrow('at once')
  })

  it('is told why when the sweep fails', async () => {
    await using session = await openSession(memoryStore())
    session.acquire('s', ({ clock }) => clock.sleep(1).then(() => {
      throw new Error('sweep broke')
    }))
    const aborted = Promise.withResolvers<undefined>()
    session.task('t', ({ signal }) => {
      signal.addEventListener('abort', () => aborted.resolve(undefined))
      return aborted.promise
    })
    await expect(session.run()).rejects.toThrow('sweep broke')
    await aborted.promise
  })

  it('is given the instruments of the session and starts anew in each run', async () => {
    const psu = new BareInstrument('psu')
    await using session = await MeasurementSession.open({ name: 'n', store: memoryStore(), instruments: { psu }, guardProcess: false })
    const seen: unknown[] = []
    session.task('t', async ({ instruments }) => {
      seen.push(instruments.psu)
    })
    await session.run()
    await session.run()
    expect(seen).toEqual([psu, psu])
  })
})

describe('the names of a plan', () => {
  it('are refused when they are used twice or empty', async () => {
    await using session = await openSession(memoryStore())
    session.acquire('s', () => ({ y: 1 }))
    session.task('t', () => Promise.resolve())
    expect(() => session.acquire('s', () => ({ y: 1 }))).toThrow("The acquisition 's' is declared twice.")
    expect(() => session.task('t', () => Promise.resolve())).toThrow("The task 't' is declared twice.")
    expect(() => session.parameter('', [1])).toThrow('The name of a parameter is empty.')
  })

  it('may be one for a parameter, an acquisition and a task', async () => {
    await using session = await openSession(memoryStore())
    session.parameter('x', [1])
    session.acquire('x', () => ({ y: 1 }))
    session.task('x', () => Promise.resolve())
    await expect(session.run()).resolves.toMatchObject({ points: 1 })
  })
})
