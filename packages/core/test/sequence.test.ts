import { describe, expect, it } from 'vitest'
import { linspace, logspace, sequenceOf, SessionError } from '../src/index.ts'

describe('linspace', () => {
  it('includes both ends exactly and steps equally', () => {
    expect([...linspace(4, 12, 81)]).toHaveLength(81)
    expect(linspace(0, 0.3, 4).at(3)).toBe(0.3)
    expect([...linspace(1, -1, 5)]).toEqual([1, 0.5, 0, -0.5, -1])
    expect([...linspace(7, 9, 1)]).toEqual([7])
  })

  it('does not accumulate an error over many steps', () => {
    const axis = linspace(0, 1, 1_000_001)
    for (const index of [1, 333_333, 999_999]) expect(axis.at(index)).toBe(index / 1_000_000)
  })

  it.each([[0, 1, 0], [0, 1, 1.5], [0, Infinity, 3], [Number.NaN, 1, 3]])('refuses (%d, %d, %d)', (start, stop, count) => {
    expect(() => linspace(start, stop, count)).toThrow(SessionError)
  })
})

describe('logspace', () => {
  it('includes both ends exactly and has equal ratios', () => {
    const axis = [...logspace(1, 1e6, 7)]
    expect(axis[0]).toBe(1)
    expect(axis[6]).toBe(1e6)
    axis.slice(1).forEach((value, index) => expect(value / (axis[index] ?? 0)).toBeCloseTo(10, 9))
  })

  it.each([[0, 1], [-1, 1]])('refuses to go from %d to %d', (start, stop) => {
    expect(() => logspace(start, stop, 3)).toThrow('must have one sign')
  })
})

it('a sequence comes back from its plan, value for value', () => {
  for (const axis of [linspace(-3, 8, 12), logspace(2, 1e-3, 9)]) expect([...sequenceOf(axis.plan)]).toEqual([...axis])
  expect([...sequenceOf({ kind: 'list', values: ['a', 1, true] })]).toEqual(['a', 1, true])
  expect(() => linspace(0, 1, 2).at(2)).toThrow(RangeError)
})
