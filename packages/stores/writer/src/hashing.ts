import { createHash } from 'node:crypto'
import type { Hashing } from '@lab/core/integrity'
import { checksum } from './checksum.ts'

/** SHA-256 and CRC-32 of Node.js, for the chain of events. */
export const hashing: Hashing = { sha256: () => createHash('sha256'), crc32: checksum }
