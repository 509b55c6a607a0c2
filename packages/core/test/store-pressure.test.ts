import { describe, expect, it } from 'vitest'
import { linspace, memoryStore, StoreError, type SessionEvent, type SessionStore } from '../src/index.ts'
import { eventsOf, failureOf, openSession } from './fixtures.ts'
import { fullFromPoint, HeldWriter, StoreWith } from './held-store.ts'

/** A store that writes with one writer of the test. */
function storeOf(writer: HeldWriter): SessionStore {
  return Object.assign(memoryStore(), { create: () => Promise.resolve(writer) })
}

/** A writer that keeps points waiting; `fillUp` says of those that the disk is full, and takes what comes later. */
function holdsPoints(): { writer: HeldWriter; fillUp: () => void } {
  const writer = new HeldWriter(true)
  writer.held = false
  writer.onOffer = (event) => {
    if (event.type === 'columns-declared') writer.held = true
  }
  const fillUp = (): void => {
    writer.held = false
    writer.fail(new StoreError('full', 'The disk is full.'))
  }
  return { writer, fillUp }
}

/** Resolves when a count above 0 has not changed for many turns of the event loop. */
async function standstill(count: () => number): Promise<void> {
  for (let same = 0, last = 0; same < 100; ) {
    await new Promise((resolve) => setImmediate(resolve))
    same = last > 0 && count() === last ? same + 1 : 0
    last = count()
  }
}

function isPoint(event: SessionEvent): boolean {
  return event.type === 'point'
}

const closing = ['message', 'made-safe', 'run-ended', 'session-closed']

describe.each([['shares one promise per commit', true], ['gives each event a promise', false]])('a run over a slow store that %s', (_what, shared) => {
  it('waits for the store rather than pile up more than it may', async () => {
    const writer = new HeldWriter(shared)
    writer.held = false
    writer.onOffer = (event) => {
      if (event.type === 'columns-declared') writer.held = true
    }
    const session = await openSession(storeOf(writer))
    session.parameter('i', linspace(1, 5000, 5000), { unit: '1' })
    let measured = 0
    session.acquire('s', () => ({ y: measured++ }))
    const running = session.run()
    await standstill(() => measured)
    expect(measured).toBeGreaterThanOrEqual(1024)
    expect(measured).toBeLessThanOrEqual(1025)
    const commits = setInterval(() => writer.commit(), 1)
    await running
    await session.close()
    clearInterval(commits)
    expect(measured).toBe(5000)
    expect(writer.mostWaiting).toBeLessThanOrEqual(1027)
    expect(writer.offered.map(({ seq }) => seq)).toEqual(writer.offered.map((_, index) => index + 2))
  })

  it('does not resolve before its last point is durable', async () => {
    const writer = new HeldWriter(shared)
    writer.held = false
    const session = await openSession(storeOf(writer))
    const lastOffered = new Promise<void>((resolve) => {
      writer.onOffer = (event) => {
        if (event.type === 'run-started') writer.held = true
        if (event.type === 'point') resolve()
      }
    })
    session.acquire('s', () => ({ y: 1 }))
    let resolved = false
    const running = session.run().then(() => (resolved = true))
    await lastOffered
    await new Promise((resolve) => setImmediate(resolve))
    expect(resolved).toBe(false)
    writer.held = false
    writer.commit()
    await running
    await session.close()
  })
})

