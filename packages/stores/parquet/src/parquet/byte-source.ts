/** Thrown where stored bytes are not what they must be. */
export class DamageError extends Error {
  override readonly name = 'DamageError'
}

/** Reads what {@link ByteSink} wrote; never behind the end. */
export class ByteSource {
  readonly bytes: Buffer
  offset: number

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.offset = offset
  }

  get rest(): number {
    return this.bytes.length - this.offset
  }

  #advance(size: number): number {
    const at = this.offset
    if (!(size >= 0 && size <= this.bytes.length - at)) throw new DamageError('something ends too early')
    this.offset = at + size
    return at
  }

  byte(): number {
    return this.bytes[this.#advance(1)] ?? 0
  }

  uint32(): number {
    return this.bytes.readUInt32LE(this.#advance(4))
  }

  uint64(): number {
    return this.uint32() + this.uint32() * 0x1_0000_0000
  }

  int64(): bigint {
    return this.bytes.readBigInt64LE(this.#advance(8))
  }

  varint(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 56; scale *= 0x80) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
    throw new DamageError('a number is too long')
  }

  zigzag(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n))
    }
    throw new DamageError('a number is too long')
  }

  take(size: number): Buffer {
    const at = this.#advance(size)
    return this.bytes.subarray(at, at + size)
  }
}
