import { describe, expect, it } from 'vitest'
import type { ServiceRequests } from '../src/index.ts'
import { ServiceRequestFeed } from '../src/transport/index.ts'
import { failureOf } from './fixtures.ts'

async function allOf(requests: ServiceRequests): Promise<number[]> {
  const taken: number[] = []
  for await (const statusByte of requests) taken.push(statusByte)
  return taken
}

describe('the service requests of a link', () => {
  it('go to every reader, from when it subscribed', async () => {
    const feed = new ServiceRequestFeed()
    const first = feed.subscribe()
    feed.publish(0x41)
    const second = feed.subscribe()
    feed.publish(0x42)
    feed.end()
    expect(await allOf(first)).toEqual([0x41, 0x42])
    expect(await allOf(second)).toEqual([0x42])
  })

  it('wake a reader that waits', async () => {
    const feed = new ServiceRequestFeed()
    const reader = feed.subscribe()[Symbol.asyncIterator]()
    const next = reader.next()
    feed.publish(0x40)
    expect(await next).toEqual({ value: 0x40, done: false })
  })

  it('say whether anybody listens', async () => {
    const feed = new ServiceRequestFeed()
    expect(feed.listening).toBe(false)
    const reader = feed.subscribe()
    expect(feed.listening).toBe(true)
    await reader[Symbol.asyncDispose]()
    expect(feed.listening).toBe(false)
  })

  it('end with the link, also for a reader that comes later', async () => {
    const feed = new ServiceRequestFeed()
    const waiting = allOf(feed.subscribe())
    feed.end()
    expect(await waiting).toEqual([])
    expect(await allOf(feed.subscribe())).toEqual([])
  })

  it('end with a problem once what came before was taken, also for a reader that comes later', async () => {
    const feed = new ServiceRequestFeed()
    const problem = new Error('no more')
    const reader = feed.subscribe()[Symbol.asyncIterator]()
    feed.publish(0x40)
    feed.end(problem)
    expect(await reader.next()).toEqual({ value: 0x40, done: false })
    expect(await failureOf(reader.next())).toBe(problem)
    expect(await failureOf(allOf(feed.subscribe()))).toBe(problem)
  })

  it('end a reader by its signal, with the reason', async () => {
    const feed = new ServiceRequestFeed()
    const controller = new AbortController()
    const why = new Error('enough')
    const waiting = failureOf(allOf(feed.subscribe(controller.signal)))
    controller.abort(why)
    expect(await waiting).toBe(why)
    expect(feed.listening).toBe(false)
    expect(await failureOf(allOf(feed.subscribe(AbortSignal.abort(why))))).toBe(why)
  })
})
