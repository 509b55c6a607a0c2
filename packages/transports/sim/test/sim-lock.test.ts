import { describe, expect, it } from 'vitest'
import { LockTable } from '../src/sim-lock.ts'

const [one, other, third] = [{}, {}, {}]

describe('locks on an instrument', () => {
  it('let everybody in while nobody holds one', () => {
    const locks = new LockTable()
    expect(locks.allows(one)).toBe(true)
    expect(locks.allows(other)).toBe(true)
  })

  it('keep all others out while one link holds it', () => {
    const locks = new LockTable()
    expect(locks.acquire(one, undefined)).toBe(true)
    expect(locks.allows(one)).toBe(true)
    expect(locks.allows(other)).toBe(false)
    expect(locks.acquire(other, undefined)).toBe(false)
    expect(locks.acquire(other, 'key')).toBe(false)
    locks.release(one, undefined)
    expect(locks.allows(other)).toBe(true)
  })

  it('are shared by links with the same key and nobody else', () => {
    const locks = new LockTable()
    expect(locks.acquire(one, 'key')).toBe(true)
    expect(locks.acquire(other, 'key')).toBe(true)
    expect(locks.acquire(third, 'another')).toBe(false)
    expect(locks.acquire(third, undefined)).toBe(false)
    expect(locks.allows(other)).toBe(true)
    expect(locks.allows(third)).toBe(false)
    locks.release(one, 'key')
    expect(locks.acquire(third, 'another')).toBe(false)
    locks.release(other, 'key')
    expect(locks.acquire(third, 'another')).toBe(true)
  })

  it('let the only sharer take it exclusively', () => {
    const locks = new LockTable()
    locks.acquire(one, 'key')
    expect(locks.acquire(one, undefined)).toBe(true)
    expect(locks.acquire(other, 'key')).toBe(false)
  })

  it('are not given back by a link that does not hold them', () => {
    const locks = new LockTable()
    locks.acquire(one, undefined)
    locks.release(other, undefined)
    locks.releaseAll(other)
    expect(locks.allows(other)).toBe(false)
  })

  it('tell those that wait of every release, until they stop waiting', () => {
    const locks = new LockTable()
    let told = 0
    const stop = locks.onRelease(() => told++)
    locks.acquire(one, undefined)
    locks.releaseAll(one)
    expect(told).toBe(1)
    stop()
    locks.releaseAll(one)
    expect(told).toBe(1)
  })
})
