import { afterEach, describe, expect, it } from 'vitest'
import { memoryStore, observeSessions, type SessionObserver } from '../src/index.ts'
import { eventsOf, openSession } from './fixtures.ts'

const stops: (() => void)[] = []

afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

function observe(observer: SessionObserver): () => void {
  const stop = observeSessions(observer)
  stops.push(stop)
  return stop
}

describe('an observer', () => {
  it('hears every event of a session, in order, between its opening and its closing', async () => {
    const heard: string[] = []
    observe({
      onOpened: ({ name }) => heard.push(`opened ${name}`), onEvent: ({ type, seq }) => heard.push(`${seq} ${type}`), onClosed: ({ name }) => heard.push(`closed ${name}`),
    })
    const store = memoryStore()
    const session = await openSession(store)
    session.acquire('s', () => ({ y: 1 }))
    await session.run()
    await session.close()
    const events = (await eventsOf(store, session.id)).map(({ seq, type }) => `${seq} ${type}`)
    expect(heard).toEqual(['opened test', ...events, 'closed test'])
  })

  it('tells several sessions apart by their id', async () => {
    const events = new Map<string, number>()
    observe({ onEvent: (_event, { sessionId }) => events.set(sessionId, (events.get(sessionId) ?? 0) + 1) })
    const [one, two] = [await openSession(memoryStore(), { name: 'one' }), await openSession(memoryStore(), { name: 'two' })]
    await one.message('to one')
    await Promise.all([one.close(), two.close()])
    expect(events.get(one.id)).toBe(3)
    expect(events.get(two.id)).toBe(2)
  })

  it('hears of progress although the run has no onProgress', async () => {
    const heard: [number, string][] = []
    observe({ onProgress: ({ acknowledged }, { name }) => heard.push([acknowledged, name]) })
    await using session = await openSession(memoryStore())
    session.parameter('i', [1, 2, 3])
    session.acquire('s', () => ({ y: 1 }))
    await session.run()
    expect(heard.at(-1)).toEqual([3, 'test'])
  })

  it('is one of several, and hears nothing once it has stopped', async () => {
    const [first, second]: [string[], string[]] = [[], []]
    const stop = observe({ onEvent: ({ type }) => first.push(type) })
    observe({ onEvent: ({ type }) => second.push(type) })
    const session = await openSession(memoryStore())
    stop()
    await session.close()
    expect(first).toEqual(['session-opened'])
    expect(second).toEqual(['session-opened', 'session-closed'])
  })

  it('that came through another installed copy hears the sessions of this one', async () => {
    const url = `${new URL('../src/session-observer.ts', import.meta.url).href}?copy`
    const copy: typeof import('../src/session-observer.ts') = await import(/* @vite-ignore */ url)
    expect(copy.observeSessions).not.toBe(observeSessions)
    const heard: string[] = []
    stops.push(copy.observeSessions({ onOpened: ({ name }) => heard.push(name) }))
    await using session = await openSession(memoryStore())
    expect(heard).toEqual([session.name])
  })
})
