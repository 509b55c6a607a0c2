import { SettingError } from '@lab/core'
import { blockHeader, decodeLatin1, encodeBlock } from '@lab/scpi'
import { describe, expect, it } from 'vitest'

describe('definite blocks', () => {
  it.each([
    [0, '#10'], [5, '#15'], [10, '#210'], [1000, '#41000'], [999_999_999, '#9999999999'],
  ])('announces %i bytes as %s', (length, header) => {
    expect(blockHeader(length)).toBe(header)
  })

  it('announces with as many digits as asked for', () => {
    expect(blockHeader(1000, 8)).toBe('#800001000')
  })

  it('refuses lengths that the digits cannot say', () => {
    expect(() => blockHeader(1_000_000_000)).toThrow(SettingError)
    expect(() => blockHeader(1000, 3)).toThrow('does not fit a header with 3 digits')
  })

  it('puts header and data in one array', () => {
    expect(decodeLatin1(encodeBlock(Uint8Array.of(97, 10, 98)))).toBe('#13a\nb')
  })
})
