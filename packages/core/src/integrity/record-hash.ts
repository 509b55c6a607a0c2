import type { Hasher } from './hashing.ts'
import type { StoredRecord } from './stored-record.ts'

const header = new Uint8Array(24)
const headerView = new DataView(header.buffer)
const length = new Uint8Array(8)
const lengthView = new DataView(length.buffer)

function putNumber(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value % 0x1_0000_0000, true)
  view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true)
}

/** Puts a record into a hash. Gives the number of bytes of its JSON and blobs. */
export function hashRecord(hasher: Hasher, { seq, json, blobs }: StoredRecord): number {
  putNumber(headerView, 0, seq)
  putNumber(headerView, 8, json.length)
  putNumber(headerView, 16, blobs.length)
  hasher.update(header)
  hasher.update(json)
  let bytes = json.length
  for (const blob of blobs) {
    putNumber(lengthView, 0, blob.length)
    hasher.update(length)
    hasher.update(blob)
    bytes += blob.length
  }
  return bytes
}
