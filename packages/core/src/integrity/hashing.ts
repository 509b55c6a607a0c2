/** A running SHA-256, such as `createHash('sha256')` of Node.js. */
export interface Hasher {
  update(data: Uint8Array): unknown
  copy(): Hasher
  digest(): Uint8Array
}

/** What the chain needs of the platform: SHA-256 (FIPS 180-4) and CRC-32 (IEEE 802.3, as in zlib). */
export interface Hashing {
  readonly sha256: () => Hasher
  /** Goes on from `before` where it is given. */
  readonly crc32: (data: Uint8Array, before?: number) => number
}
