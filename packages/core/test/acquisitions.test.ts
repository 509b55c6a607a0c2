import { describe, expect, it } from 'vitest'
import { memoryStore, readTable } from '../src/index.ts'
import { eventsOf, failureOf, openSession } from './fixtures.ts'

describe('several acquisitions', () => {
  it('run one after the other at each point, each with its own columns', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    const x = session.parameter('x', [10, 20], { unit: 'V' })
    const order: string[] = []
    session.acquire('first', async ({ at, clock }) => {
      await clock.sleep(1)
      order.push(`first ${at(x)}`)
      return { a: at(x) }
    })
    session.acquire('second', ({ at }) => {
      order.push(`second ${at(x)}`)
      return { b: 0 - at(x), c: 'text' }
    })
    const { points } = await session.run()
    await session.close()
    expect(order).toEqual(['first 10', 'second 10', 'first 20', 'second 20'])
    expect(points).toBe(4)
    expect(await readTable(store, session.id, 'first')).toMatchObject({ rows: 2, columns: [{ name: 'x' }, { values: new Float64Array([10, 20]) }] })
    expect((await readTable(store, session.id, 'second')).columns.map(({ name }) => name)).toEqual(['x', 'b', 'c'])
  })

  it('number their points each from 0', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.parameter('x', [1, 2, 3])
    session.acquire('a', () => ({ y: 1 }))
    session.acquire('b', () => ({ y: 1 }))
    await session.run()
    const points = await eventsOf(store, session.id, 'point')
    expect(points.map(({ acquisition, index }) => `${acquisition}${index}`)).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2'])
    await session.close()
  })

  it('are not called further at a point where one has thrown', async () => {
    await using session = await openSession(memoryStore())
    session.acquire('a', () => {
      throw new Error('broke')
    })
    let called = false
    session.acquire('b', () => {
      called = true
      return { y: 1 }
    })
    await expect(session.run()).rejects.toThrow('broke')
    expect(called).toBe(false)
  })
})

describe('the row of an acquisition', () => {
  it('may come by a thenable that is no Promise', async () => {
    await using session = await openSession(memoryStore())
    // A query builder of another library, say.
    const row: Promise<{ y: number }> = Object.assign(Object.create(null), {
      then: (resolve: (row: { y: number }) => void) => resolve({ y: 7 }),
    })
    const s = session.acquire('s', () => row)
    await session.run()
    expect([...session.results(s).column('y').values]).toEqual([7])
  })

  it('may have no column at all', async () => {
    await using session = await openSession(memoryStore())
    session.parameter('x', [1, 2])
    const s = session.acquire('s', () => ({}))
    await session.run()
    expect(session.results(s).table()).toMatchObject({ rows: 2, columns: [{ name: 'x', role: 'parameter' }] })
  })

  it('is not logged when the run was aborted while it was measured', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    const controller = new AbortController()
    const release = Promise.withResolvers<{ y: number }>()
    session.acquire('s', () => {
      controller.abort(new Error('enough'))
      return release.promise
    })
    await failureOf(session.run({ signal: controller.signal }))
    release.resolve({ y: 1 })
    await new Promise((resolve) => setImmediate(resolve))
    await session.close()
    expect(await eventsOf(store, session.id, 'point')).toEqual([])
    expect((await eventsOf(store, session.id)).map(({ type }) => type)).toEqual(['session-opened', 'run-started', 'run-ended', 'session-closed'])
  })
})
