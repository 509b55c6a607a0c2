/** Bytes that grow at their end. */
export class ByteSink {
  #bytes: Buffer
  #length = 0

  constructor(capacity = 1024) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity)
  }

  get length(): number {
    return this.#length
  }

  #room(size: number): void {
    const needed = this.#length + size
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = value
  }

  uint32(value: number): void {
    this.#room(4)
    this.#length = this.#bytes.writeUInt32LE(value >>> 0, this.#length)
  }

  uint64(value: number): void {
    this.uint32(value % 0x1_0000_0000)
    this.uint32(Math.floor(value / 0x1_0000_0000))
  }

  int64(value: bigint): void {
    this.#room(8)
    this.#length = this.#bytes.writeBigInt64LE(value, this.#length)
  }

  /** An unsigned number < 2^53 in groups of seven bits, least significant first. */
  varint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.byte(rest)
  }

  zigzag(value: bigint): void {
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
    while (rest >= 0x80n) {
      this.byte(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.byte(Number(rest))
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
  }

  /** A place of so many bytes at the end, to be filled. It is valid until more is written. */
  reserve(size: number): Buffer {
    this.#room(size)
    const place = this.#bytes.subarray(this.#length, this.#length + size)
    this.#length += size
    return place
  }

  /** What was written: a view, valid until more is written. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }
}
