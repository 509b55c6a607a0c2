import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { DamageError } from './byte-source.ts'

/** The level that others use for Parquet by default; higher ones win little on measured data and cost much. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Below this, compression costs more than it wins. */
const fewBytes = 64
const sampleBytes = 16 * 1024
const manyBytes = 128 * 1024

/** The bytes compressed with zstd; undefined where that does not make them smaller. */
export function compressed(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < fewBytes || (bytes.length > manyBytes && !looksCompressible(bytes))) return undefined
  const result = zstdCompressSync(bytes, options)
  return result.length < bytes.length ? result : undefined
}

/** Always a zstd frame. */
export function zstd(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, options)
}

/** Noise of an analogue-to-digital converter is not worth the time that large waveforms take. */
function looksCompressible(bytes: Uint8Array): boolean {
  const middle = Math.floor((bytes.length - sampleBytes) / 2)
  return zstdCompressSync(bytes.subarray(middle, middle + sampleBytes), options).length < sampleBytes * 0.9
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
