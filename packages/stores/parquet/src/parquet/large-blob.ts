/**
 * Samples of so many bytes go into a Parquet file at once and as they are, not into the journal before: compressing them would take ten
 * times as long as writing them.
 */
const largeBytes = 64 * 1024

export function isLarge(blobs: readonly Uint8Array[]): boolean {
  return blobs.some(({ length }) => length >= largeBytes)
}
