import { crc32 } from 'node:zlib'
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { checksum, expectChecksum } from '../src/files/checksum.ts'

it('gives CRC-32 of bytes behind others, large or small, from what is known of them', () => {
  for (const size of [0, 1, 100, 65_535, 65_536, 65_537, 1_000_003]) {
    const bytes = randomBytes(size)
    for (const before of [0, 1, crc32('before'), 0xffff_ffff]) expect(checksum(bytes, before)).toBe(crc32(bytes, before))
  }
})

it('takes a checksum that another thread has computed, where it is there', () => {
  const [first, second] = [randomBytes(70_000), randomBytes(70_000)]
  expectChecksum(first, () => 42)
  expectChecksum(second, () => undefined)
  expect([checksum(first), checksum(second)]).toEqual([42, crc32(second)])
})
