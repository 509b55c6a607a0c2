import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** How a blob lies in the table: as it is, or as one frame of Zstandard (RFC 8878). */
export type BlobCodec = 'raw' | 'zstd'

export interface PackedBlob {
  readonly codec: BlobCodec
  readonly data: Uint8Array
}

/** Smaller blobs are not worth a frame. */
const leastBytes = 512
/** Compression has to save a tenth, or reading would pay for nothing. */
const worthwhile = 0.9

/** Blobs of this size and more are to keep up with the disk: they are compressed much faster, and half as well again. */
const largeBytes = 64 * 1024

const small = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
const large = { params: { [constants.ZSTD_c_compressionLevel]: -20 } }

/** Compresses a blob where that makes it smaller. */
export function packBlob(data: Uint8Array): PackedBlob {
  if (data.length < leastBytes) return { codec: 'raw', data }
  const compressed = zstdCompressSync(data, data.length < largeBytes ? small : large)
  return compressed.length < data.length * worthwhile ? { codec: 'zstd', data: compressed } : { codec: 'raw', data }
}

/** The blob as it was. Throws where the frame is damaged. */
export function unpackBlob({ codec, data }: PackedBlob): Uint8Array {
  if (codec === 'raw') return new Uint8Array(data.buffer, data.byteOffset, data.length)
  const whole = zstdDecompressSync(data)
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.length)
}
