import { describe, expect, it, vi } from 'vitest'
import { linspace, MeasurementSession, memoryStore, readTable } from '../src/index.ts'
import { BareInstrument, eventsOf, failureOf, openSession } from './fixtures.ts'

describe('a run of acquisitions that answer at once', () => {
  it('lets timers fire', async () => {
    await using session = await openSession(memoryStore(), { keepPoints: 0 })
    session.parameter('i', linspace(1, 200_000, 200_000), { unit: '1' })
    let calls = 0
    session.acquire('s', () => ({ y: calls++ }))
    let callsAtTimer = -1
    setTimeout(() => (callsAtTimer = calls), 1)
    await session.run()
    expect(callsAtTimer).toBeGreaterThan(0)
    expect(callsAtTimer).toBeLessThan(200_000)
  })

  it('lets an abort through', async () => {
    await using session = await openSession(memoryStore(), { keepPoints: 0 })
    session.parameter('i', linspace(1, 1_000_000, 1_000_000), { unit: '1' })
    let calls = 0
    session.acquire('s', () => ({ y: calls++ }))
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 10)
    await expect(session.run({ signal: controller.signal })).rejects.toThrow('enough')
    expect(calls).toBeGreaterThan(0)
    expect(calls).toBeLessThan(1_000_000)
  })
})

describe('a session that runs twice', () => {
  it('goes on numbering, for the acquisition and in the log', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.parameter('x', [1, 2])
    const seen: number[] = []
    const s = session.acquire('s', ({ index }) => {
      seen.push(index)
      return { y: index }
    })
    expect(await session.run()).toMatchObject({ points: 2, sessionId: session.id })
    expect(await session.run()).toMatchObject({ points: 2 })
    expect(seen).toEqual([0, 1, 2, 3])
    expect([...session.results(s).column('y').values]).toEqual([0, 1, 2, 3])
    await session.close()
    expect((await eventsOf(store, session.id, 'point')).map(({ index }) => index)).toEqual([0, 1, 2, 3])
    expect(await eventsOf(store, session.id, 'columns-declared')).toHaveLength(1)
    expect((await readTable(store, session.id, 's')).rows).toBe(4)
  })

  it('counts the progress of each run from 0', async () => {
    await using session = await openSession(memoryStore())
    session.parameter('x', linspace(1, 5, 5), { unit: 'V' })
    session.acquire('s', () => ({ y: 1 }))
    await session.run()
    const heard: number[] = []
    await session.run({ onProgress: ({ acknowledged, done, total }) => {
      heard.push(acknowledged)
      expect(done).toBeLessThanOrEqual(total)
    } })
    expect(heard[0]).toBeLessThanOrEqual(1)
    expect(heard.at(-1)).toBe(5)
  })

  it('can be run again after a run that failed, and stays failed', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    let broken = true
    session.acquire('s', () => {
      if (broken) throw new Error('broke')
      return { y: 1 }
    })
    await failureOf(session.run())
    broken = false
    await session.run()
    await session.close()
    expect((await eventsOf(store, session.id, 'run-ended')).map(({ outcome }) => outcome)).toEqual(['failed', 'completed'])
    expect((await eventsOf(store, session.id)).at(-1)).toMatchObject({ outcome: 'failed', error: { message: 'broke' } })
  })

  it('is left with the first error of several', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.acquire('s', ({ index }) => {
      throw new Error(`broke ${++runs} at ${index}`)
    })
    let runs = 0
    await failureOf(session.run())
    await failureOf(session.run())
    await session.close()
    expect((await eventsOf(store, session.id)).at(-1)).toMatchObject({ outcome: 'failed', error: { message: 'broke 1 at 0' } })
  })

  it('refuses a second run beside the first', async () => {
    await using session = await openSession(memoryStore())
    session.acquire('s', ({ clock }) => clock.sleep(1).then(() => ({ y: 1 })))
    const running = session.run()
    await expect(session.run()).rejects.toThrow("Session 'test' is already running.")
    await expect(running).resolves.toMatchObject({ points: 1 })
  })

  it('refuses to declare anything during a run', async () => {
    await using session = await openSession(memoryStore())
    const errors: unknown[] = []
    session.acquire('s', () => {
      for (const declare of [() => session.parameter('p', [1]), () => session.acquire('t', () => ({ y: 1 })), () => session.task('u', async () => {})]) {
        try {
          declare()
        } catch (error) {
          errors.push(error)
        }
      }
      return { y: 1 }
    })
    await session.run()
    expect(errors.map(String)).toEqual([
      "SessionError: The parameter 'p' was declared during a run; declare before run().",
      "SessionError: The acquisition 't' was declared during a run; declare before run().",
      "SessionError: The task 'u' was declared during a run; declare before run().",
    ])
  })
})

