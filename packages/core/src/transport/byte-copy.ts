/** Up to this length a loop beats the built-in search and copy. */
const shortLength = 64

/** Where a byte stands first in part of an array; -1 where it does not, or where none is looked for. For authors of transports. */
export function indexOfByte(bytes: Uint8Array, byte: number | undefined, from: number, to: number): number {
  if (byte === undefined) return -1
  const shortEnd = Math.min(to, from + shortLength)
  for (let i = from; i < shortEnd; i++) if (bytes[i] === byte) return i
  if (shortEnd === to) return -1
  const found = bytes.subarray(shortEnd, to).indexOf(byte)
  return found < 0 ? -1 : shortEnd + found
}

/** Copies the bytes of `source` from the place `from` up to `to`, which is not included, to a place in `target`. For authors of transports. */
export function copyBytes(target: Uint8Array, at: number, source: Uint8Array, from: number, to: number): void {
  if (to - from > shortLength) {
    target.set(source.subarray(from, to), at)
    return
  }
  for (let i = from; i < to; i++) target[at + i - from] = source[i] ?? 0
}
