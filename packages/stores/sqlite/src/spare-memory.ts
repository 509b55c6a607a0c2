/** Smaller pieces are not worth keeping. */
const leastBytes = 256 * 1024
/** As many as are usually on their way, no more. */
const mostPieces = 4

/** The memory of large blobs, to be given back. */
export function spareOf(blobs: readonly { readonly data: Uint8Array<ArrayBuffer> }[]): ArrayBuffer[] {
  return blobs.map(({ data }) => data.buffer).filter(({ byteLength }) => byteLength >= leastBytes)
}

/** Memory that was used for large blobs and is free again: copying into new pages takes much longer than into old ones. */
export class SpareMemory {
  #pieces: ArrayBuffer[] = []

  /** Takes back what a blob was in. */
  give(pieces: readonly ArrayBuffer[]): void {
    this.#pieces = [...pieces, ...this.#pieces].slice(0, mostPieces)
  }

  /** A copy of a blob. */
  copyOf(blob: Uint8Array): Uint8Array<ArrayBuffer> {
    const place = this.#pieces.findIndex(({ byteLength }) => byteLength === blob.length)
    const [piece] = place < 0 ? [] : this.#pieces.splice(place, 1)
    if (piece === undefined) return new Uint8Array(blob) // slice() of a Buffer is no copy
    const copy = new Uint8Array(piece)
    copy.set(blob)
    return copy
  }
}
