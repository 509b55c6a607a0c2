import { describe, expect, it } from 'vitest'
import { editDistance, nearestName, suggestion } from '../src/nearest.ts'

describe('editDistance', () => {
  it.each([
    ['', '', 0], ['a', '', 1], ['', 'abc', 3], ['voltage', 'voltage', 0], ['votlage', 'voltage', 1], ['mx', 'max', 1],
    ['kitten', 'sitting', 3],
  ])(
    '%j to %j is %i', (a, b, distance) => {
      expect(editDistance(a, b)).toBe(distance)
      expect(editDistance(b, a)).toBe(distance)
    },
  )
})

describe('nearestName', () => {
  it('takes the nearest, whatever the case', () => {
    expect(nearestName('Voltag', ['current', 'voltage'])).toBe('voltage')
  })

  it('finds none where every letter would change', () => {
    expect(nearestName('xy', ['ab', 'cd'])).toBeUndefined()
    expect(nearestName('psu', [])).toBeUndefined()
  })

  it('finds none far away', () => {
    expect(nearestName('temperature', ['voltage', 'current'])).toBeUndefined()
  })
})

describe('suggestion', () => {
  it('names the nearest, or what there is, or nothing', () => {
    expect(suggestion('dnm', ['psu', 'dmm'])).toBe(" Did you mean 'dmm'?")
    expect(suggestion('scope', ['psu', 'dmm'])).toBe(' Known: psu, dmm.')
    expect(suggestion('scope', [])).toBe('')
  })
})
