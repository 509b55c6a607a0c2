import { describe, expect, it } from 'vitest'
import { InstrumentLock } from '../src/transport/index.ts'

const [one, other, third] = [{}, {}, {}]

describe('the lock of an instrument', () => {
  it('lets everybody in while nobody holds it', () => {
    const lock = new InstrumentLock()
    expect(lock.permits(one)).toBe(true)
    expect(lock.permits(other)).toBe(true)
    expect(lock.holders).toEqual({ exclusive: false, count: 0 })
  })

  it('keeps all others out while one client holds it', () => {
    const lock = new InstrumentLock()
    expect(lock.tryAcquire(one)).toBe(true)
    expect(lock.permits(one)).toBe(true)
    expect(lock.permits(other)).toBe(false)
    expect(lock.tryAcquire(other)).toBe(false)
    expect(lock.tryAcquire(other, 'key')).toBe(false)
    expect(lock.release(one)).toBe('exclusive')
    expect(lock.permits(other)).toBe(true)
  })

  it('is shared by clients with the same key and nobody else', () => {
    const lock = new InstrumentLock()
    expect(lock.tryAcquire(one, 'key')).toBe(true)
    expect(lock.tryAcquire(other, 'key')).toBe(true)
    expect(lock.tryAcquire(third, 'another')).toBe(false)
    expect(lock.tryAcquire(third)).toBe(false)
    expect(lock.permits(other)).toBe(true)
    expect(lock.permits(third)).toBe(false)
    expect(lock.release(one, 'shared')).toBe('shared')
    expect(lock.tryAcquire(third, 'another')).toBe(false)
    expect(lock.release(other, 'shared')).toBe('shared')
    expect(lock.tryAcquire(third, 'another')).toBe(true)
  })

  it('can be taken exclusively by the only sharer, which gives both back one by one', () => {
    const lock = new InstrumentLock()
    lock.tryAcquire(one, 'key')
    expect(lock.tryAcquire(one)).toBe(true)
    expect(lock.tryAcquire(other, 'key')).toBe(false)
    expect(lock.holders).toEqual({ exclusive: true, count: 1 })
    expect(lock.release(one, 'shared')).toBe('shared')
    expect(lock.holdsExclusive(one)).toBe(true)
    expect(lock.release(one, 'shared')).toBeUndefined()
    expect(lock.release(one, 'exclusive')).toBe('exclusive')
    expect(lock.permits(other)).toBe(true)
  })

  it('gives back the exclusive lock first where no kind is named', () => {
    const lock = new InstrumentLock()
    lock.tryAcquire(one, 'key')
    lock.tryAcquire(one)
    expect(lock.release(one)).toBe('exclusive')
    expect(lock.release(one)).toBe('shared')
    expect(lock.release(one)).toBeUndefined()
  })

  it('says under which key a client shares it', () => {
    const lock = new InstrumentLock()
    lock.tryAcquire(one, 'key')
    expect(lock.holdsShared(one)).toBe(true)
    expect(lock.holdsShared(one, 'key')).toBe(true)
    expect(lock.holdsShared(one, 'another')).toBe(false)
    expect(lock.holdsShared(other, 'key')).toBe(false)
  })

  it('is not granted twice to one client', () => {
    const lock = new InstrumentLock()
    lock.tryAcquire(one)
    expect(lock.tryAcquire(one)).toBe(false)
    lock.release(one)
    lock.tryAcquire(one, 'key')
    expect(lock.tryAcquire(one, 'key')).toBe(false)
  })

  it('is not given back by a client that does not hold it', () => {
    const lock = new InstrumentLock()
    lock.tryAcquire(one)
    expect(lock.release(other)).toBeUndefined()
    lock.forget(other)
    expect(lock.permits(other)).toBe(false)
  })

  it('tells of every release, until nobody wants to know', () => {
    const lock = new InstrumentLock()
    let told = 0
    const stop = lock.onChange(() => told++)
    lock.tryAcquire(one)
    lock.forget(one)
    expect(told).toBe(1)
    stop()
    lock.tryAcquire(one)
    lock.forget(one)
    expect(told).toBe(1)
  })

  it('goes to those who wait in the order they came', async () => {
    const lock = new InstrumentLock()
    lock.tryAcquire(one)
    const order: string[] = []
    const first = lock.acquire(other, { timeoutMs: 10_000 }).then(() => order.push('first'))
    const second = lock.acquire(third, { timeoutMs: 10_000 }).then(() => order.push('second'))
    lock.release(one)
    await first
    expect(lock.holdsExclusive(other)).toBe(true)
    lock.release(other)
    await second
    expect(order).toEqual(['first', 'second'])
  })

  it('does not wait longer than it was told, nor for a client that has left', async () => {
    const lock = new InstrumentLock()
    lock.tryAcquire(one)
    expect(await lock.acquire(other, { timeoutMs: 0 })).toBe(false)
    expect(await lock.acquire(other, { timeoutMs: 1 })).toBe(false)
    const waiting = lock.acquire(other, { timeoutMs: 10_000 })
    lock.forget(other)
    expect(await waiting).toBe(false)
  })
})
