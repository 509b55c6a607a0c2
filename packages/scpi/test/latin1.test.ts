import { decodeLatin1, encodeLatin1 } from '@lab/scpi'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('latin-1', () => {
  it('keeps every byte, whatever the length', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(encodeLatin1(decodeLatin1(bytes))).toEqual(bytes)
    }))
  })

  it('keeps arrays that are longer than one call may take arguments', () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index & 0xff)
    expect(encodeLatin1(decodeLatin1(bytes))).toEqual(bytes)
  })

  it('does not turn the bytes 0x80 to 0x9f into other characters', () => {
    expect(decodeLatin1(Uint8Array.of(0x80, 0x9f))).toBe('\u0080\u009f')
  })

  it('refuses a character that does not fit in a byte and says where it is', () => {
    expect(() => encodeLatin1('5 kΩ')).toThrow('"Ω" at 3 does not fit in one byte')
  })
})
