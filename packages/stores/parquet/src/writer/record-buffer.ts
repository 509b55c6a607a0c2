const leastBytes = 4096
const mostBytes = 2 * 1024 * 1024
/** What the last batches took: the next one begins with as much, and need not grow. */
let usualBytes = leastBytes

/** Records as they lie in a journal, in one piece of memory that changes threads without a copy. */
export class RecordBuffer {
  #bytes = Buffer.from(new ArrayBuffer(usualBytes))
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  add(seq: number, json: string, blobs: readonly Uint8Array[]): void {
    // A UTF-16 unit takes three bytes at most.
    this.#makeRoom(json.length * 3, blobs)
    const lengthAt = this.#length + 8
    this.#number(seq)
    this.#length += 8
    this.#number(blobs.length)
    const written = this.#bytes.write(json, this.#length)
    this.#numberAt(lengthAt, written)
    this.#length += written
    this.#addBlobs(blobs)
  }

  addBytes(seq: number, json: Uint8Array, blobs: readonly Uint8Array[]): void {
    this.#makeRoom(json.length, blobs)
    this.#number(seq)
    this.#number(json.length)
    this.#number(blobs.length)
    this.#put(json)
    this.#addBlobs(blobs)
  }

  #addBlobs(blobs: readonly Uint8Array[]): void {
    for (const blob of blobs) {
      this.#number(blob.length)
      this.#put(blob)
    }
  }

  #put(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #number(value: number): void {
    this.#numberAt(this.#length, value)
    this.#length += 8
  }

  #numberAt(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
    this.#view.setUint32(at + 4, value / 0x1_0000_0000, true)
  }

  #makeRoom(json: number, blobs: readonly Uint8Array[]): void {
    const needed = this.#length + 24 + json + blobs.reduce((sum, { length }) => sum + 8 + length, 0)
    if (needed <= this.#bytes.length) return
    const larger = Buffer.from(new ArrayBuffer(Math.max(needed, this.#bytes.length * 4)))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }

  /** The records so far; adding goes on in the same memory. */
  bytes(): Uint8Array<ArrayBuffer> {
    usualBytes = Math.min(mostBytes, Math.max(leastBytes, Math.ceil(this.#length * 1.1), Math.ceil(usualBytes / 2)))
    return new Uint8Array(this.#bytes.buffer, 0, this.#length)
  }
}
