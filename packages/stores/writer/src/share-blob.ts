import type { BatchOutcome } from './batch-outcome.ts'
import { addChecksum, type SharedBytes } from './shared-bytes.ts'

/** Memory that is kept for the next blobs: what the system gives anew costs more than the copy into it. */
const mostKept = 32 * 1024 * 1024

const free: Uint8Array[] = []

/**
 * A copy of a large blob in memory that the writer thread sees, too. It is taken back when the batch is answered. Its CRC-32 is computed
 * here, once the batch is on its way: this thread has time for that while the disk is busy.
 */
export function shareBlob(blob: Uint8Array, outcome: BatchOutcome): SharedBytes {
  const copy = sharedCopy(blob)
  const release = (): void => giveBack(copy)
  outcome.of('recorded').then(release, release)
  setImmediate(addChecksum, copy)
  return copy
}

function sharedCopy(bytes: Uint8Array): SharedBytes {
  const place = free.findIndex(({ length }) => length >= bytes.length && length <= 2 * bytes.length + 4096)
  const memory = (place < 0 ? undefined : free.splice(place, 1)[0]) ?? new Uint8Array(new SharedArrayBuffer(bytes.length))
  const copy = memory.subarray(0, bytes.length)
  copy.set(bytes)
  return { bytes: copy, checksum: new Int32Array(new SharedArrayBuffer(8)) }
}

function giveBack({ bytes: { buffer } }: SharedBytes): void {
  free.push(new Uint8Array(buffer))
  let kept = 0
  for (const { length } of free) kept += length
  while (kept > mostKept) kept -= free.shift()?.length ?? kept
}