describe('a store that fails in the middle', () => {
  it('ends the run at once with its own error, although the acquisition waits for ever', async () => {
    const { writer, fillUp } = holdsPoints()
    const session = await openSession(storeOf(writer))
    session.parameter('i', [1, 2])
    let calls = 0
    session.acquire('s', () => {
      if (++calls === 1) return { y: 1 }
      fillUp()
      return new Promise<{ y: number }>(() => undefined)
    })
    const error = await failureOf(session.run())
    expect(error).toMatchObject({ code: 'LAB_STORE_FULL', message: 'The disk is full.' })
    expect(calls).toBe(2)
    await session.close().catch(() => undefined)
  })

  it('gives the acquisition the error as the reason of its signal', async () => {
    const { writer, fillUp } = holdsPoints()
    const session = await openSession(storeOf(writer))
    session.parameter('i', [1, 2])
    const reasons: unknown[] = []
    session.acquire('s', ({ signal, index }) => {
      if (index === 0) return { y: 1 }
      fillUp()
      return new Promise<{ y: number }>((_, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason)
          reject(signal.reason)
        })
      })
    })
    const error = await failureOf(session.run())
    expect(reasons).toEqual([error])
    await session.close().catch(() => undefined)
  })

  it('is still offered the events that close the session, in their order', async () => {
    const store = fullFromPoint(3)
    const session = await openSession(store)
    session.parameter('i', linspace(1, 10, 10), { unit: '1' })
    session.acquire('s', ({ clock }) => clock.sleep(0).then(() => ({ y: 1 })))
    await failureOf(session.run())
    await session.close()
    const seqs = store.offered.map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
    const stored = await eventsOf(store, session.id)
    expect(stored.filter(isPoint)).toMatchObject([{ index: 0 }, { index: 1 }])
    expect(stored.filter(({ type }) => closing.includes(type)).map(({ type }) => type)).toEqual(['run-ended', 'session-closed'])
    expect(stored.at(-1)).toMatchObject({ outcome: 'failed', error: { code: 'LAB_STORE_FULL' } })
  })

  it('measures no further point once the failure is known', async () => {
    const session = await openSession(fullFromPoint(1))
    session.parameter('i', linspace(1, 100, 100), { unit: '1' })
    let calls = 0
    session.acquire('s', async ({ clock }) => {
      calls++
      await clock.sleep(0)
      return { y: 1 }
    })
    await failureOf(session.run())
    await session.close()
    expect(calls).toBeLessThanOrEqual(2)
  })

  it('leaves nothing to complain of at closing when the run has already rejected with it', async () => {
    const session = await openSession(fullFromPoint(1))
    session.acquire('s', () => ({ y: 1 }))
    await failureOf(session.run())
    await expect(session.close()).resolves.toBeUndefined()
  })

  it('rejects what was recorded, and tells at closing', async () => {
    const error = new StoreError('write', 'The disk is gone.')
    const store = new StoreWith(({ type }) => (type === 'recorded' ? Promise.reject(error) : undefined))
    const session = await openSession(store)
    expect(await failureOf(session.record('x', 1))).toBe(error)
    expect(await failureOf(session.close())).toBe(error)
    expect(store.closedWriters).toBe(1)
  })

  it('after the last point was measured does not let the run end as completed', async () => {
    const error = new StoreError('full', 'The disk is full.')
    const later = () => new Promise<never>((_, reject) => setImmediate(() => reject(error)))
    const store = new StoreWith(({ type }) => (type === 'point' ? later() : undefined))
    const session = await openSession(store)
    session.acquire('s', () => ({ y: 1 }))
    expect(await failureOf(session.run())).toBe(error)
    await session.close()
    expect(await eventsOf(store, session.id, 'run-ended')).toMatchObject([{ outcome: 'failed' }])
  })

  it('and has no room for the last event either is told of again at closing', async () => {
    const error = new StoreError('full', 'The disk is full.')
    const store = new StoreWith(({ type }) => (['session-opened', 'run-started'].includes(type) ? undefined : Promise.reject(error)))
    const session = await openSession(store)
    session.acquire('s', () => ({ y: 1 }))
    expect(await failureOf(session.run())).toBe(error)
    expect(await failureOf(session.close())).toBe(error)
  })

  it('that refuses the last event is let go of all the same, and closing says so', async () => {
    const error = new StoreError('write', 'The disk is gone.')
    const store = new StoreWith(({ type }) => (type === 'session-closed' ? Promise.reject(error) : undefined))
    const session = await openSession(store)
    expect(await failureOf(session.close())).toBe(error)
    expect(store.closedWriters).toBe(1)
    expect((await store.session(session.id)).status).toBe('interrupted')
  })

  it('at its first event opens no session', async () => {
    const error = new StoreError('locked', 'Another program writes.')
    expect(await failureOf(openSession(new StoreWith(() => Promise.reject(error))))).toBe(error)
  })

  it('at run-started fails the run before anything is measured', async () => {
    const error = new StoreError('write', 'The disk is gone.')
    const store = new StoreWith(({ type }) => (type === 'run-started' ? Promise.reject(error) : undefined))
    const session = await openSession(store)
    let calls = 0
    session.acquire('s', () => ({ y: calls++ }))
    expect(await failureOf(session.run())).toBe(error)
    expect(calls).toBe(0)
    await session.close()
  })
})

describe('progress over a store that waits', () => {
  it('counts as acknowledged only what has been committed', async () => {
    const writer = new HeldWriter(true)
    writer.held = false
    const session = await openSession(storeOf(writer))
    writer.onOffer = (event) => {
      if (event.type === 'run-started') writer.held = true
      if (event.type === 'point' && event.index === 4) setImmediate(() => {
        writer.held = false
        writer.commit()
      })
    }
    session.parameter('i', linspace(1, 10, 10), { unit: '1' })
    session.acquire('s', ({ clock, index }) => (index === 5 ? clock.sleep(20).then(() => ({ y: 1 })) : { y: 1 }))
    const heard: (readonly [number, number])[] = []
    await session.run({ onProgress: ({ done, acknowledged }) => heard.push([done, acknowledged]) })
    expect(heard[0]).toEqual([5, 5])
    expect(heard.at(-1)).toEqual([10, 10])
    await session.close()
  })
})
