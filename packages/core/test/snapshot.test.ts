import { diffSnapshots } from '@lab/core'
import { describe, expect, it } from 'vitest'

describe('the difference of two snapshots', () => {
  it('is what changed, by name', () => {
    expect(diffSnapshots({ 'voltage@1': 5, mode: 'fixed', on: true }, { 'voltage@1': 6, mode: 'fixed', on: false })).toEqual({
      'voltage@1': { from: 5, to: 6 }, on: { from: true, to: false },
    })
  })

  it('has what only one of them has', () => {
    expect(diffSnapshots({ a: 1 }, { b: 0 })).toEqual({ b: { from: undefined, to: 0 }, a: { from: 1, to: undefined } })
    expect(diffSnapshots({}, { toString: 'x' })).toEqual({ toString: { from: undefined, to: 'x' } })
  })

  it.each([[Number.NaN, Number.NaN], [0, -0], [Infinity, Infinity], ['', '']])('takes %s and %s for the same', (from, to) => {
    expect(diffSnapshots({ x: from }, { x: to })).toEqual({})
  })

  it.each([[1, '1'], [0, false], [0.1 + 0.2, 0.3]])('tells %j from %j', (from, to) => {
    expect(diffSnapshots({ x: from }, { x: to })).toEqual({ x: { from, to } })
  })
})
