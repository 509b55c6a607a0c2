import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { DamageError } from './byte-source.ts'

/** The level that others use for Parquet by default; higher ones win little on measured data and cost much. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Below this, compression costs more than it wins. */
const fewBytes = 64

/** Bytes in parts, so many in all, compressed with zstd; undefined where that does not make them smaller. */
export function compressed(parts: readonly Uint8Array[], length: number): Uint8Array | undefined {
  if (length < fewBytes) return undefined
  const [first = new Uint8Array(0), ...more] = parts
  const result = zstdCompressSync(more.length === 0 ? first : Buffer.concat(parts), options)
  return result.length < length ? result : undefined
}

/** Always a zstd frame. */
export function zstd(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, options)
}

/** @throws DamageError */
export function decompressed(bytes: Uint8Array, length: number): Uint8Array {
  let result: Uint8Array
  try {
    result = zstdDecompressSync(bytes, { maxOutputLength: length + 1 })
  } catch (cause) {
    throw new DamageError('compressed values cannot be unpacked', { cause })
  }
  if (result.length !== length) throw new DamageError('compressed values have another length')
  return result
}
