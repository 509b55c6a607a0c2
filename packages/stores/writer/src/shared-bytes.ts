import { crc32 } from 'node:zlib'

/** Bytes in memory that both threads see. */
export interface SharedBytes {
  readonly bytes: Uint8Array
  /** Whether the second number is their CRC-32 already. */
  readonly checksum: Int32Array
}

/** Whether a blob is in memory that both threads see, or was handed over. */
export function isShared(data: Uint8Array | SharedBytes): data is SharedBytes {
  return 'checksum' in data
}

export function addChecksum({ bytes, checksum }: SharedBytes): void {
  Atomics.store(checksum, 1, crc32(bytes))
  Atomics.store(checksum, 0, 1)
}

/** Their CRC-32, where it is there. */
export function checksumFrom({ checksum }: SharedBytes): number | undefined {
  return Atomics.load(checksum, 0) === 1 ? Atomics.load(checksum, 1) >>> 0 : undefined
}
