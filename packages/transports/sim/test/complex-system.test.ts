import { describe, expect, it } from 'vitest'
import { ComplexSystem } from '../src/complex-system.ts'
import { seededRandom } from '../src/index.ts'

function randomSystem(size: number, random: () => number): ComplexSystem {
  const system = new ComplexSystem(size)
  for (let i = 0; i < system.re.length; i++) {
    system.re[i] = random() < 0.3 ? 0 : random() - 0.5
    system.im[i] = random() < 0.3 ? 0 : random() - 0.5
  }
  return system
}

describe('a complex linear system', () => {
  it('is fulfilled by its solution', () => {
    const random = seededRandom(5)
    for (let round = 0; round < 500; round++) {
      const system = randomSystem(1 + (round % 8), random)
      const [re, im] = [system.re.slice(), system.im.slice()]
      if (!system.solve()) continue
      const scale = 1 + Math.max(...system.solutionRe.map(Math.abs), ...system.solutionIm.map(Math.abs))
      for (let row = 0; row < system.size; row++) {
        let [sumRe, sumIm] = [0, 0]
        for (let column = 0; column < system.size; column++) {
          const at = row * system.stride + column
          const [xRe, xIm] = [system.solutionRe[column] ?? 0, system.solutionIm[column] ?? 0]
          sumRe += (re[at] ?? 0) * xRe - (im[at] ?? 0) * xIm
          sumIm += (re[at] ?? 0) * xIm + (im[at] ?? 0) * xRe
        }
        expect(Math.abs(sumRe - (re[row * system.stride + system.size] ?? 0)) / scale).toBeLessThan(1e-11)
        expect(Math.abs(sumIm - (im[row * system.stride + system.size] ?? 0)) / scale).toBeLessThan(1e-11)
      }
    }
  })

  it('divides by a number that is imaginary alone', () => {
    const system = new ComplexSystem(1)
    system.im[0] = 2
    system.re[1] = 4
    expect(system.solve()).toBe(true)
    expect([system.solutionRe[0], system.solutionIm[0]]).toEqual([0, -2])
  })

  it('says so when it is singular', () => {
    const system = new ComplexSystem(2)
    system.re.set([1, 2, 1, 2, 4, 1])
    expect(system.solve()).toBe(false)
  })
})
