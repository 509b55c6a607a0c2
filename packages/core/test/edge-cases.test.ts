import { describe, expect, it } from 'vitest'
import { linspace, logspace, MeasurementSession, memoryStore, readTable, waveform } from '../src/index.ts'
import { BareInstrument, eventsOf, failureOf, openSession, volts } from './fixtures.ts'
import { StoreWith } from './held-store.ts'
import { ManualClock } from './manual-clock.ts'
import { EventLog } from '../src/session/event-log.ts'

const tick = () => new Promise((resolve) => setImmediate(resolve))

describe('a session at its edges', () => {
  it('a writer that always returns the same settled promise', async () => {
    const done = Promise.resolve()
    const log = new EventLog({ append: () => done, close: () => done }, new ManualClock(), 1)
    log.appendPoint('a', 0, [1], undefined)
    await tick()
    log.appendPoint('a', 1, [1], undefined)
    await tick()
    expect(log.acknowledgedPoints).toBe(2)
  })

  it('onProgress that throws fails the run', async () => {
    await using session = await openSession(memoryStore())
    session.parameter('x', [1, 2, 3])
    session.acquire('s', ({ clock }) => clock.sleep(1).then(() => ({ y: 1 })))
    await expect(session.run({ onProgress: () => { throw new Error('display broke') } })).rejects.toThrow('display broke')
  })

  it('close during a run without instruments: outcome aborted, run-ended before session-closed', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    const started = Promise.withResolvers<undefined>()
    session.acquire('s', ({ clock, signal }) => {
      started.resolve(undefined)
      return clock.sleep(1e6, { signal }).then(() => ({ y: 1 }))
    })
    const failure = failureOf(session.run())
    await started.promise
    await session.close()
    await failure
    const events = await eventsOf(store, session.id)
    expect(events.map(({ type }) => type)).toEqual(['session-opened', 'run-started', 'run-ended', 'session-closed'])
    expect(events.at(-1)).toMatchObject({ outcome: 'aborted' })
  })

  it('close while run-started is on its way', async () => {
    const hold = Promise.withResolvers<void>()
    const store = new StoreWith(({ type }) => (type === 'run-started' ? hold.promise : undefined))
    const session = await openSession(store)
    let started = 0
    session.task('t', async () => { started++ })
    session.acquire('s', () => ({ y: 1 }))
    const controller = new AbortController()
    const failure = failureOf(session.run({ signal: controller.signal }))
    controller.abort(new Error('stop'))
    hold.resolve()
    await failure
    await session.close()
    expect(started).toBe(0)
  })

  it('run-ended of a later run says its own outcome', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    const controller = new AbortController()
    let run = 0
    session.acquire('s', () => {
      if (run++ === 0) throw new Error('broke')
      controller.abort(new Error('stop'))
      return new Promise<{ y: number }>(() => undefined)
    })
    await failureOf(session.run())
    await failureOf(session.run({ signal: controller.signal }))
    await session.close()
    expect((await eventsOf(store, session.id, 'run-ended')).map(({ outcome }) => outcome)).toEqual(['failed', 'aborted'])
  })

  it('index has no gap after an aborted run', async () => {
    const session = await openSession(memoryStore())
    session.parameter('x', [1, 2])
    const controller = new AbortController()
    const release = Promise.withResolvers<{ y: number }>()
    const seen: number[] = []
    session.acquire('s', ({ index }) => {
      seen.push(index)
      if (seen.length > 1) return { y: index }
      controller.abort(new Error('enough'))
      return release.promise
    })
    await failureOf(session.run({ signal: controller.signal }))
    release.resolve({ y: 1 })
    await tick()
    await session.run()
    expect(seen).toEqual([0, 0, 1])
  })

  it('index agrees with the log after a run that failed between two acquisitions', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    let broken = true
    const seen: number[] = []
    session.acquire('a', ({ index }) => { seen.push(index); return { y: 1 } })
    session.acquire('b', () => { if (broken) throw new Error('broke'); return { y: 1 } })
    await failureOf(session.run())
    broken = false
    await session.run()
    const points = await eventsOf(store, session.id, 'point')
    expect(seen).toEqual(points.filter(({ acquisition }) => acquisition === 'a').map(({ index }) => index))
  })

  it('parameter declared after the first run', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.parameter('x', [1])
    const s = session.acquire('s', () => ({ r: 9 }))
    await session.run()
    let refused = false
    try { session.parameter('y', [5, 6]) } catch { refused = true }
    if (!refused) {
      await session.run()
      console.log(JSON.stringify(session.results(s).table()))
    }
    expect(refused).toBe(true)
  })

  it('a reading in a text column widens it', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    const i = session.parameter('i', [0, 1])
    session.acquire('s', ({ at }) => ({ m: at(i) === 0 ? 'text' : volts(1) }))
    await session.run()
    await session.close()
    expect((await readTable(store, session.id, 's')).columns[1]).toMatchObject({ kind: 'json', values: ['text', 1] })
  })

  it('null stays null when a number column widens', async () => {
    const session = await openSession(memoryStore())
    const i = session.parameter('i', [0, 1, 2])
    const s = session.acquire('s', ({ at }) => ({ m: at(i) === 0 ? 1 : at(i) === 1 ? null : 'text' }))
    await session.run()
    expect(session.results(s).column('m').values).toEqual([1, null, 'text'])
  })

  it('unstorable cell names column, leaves no gap', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    // @ts-expect-error the types refuse it too
    session.acquire('s', () => ({ y: () => 1 }))
    const error = await failureOf(session.run())
    await session.close()
    const seqs = (await eventsOf(store, session.id)).map(({ seq }) => seq)
    expect(String(error)).toContain('s.y')
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
  })

  it('acquisition returning undefined', async () => {
    const session = await openSession(memoryStore())
    // @ts-expect-error the types refuse it too
    session.acquire('s', () => undefined)
    expect(String(await failureOf(session.run()))).toMatch(/'s'/)
  })
  it('acquisition returning promise of undefined', async () => {
    const session = await openSession(memoryStore())
    // @ts-expect-error the types refuse it too
    session.acquire('s', async () => undefined)
    expect(String(await failureOf(session.run()))).toMatch(/'s'/)
  })

  it('session signal aborted while the store creates', async () => {
    const controller = new AbortController()
    const store = new StoreWith(async ({ type }) => { if (type === 'session-opened') controller.abort(new Error('stop')) })
    expect(String(await failureOf(openSession(store, { signal: controller.signal })))).toContain('stop')
  })

  it('missed soak intervals beyond duration', async () => {
    const clock = new ManualClock()
    const store = memoryStore()
    const session = await openSession(store, { clock })
    session.acquire('s', () => { clock.timeMs += 100; return { y: 1 } })
    await clock.runUntil(session.run({ durationMs: 30, intervalMs: 10 }))
    expect((await eventsOf(store, session.id, 'message'))[0]?.text).toContain('2 of')
  })

  it('says what raw samples are that are none', async () => {
    const session = await openSession(memoryStore())
    // @ts-expect-error the types refuse it too
    await expect(session.record('w', waveform({ raw: [1], unit: 'V', step: 1, timeMs: 0 }))).rejects.toThrow('an object')
  })

  it('instrument whose close throws at once', async () => {
    const store = memoryStore()
    const bad = new BareInstrument('bad')
    bad.close = () => { throw new Error('sync') }
    const good = new BareInstrument('good')
    const session = await MeasurementSession.open({ name: 'n', store, instruments: { bad, good }, guardProcess: false })
    await session.close()
    expect(good.calls).toContain('close')
  })

  it('linspace over the full range', () => {
    expect([...linspace(-1.7e308, 1.7e308, 3)]).toEqual([-1.7e308, 0, 1.7e308])
    expect([...logspace(1e-200, 1e-190, 2)]).toEqual([1e-200, 1e-190])
  })

  it('events of empty signal', async () => {
    const store = memoryStore()
    const s = await openSession(store)
    await expect((async () => { for await (const _ of store.events(s.id, { signal: AbortSignal.abort(new Error('x')) })) { /* */ } })()).rejects.toThrow('x')
  })

  it('task rejecting with an error after closing by itself', async () => {
    const session = await openSession(memoryStore())
    session.acquire('s', () => ({ y: 1 }))
    session.task('t', ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => setTimeout(() => reject(new Error('late')), 5))))
    await expect(session.run()).rejects.toThrow('late')
  })

  it('close right after run was called', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.acquire('s', ({ clock }) => clock.sleep(1000).then(() => ({ y: 1 })))
    const failure = failureOf(session.run())
    await session.close()
    await failure
    const events = await eventsOf(store, session.id)
    expect(events.map(({ type }) => type)).toEqual(['session-opened', 'run-started', 'run-ended', 'session-closed'])
    expect(events.at(-1)).toMatchObject({ outcome: 'aborted' })
  })

  it('close while run-started is not yet durable', async () => {
    const later = Promise.withResolvers<void>()
    const store = new StoreWith(({ type }) => (type === 'run-started' ? later.promise : undefined))
    const session = await openSession(store)
    session.acquire('s', () => ({ y: 1 }))
    const failure = failureOf(session.run())
    const closing = session.close()
    setImmediate(() => later.resolve())
    await closing
    await failure
    expect(store.offered.map(({ type }) => type)).toEqual(['session-opened', 'run-started', 'run-ended', 'session-closed'])
    expect(store.offered.at(-1)).toMatchObject({ outcome: 'aborted' })
  })
})

describe('what must not go unnoticed', () => {
  it('a key of metadata that JavaScript would swallow is refused', async () => {
    const metadata: Record<string, string> = JSON.parse('{"__proto__": "lost"}')
    await expect(MeasurementSession.open({ name: 'n', store: memoryStore(), metadata, guardProcess: false })).rejects.toThrow('metadata.__proto__')
  })

  it('logspace reaches over the whole range of numbers and hits whole decades', () => {
    expect([...logspace(1e-300, 1e300, 3)]).toEqual([1e-300, 1, 1e300])
    expect([...logspace(1, 1000, 4)]).toEqual([1, 10, 100, 1000])
    expect([...logspace(-0.01, -100, 5)]).toEqual([-0.01, -0.1, -1, -10, -100])
  })
})