describe('a signal that is already aborted', () => {
  it('keeps a session from being opened, before the store is touched', async () => {
    const store = memoryStore()
    await expect(openSession(store, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
    expect(await store.sessions()).toEqual([])
  })

  it('keeps a run from starting, and the next run is free', async () => {
    const store = memoryStore()
    await using session = await openSession(store)
    let calls = 0
    session.acquire('s', () => ({ y: calls++ }))
    await expect(session.run({ signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow('too late')
    expect(calls).toBe(0)
    expect((await eventsOf(store, session.id)).map(({ type }) => type)).toEqual(['session-opened'])
    await expect(session.run()).resolves.toMatchObject({ points: 1 })
  })
})

describe('the signal of an acquisition', () => {
  it('is aborted when the run has ended well, too', async () => {
    await using session = await openSession(memoryStore())
    let signal: AbortSignal | undefined
    session.acquire('s', (context) => {
      signal = context.signal
      expect(context.signal.aborted).toBe(false)
      return { y: 1 }
    })
    await session.run()
    expect(signal?.aborted).toBe(true)
    expect(String(signal?.reason)).toBe('SessionError: The run has ended.')
  })

  it('carries the reason of the signal given to the run', async () => {
    await using session = await openSession(memoryStore())
    const controller = new AbortController()
    const why = new Error('stop button')
    let reason: unknown
    session.acquire('s', ({ signal, clock }) => {
      setImmediate(() => controller.abort(why))
      return clock.sleep(1e6, { signal }).then(() => ({ y: 1 }), (error: unknown) => {
        reason = error
        throw error
      })
    })
    expect(await failureOf(session.run({ signal: controller.signal }))).toBe(why)
    expect(reason).toBe(why)
  })

  it('does not listen to the signal of a run that is over', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    const controller = new AbortController()
    session.acquire('s', () => ({ y: 1 }))
    const removed = vi.spyOn(controller.signal, 'removeEventListener')
    await session.run({ signal: controller.signal })
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function))
    controller.abort(new Error('later'))
    await session.close()
    expect((await eventsOf(store, session.id)).at(-1)).toMatchObject({ outcome: 'completed' })
  })
})

describe('closing during a run', () => {
  it('aborts it, makes the bench safe once, and says that it was aborted', async () => {
    const store = memoryStore()
    const psu = new BareInstrument('psu')
    const session = await MeasurementSession.open({ name: 'n', store, instruments: { psu }, guardProcess: false })
    const started = Promise.withResolvers<undefined>()
    session.acquire('s', ({ clock, signal }) => {
      started.resolve(undefined)
      return clock.sleep(1e6, { signal }).then(() => ({ y: 1 }))
    })
    const failure = failureOf(session.run())
    await started.promise
    await session.close()
    expect(await failure).toMatchObject({ code: 'LAB_SESSION_STATE', message: "Session 'n' was closed during its run." })
    expect(psu.calls).toEqual(['makeSafe', 'close'])
    const events = await eventsOf(store, session.id)
    expect(events.find(({ type }) => type === 'run-ended')).toMatchObject({ outcome: 'aborted' })
    expect(events.at(-1)).toMatchObject({ type: 'session-closed', outcome: 'aborted' })
  })

  it('works from inside an acquisition', async () => {
    const session = await openSession(memoryStore())
    session.acquire('s', async () => {
      await session.close()
      return { y: 1 }
    })
    await expect(session.run()).rejects.toThrow('was closed during its run')
  })

  it('twice waits for the same', async () => {
    const session = await openSession(memoryStore())
    expect(session.close()).toBe(session.close())
    await session[Symbol.asyncDispose]()
  })
})
