import type { Hasher } from './hashing.ts'
import type { StoredRecord } from './stored-record.ts'

const number = new Uint8Array(8)
const view = new DataView(number.buffer)

function hashNumber(hasher: Hasher, value: number): void {
  view.setUint32(0, value % 0x1_0000_0000, true)
  view.setUint32(4, Math.floor(value / 0x1_0000_0000), true)
  hasher.update(number)
}

function hashBytes(hasher: Hasher, bytes: Uint8Array): number {
  hashNumber(hasher, bytes.length)
  hasher.update(bytes)
  return bytes.length
}

/** Puts a record into a hash, each part behind its length. Gives the number of bytes of its JSON and blobs. */
export function hashRecord(hasher: Hasher, { seq, json, blobs }: StoredRecord): number {
  hashNumber(hasher, seq)
  let bytes = hashBytes(hasher, json)
  hashNumber(hasher, blobs.length)
  for (const blob of blobs) bytes += hashBytes(hasher, blob)
  return bytes
}
