import { describe, expect, it } from 'vitest'
import { FaultQueue } from '../src/sim-fault.ts'

describe('faults that wait', () => {
  it('come out once each in the order they went in', () => {
    const faults = new FaultQueue()
    faults.add({ kind: 'drop-reply' }, 2)
    faults.add({ kind: 'delay-reply', delayMs: 5 }, 1)
    expect([1, 2, 3, 4].map(() => faults.forReply()?.kind)).toEqual(['drop-reply', 'drop-reply', 'delay-reply', undefined])
  })

  it('of connections are not taken for those of replies', () => {
    const faults = new FaultQueue()
    faults.add({ kind: 'refuse-connection' }, 1)
    expect(faults.forReply()).toBeUndefined()
    expect(faults.refusesConnection()).toBe(true)
    expect(faults.refusesConnection()).toBe(false)
  })
})
