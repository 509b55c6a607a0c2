import { crc32 } from 'node:zlib'

/** Samples in memory that both threads see. */
export interface SharedBytes {
  readonly bytes: Uint8Array
  /** Whether the second number is their CRC-32 already: the thread that sent them has time for that while the disk is busy. */
  readonly checksum: Int32Array
}

/** Memory that is kept for the next samples: what the system gives anew costs more than the copy into it. */
const mostKept = 32 * 1024 * 1024

const free: Uint8Array[] = []

/** A copy of bytes. {@link giveBack} it when the writer has answered. */
export function sharedCopy(bytes: Uint8Array): SharedBytes {
  const place = free.findIndex(({ length }) => length >= bytes.length && length <= 2 * bytes.length + 4096)
  const memory = (place < 0 ? undefined : free.splice(place, 1)[0]) ?? new Uint8Array(new SharedArrayBuffer(bytes.length))
  const copy = memory.subarray(0, bytes.length)
  copy.set(bytes)
  return { bytes: copy, checksum: new Int32Array(new SharedArrayBuffer(8)) }
}

export function addChecksum({ bytes, checksum }: SharedBytes): void {
  Atomics.store(checksum, 1, crc32(bytes))
  Atomics.store(checksum, 0, 1)
}

/** Their CRC-32, where it is there. */
export function checksumFrom({ checksum }: SharedBytes): number | undefined {
  return Atomics.load(checksum, 0) === 1 ? Atomics.load(checksum, 1) >>> 0 : undefined
}

export function giveBack({ bytes: { buffer } }: SharedBytes): void {
  free.push(new Uint8Array(buffer))
  let kept = 0
  for (const { length } of free) kept += length
  while (kept > mostKept) kept -= free.shift()?.length ?? kept
}
