import { describe, expect, it } from 'vitest'
import { gaussian, seededRandom, seedFor } from '../src/index.ts'

describe('seeded random numbers', () => {
  it('repeat for the same seed and differ for another', () => {
    const take = (seed: number): number[] => {
      const random = seededRandom(seed)
      return Array.from({ length: 50 }, random)
    }
    expect(take(5)).toEqual(take(5))
    expect(take(5)).not.toEqual(take(6))
  })

  it('are spread evenly over 0 … 1', () => {
    const random = seededRandom(1)
    const bins = new Array<number>(20).fill(0)
    const values = Array.from({ length: 100_000 }, random)
    for (const value of values) {
      const bin = Math.floor(value * 20)
      bins[bin] = (bins[bin] ?? 0) + 1
    }
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    for (const count of bins) expect(Math.abs(count - 5000)).toBeLessThan(400)
  })

  it('make a normal distribution of mean 0 and deviation 1', () => {
    const random = seededRandom(2)
    const values = Array.from({ length: 50_000 }, () => gaussian(random))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.02)
    expect(Math.abs(variance - 1)).toBeLessThan(0.03)
    expect(values.every(Number.isFinite)).toBe(true)
  })

  it('give each part of a bench a seed of its own', () => {
    expect(seedFor(1, 'psu')).not.toBe(seedFor(1, 'dmm'))
    expect(seedFor(1, 'psu')).not.toBe(seedFor(2, 'psu'))
    expect(seedFor(1, 'psu')).toBe(seedFor(1, 'psu'))
  })
})
