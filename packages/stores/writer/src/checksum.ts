import { crc32 } from 'node:zlib'
import { checksumFrom, isShared, type SharedBytes } from './shared-bytes.ts'

/** Below this it is faster to go over the bytes again. */
const large = 64 * 1024

/** Of samples: they are in the mark of their record and in the checksum of their page. */
const known = new WeakMap<Uint8Array, number>()

/** Where the CRC-32 of bytes can be had without computing it, if it is ready. */
const expected = new WeakMap<Uint8Array, SharedBytes>()

/** The bytes of a blob as it came from the caller's thread; {@link checksum} knows what that thread has computed. */
export function blobBytes(blob: Uint8Array | SharedBytes): Buffer {
  const { buffer, byteOffset, length } = isShared(blob) ? blob.bytes : blob
  const bytes = Buffer.from(buffer, byteOffset, length)
  if (isShared(blob)) expected.set(bytes, blob)
  return bytes
}

/** CRC-32 of bytes that follow others with the CRC-32 `before`. It is computed once for large ones, which must not change. */
export function checksum(bytes: Uint8Array, before = 0): number {
  if (bytes.length < large) return crc32(bytes, before)
  let own = known.get(bytes)
  if (own === undefined) known.set(bytes, own = expectedOf(bytes) ?? crc32(bytes))
  return before === 0 ? own : (shifted(before, bytes.length) ^ own) >>> 0
}

function expectedOf(bytes: Uint8Array): number | undefined {
  const shared = expected.get(bytes)
  return shared === undefined ? undefined : checksumFrom(shared)
}

/** A CRC-32 after so many bytes of zeros: x^(8 · length) times it modulo the polynomial (as `crc32_combine` of zlib). */
function shifted(crc: number, length: number): number {
  let result = crc
  let factor = 0x0080_0000 // x^8
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = product(factor, result)
    factor = product(factor, factor)
  }
  return result
}

/** The product of two polynomials modulo that of CRC-32, the highest power in the lowest bit. */
function product(a: number, b: number): number {
  let sum = 0
  let power = b
  for (let bit = 0x8000_0000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) sum ^= power
    power = (power & 1) === 0 ? power >>> 1 : (power >>> 1) ^ 0xedb8_8320
  }
  return sum >>> 0
}
