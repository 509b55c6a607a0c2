import { describe, expect, it } from 'vitest'
import { lxi } from '../src/index.ts'

describe('the options of lxi', () => {
  it('are refused where they are unknown, naming those there are', () => {
    // @ts-expect-error the types refuse it too
    expect(() => lxi({ conectTimeoutMs: 100 })).toThrow("Transport lxi has no option 'conectTimeoutMs'.")
  })

  it.each([0, -1, Number.NaN, '100'])('are refused where they are no number above 0: %s', (value) => {
    // @ts-expect-error the types refuse a string too
    expect(() => lxi({ keepAliveMs: value })).toThrow('Option keepAliveMs of transport lxi is')
  })

  it('may be left out', () => {
    expect(lxi({}).name).toBe('lxi')
    expect(lxi({ connectTimeoutMs: 100 }).name).toBe('lxi')
  })
})
