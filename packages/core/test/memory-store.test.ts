import { describe, expect, it } from 'vitest'
import { memoryStore, waveform, type SessionOpened } from '../src/index.ts'
import { collect, eventsOf, failureOf } from './fixtures.ts'

function opened(sessionId: string, rest: Partial<SessionOpened> = {}): SessionOpened {
  return {
    type: 'session-opened', seq: 1, timeMs: 1000, monotonicMs: 0, schemaVersion: 1, sessionId, name: `name ${sessionId}`, metadata: {}, instruments: [], ...rest,
  }
}

const stamp = { timeMs: 2000, monotonicMs: 1 }
const point = { type: 'point', ...stamp, acquisition: 'a', index: 0, cells: [1] } as const
const message = { type: 'message', ...stamp, level: 'info', text: 't' } as const

describe('the store in memory', () => {
  it('lists sessions newest first, whatever the order they were made in', async () => {
    const store = memoryStore()
    for (const [id, timeMs] of [['b', 20], ['c', 30], ['a', 10]] as const) await store.create(opened(id, { timeMs }))
    expect((await store.sessions()).map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  })

  it('knows a session that is written as running, and one whose writer is gone as interrupted', async () => {
    const store = memoryStore()
    const writer = await store.create(opened('a', { metadata: { operator: 'A. Example' } }))
    expect(await store.session('a')).toEqual({ id: 'a', name: 'name a', status: 'running', openedMs: 1000, points: 0, operator: 'A. Example' })
    await writer.close()
    expect(await store.session('a')).toMatchObject({ status: 'interrupted' })
  })

  it.each(['completed', 'failed', 'aborted'] as const)('knows a session that was %s, with its end and its points', async (outcome) => {
    const store = memoryStore()
    const writer = await store.create(opened('a'))
    await writer.append({ ...point, seq: 2 })
    await writer.append({ ...point, seq: 3, index: 1 })
    await writer.append({ type: 'session-closed', seq: 4, timeMs: 5000, monotonicMs: 9, outcome })
    await writer.close()
    expect(await store.session('a')).toMatchObject({ status: outcome, closedMs: 5000, points: 2 })
  })

  it('refuses to append to a session whose writer was closed, however often', async () => {
    const writer = await memoryStore().create(opened('a'))
    await writer.close()
    await writer.close()
    expect(await failureOf(writer.append({ ...message, seq: 2 }))).toMatchObject({ code: 'LAB_STORE_WRITE' })
  })

  it('finds a session by the beginning of its id that only one has', async () => {
    const store = memoryStore()
    for (const id of ['abc1', 'abd2']) await store.create(opened(id))
    expect((await store.session('abd')).id).toBe('abd2')
    expect(await failureOf(store.session('ab'))).toMatchObject({ code: 'LAB_STORE_NOT_FOUND', message: "The store in memory has several sessions beginning with 'ab'." })
    expect(await failureOf(store.session('x'))).toMatchObject({ code: 'LAB_STORE_NOT_FOUND', message: "The store in memory has no session 'x'." })
  })

  it('says that a session is unknown when its events are iterated, not before', async () => {
    const events = memoryStore().events('x')
    expect(await failureOf(collect(events))).toMatchObject({ code: 'LAB_STORE_NOT_FOUND' })
  })

  it('gives the events back in order, from the one asked for', async () => {
    const store = memoryStore()
    const writer = await store.create(opened('a'))
    for (const seq of [2, 3, 4]) await writer.append({ ...message, seq })
    expect((await eventsOf(store, 'a')).map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect((await collect(store.events('a', { from: 3 }))).map(({ seq }) => seq)).toEqual([3, 4])
    expect(await collect(store.events('a', { from: 5 }))).toEqual([])
  })

  it('keeps the values of the moment: later changes of an array do not reach it', async () => {
    const store = memoryStore()
    const writer = await store.create(opened('a'))
    const raw = new Int16Array([1, 2])
    const list = [1, 2]
    await writer.append({ type: 'recorded', seq: 2, ...stamp, key: 'k', value: { list, wave: waveform({ raw, unit: 'V', step: 1, timeMs: 0 }) } })
    raw[0] = 99
    list[0] = 99
    expect((await eventsOf(store, 'a', 'recorded'))[0]).toMatchObject({ value: { list: [1, 2], wave: { raw: new Int16Array([1, 2]) } } })
  })

  it('lets several read at once, each at its own pace', async () => {
    const store = memoryStore()
    const writer = await store.create(opened('a'))
    await writer.append({ ...message, seq: 2 })
    const slow = store.events('a')[Symbol.asyncIterator]()
    await slow.next()
    expect(await eventsOf(store, 'a')).toHaveLength(2)
    expect((await slow.next()).value).toMatchObject({ seq: 2 })
  })

  it('gives up for a signal that is aborted', async () => {
    const store = memoryStore()
    await store.create(opened('a'))
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(store.sessions({ signal })).rejects.toThrow('enough')
    await expect(store.session('a', { signal })).rejects.toThrow('enough')
    await expect(collect(store.events('a', { signal }))).rejects.toThrow('enough')
  })

  it('can be closed twice', async () => {
    await using store = memoryStore()
    await store.close()
    expect(store).toMatchObject({ name: 'memory', location: 'memory' })
  })
})
