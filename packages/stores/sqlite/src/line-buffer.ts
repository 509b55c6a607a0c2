const firstBytes = 4096

/** Lines of text as UTF-8 in one piece of memory: they leave no strings behind, and change threads without a copy. */
export class LineBuffer {
  #bytes = Buffer.from(new ArrayBuffer(firstBytes))
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Adds a line, which has no line feed in it. */
  add(line: string): void {
    // A UTF-16 unit takes three bytes at most.
    this.#makeRoom(this.#length + 1 + line.length * 3)
    if (this.#length > 0) this.#bytes[this.#length++] = 10
    this.#length += this.#bytes.write(line, this.#length)
  }

  #makeRoom(needed: number): void {
    if (needed <= this.#bytes.length) return
    const larger = Buffer.from(new ArrayBuffer(Math.max(needed, this.#bytes.length * 4)))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }

  /** The text so far; adding goes on in the same memory. */
  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.buffer, 0, this.#length)
  }
}

/** The lines one after the other, as views. */
export class LineCursor {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  next(): Uint8Array {
    const end = this.#bytes.indexOf(10, this.#at)
    const line = this.#bytes.subarray(this.#at, end < 0 ? this.#bytes.length : end)
    this.#at += line.length + 1
    return line
  }
}
