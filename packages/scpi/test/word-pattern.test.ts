import { matchesWord, shortForm } from '@lab/scpi'
import { describe, expect, it } from 'vitest'

describe('matchesWord', () => {
  it.each(['FIX', 'FIXED', 'fix', 'Fixed', 'fIxEd'])('takes %s for FIXed', (word) => {
    expect(matchesWord('FIXed', word)).toBe(true)
  })

  it.each(['FI', 'FIXE', 'FIXEDD', '', 'FIX '])('does not take %j for FIXed', (word) => {
    expect(matchesWord('FIXed', word)).toBe(false)
  })

  it('takes words with digits', () => {
    expect(matchesWord('P6V', 'p6v')).toBe(true)
    expect(matchesWord('METER3', 'METER1')).toBe(false)
  })
})

describe('shortForm', () => {
  it.each([
    ['VOLTage', 'VOLT'], ['FIXed', 'FIX'], ['P6V', 'P6V'], ['CCTRans', 'CCTR'], ['*RST', '*RST'],
  ])('of %s is %s', (pattern, short) => {
    expect(shortForm(pattern)).toBe(short)
  })
})
