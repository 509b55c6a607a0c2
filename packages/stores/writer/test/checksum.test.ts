import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { BatchOutcome, shareBlob } from '../src/index.ts'
import { blobBytes, checksum } from '../src/thread.ts'

it('gives CRC-32 of bytes behind others, large or small, from what is known of them', () => {
  for (const size of [0, 1, 100, 65_535, 65_536, 65_537, 1_000_003]) {
    const bytes = randomBytes(size)
    for (const before of [0, 1, crc32('before'), 0xffff_ffff]) expect(checksum(bytes, before)).toBe(crc32(bytes, before))
  }
})

it('takes a checksum that the other thread has computed, where it is there', async () => {
  const blob = randomBytes(70_000)
  const shared = shareBlob(blob, new BatchOutcome())
  expect(checksum(blobBytes(shared))).toBe(crc32(blob))
  await setImmediate()
  const bytes = blobBytes(shared)
  bytes.fill(0) // To see where the checksum comes from.
  expect(checksum(bytes)).toBe(crc32(blob))
})

it('keeps memory of a blob until its batch is answered, and gives it to the next one then', async () => {
  const outcome = new BatchOutcome()
  const first = shareBlob(randomBytes(70_000), outcome)
  expect(shareBlob(randomBytes(70_000), new BatchOutcome()).bytes.buffer).not.toBe(first.bytes.buffer)
  outcome.settle({})
  await outcome.of('recorded')
  const blob = randomBytes(60_000)
  const second = shareBlob(blob, new BatchOutcome())
  expect(second.bytes.buffer).toBe(first.bytes.buffer)
  expect(Buffer.compare(second.bytes, blob)).toBe(0)
})
