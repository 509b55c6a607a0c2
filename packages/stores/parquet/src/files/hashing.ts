import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Hashing } from '@lab/core/integrity'

/** SHA-256 and CRC-32 of Node.js. */
export const hashing: Hashing = { sha256: () => createHash('sha256'), crc32: (data, before) => crc32(data, before) }
