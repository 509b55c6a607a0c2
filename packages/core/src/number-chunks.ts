const chunkLength = 8192

/** Numbers in chunks: grows without copying, eight bytes a number. */
export class NumberChunks {
  length = 0
  readonly #chunks: Float64Array[] = []

  push(value: number): void {
    const offset = this.length % chunkLength
    if (offset === 0) this.#chunks.push(new Float64Array(chunkLength))
    const chunk = this.#chunks.at(-1)
    if (chunk !== undefined) chunk[offset] = value
    this.length++
  }

  /** Everything pushed so far, in one array of its own. */
  toArray(): Float64Array {
    const all = new Float64Array(this.length)
    this.#chunks.forEach((chunk, index) => {
      const start = index * chunkLength
      all.set(chunk.subarray(0, Math.min(chunkLength, this.length - start)), start)
    })
    return all
  }
}
