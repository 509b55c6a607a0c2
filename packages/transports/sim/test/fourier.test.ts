import { describe, expect, it } from 'vitest'
import { fourier } from '../src/fourier.ts'
import { seededRandom } from '../src/index.ts'

/** By the definition. */
function slowFourier(re: Float64Array, im: Float64Array): { re: number, im: number }[] {
  return Array.from(re, (_, k) => {
    let [sumRe, sumIm] = [0, 0]
    re.forEach((value, n) => {
      const angle = (-2 * Math.PI * k * n) / re.length
      sumRe += value * Math.cos(angle) - (im[n] ?? 0) * Math.sin(angle)
      sumIm += value * Math.sin(angle) + (im[n] ?? 0) * Math.cos(angle)
    })
    return { re: sumRe, im: sumIm }
  })
}

describe('the Fourier transform', () => {
  const random = seededRandom(3)

  it.each([1, 2, 4, 8, 64, 256])('of %d points is what its definition says', (size) => {
    const re = Float64Array.from({ length: size }, () => random() - 0.5)
    const im = Float64Array.from({ length: size }, () => random() - 0.5)
    const expected = slowFourier(re, im)
    fourier(re, im)
    expected.forEach((value, k) => {
      expect(re[k]).toBeCloseTo(value.re, 10)
      expect(im[k]).toBeCloseTo(value.im, 10)
    })
  })

  it('with its arrays the other way round goes back', () => {
    const re = Float64Array.from({ length: 1024 }, () => random())
    const im = new Float64Array(1024)
    const before = re.slice()
    fourier(re, im)
    fourier(im, re)
    before.forEach((value, n) => expect((re[n] ?? 0) / 1024).toBeCloseTo(value, 12))
  })
})
