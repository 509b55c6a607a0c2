import { standardErrors, standardErrorText } from '@lab/scpi'
import { describe, expect, it } from 'vitest'

describe('standard error numbers', () => {
  it.each([
    [0, 'No error'],
    [-113, 'Undefined header'],
    [-222, 'Data out of range'],
    [-350, 'Queue overflow'],
    [-410, 'Query INTERRUPTED'],
    [-440, 'Query UNTERMINATED after indefinite response'],
  ])('%i is "%s"', (number, text) => {
    expect(standardErrorText(number)).toBe(text)
  })

  it('gives the text of the next more general number where the standard lists none', () => {
    expect(standardErrorText(-119)).toBe('Command header error')
    expect(standardErrorText(-199)).toBe('Command error')
    expect(standardErrorText(-299)).toBe('Memory use error')
    expect(standardErrorText(-209)).toBe('Execution error')
  })

  it('calls positive numbers device-specific', () => {
    expect(standardErrorText(735)).toBe('Device-specific error')
  })

  it('lists only zero and negative numbers, each with a text', () => {
    for (const [number, text] of standardErrors) {
      expect(number).toBeLessThanOrEqual(0)
      expect(text).not.toBe('')
    }
  })
})
