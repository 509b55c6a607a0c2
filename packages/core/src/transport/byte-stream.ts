import type { ReadEnd, ReadOptions, ReadResult } from '../connection.ts'
import { copyBytes, indexOfByte } from './byte-copy.ts'

/** What a read asks for: the part of its options that is about bytes. */
export type ReadRequest = Pick<ReadOptions, 'maxBytes' | 'into' | 'terminationCharacter'>

const smallestStorage = 4096
const lineFeed = 10
const space = 32

/** What a {@link ByteStream} is made with. */
export interface ByteStreamOptions {
  /** Stored bytes at which it is full. */
  readonly highWaterBytes: number
  /** The byte that ends an answer; LF when absent. */
  readonly terminator?: number | undefined
}

/**
 * Turns received chunks into the bytes of read requests, for wires that have no messages but only a stream: a read ends at the
 * termination character, at the most bytes wanted, or where nothing more has come yet. Pure: no I/O. For authors of transports.
 */
export class ByteStream {
  readonly #highWaterBytes: number
  readonly #terminator: number
  #storage = new Uint8Array(smallestStorage)
  #start = 0
  #end = 0
  /** Where the bytes begin that the last result shows; they stay where they are until the next read. */
  #lent: number | undefined

  constructor({ highWaterBytes, terminator = lineFeed }: ByteStreamOptions) {
    this.#highWaterBytes = highWaterBytes
    this.#terminator = terminator
  }

  /** Bytes received and not read yet. */
  get buffered(): number {
    return this.#end - this.#start
  }

  /** The same without white space: CR, NUL and the like between two replies are none. The terminator is one, it ends a reply. */
  get unread(): number {
    let count = 0
    for (let i = this.#start; i < this.#end; i++) {
      const byte = this.#storage[i] ?? 0
      if (byte > space || byte === this.#terminator) count += 1
    }
    return count
  }

  /** Whether so much waits that no more should be received. */
  get full(): boolean {
    return this.buffered >= this.#highWaterBytes
  }

  /** Stores the first `length` bytes of a chunk. They are copied: the chunk may be reused. */
  push(chunk: Uint8Array, length = chunk.length): void {
    this.#append(chunk, 0, length)
  }

  /**
   * Gives a chunk to a read that waits for it; what the read does not take is stored. Bytes for `into` are copied once, from the
   * chunk. There must be nothing stored.
   */
  deliver(chunk: Uint8Array, length: number, request: ReadRequest | undefined): ReadResult {
    const into = request?.into
    if (into === undefined || length === 0) {
      this.#lent = undefined
      this.push(chunk, length)
      return this.#cut(request)
    }
    const { count, end } = measure(chunk, 0, length, request)
    copyBytes(into, 0, chunk, 0, count)
    if (count < length) this.#append(chunk, count, length)
    return { data: into.subarray(0, count), end }
  }

  /** The answer to a read from what is stored; undefined while nothing is. */
  take(request: ReadRequest | undefined): ReadResult | undefined {
    this.#lent = undefined
    return this.#start === this.#end ? undefined : this.#cut(request)
  }

  /** Forgets what is stored. */
  reset(): void {
    this.#start = this.#end
  }

  #cut(request: ReadRequest | undefined): ReadResult {
    const { count, end } = measure(this.#storage, this.#start, this.#end, request)
    const from = this.#start
    this.#start += count
    const into = request?.into
    if (into === undefined) {
      this.#lent = from
      return { data: this.#storage.subarray(from, this.#start), end }
    }
    copyBytes(into, 0, this.#storage, from, this.#start)
    return { data: into.subarray(0, count), end }
  }

  #append(chunk: Uint8Array, from: number, to: number): void {
    const count = to - from
    if (this.#end + count > this.#storage.length || this.#start === this.#end) this.#makeRoom(count)
    copyBytes(this.#storage, this.#end, chunk, from, to)
    this.#end += count
  }

  /** Moves what is stored to the front, of a larger array if need be. Never over bytes that are lent. */
  #makeRoom(count: number): void {
    const needed = this.buffered + count
    if (this.#lent !== undefined && this.#end + count <= this.#storage.length) return
    if (this.#lent === undefined && needed <= this.#storage.length) {
      this.#storage.copyWithin(0, this.#start, this.#end)
    } else {
      const larger = new Uint8Array(Math.max(this.#storage.length, nextPowerOfTwo(needed)))
      larger.set(this.#storage.subarray(this.#start, this.#end))
      this.#storage = larger
      this.#lent = undefined
    }
    this.#end -= this.#start
    this.#start = 0
  }
}

function nextPowerOfTwo(length: number): number {
  return 2 ** Math.ceil(Math.log2(length))
}

interface Measure {
  readonly count: number
  readonly end: ReadEnd
}

/** How much of the bytes a request takes, and why it stops there. */
function measure(bytes: Uint8Array, from: number, to: number, request: ReadRequest | undefined): Measure {
  if (request === undefined) return { count: to - from, end: 'more' }
  const limit = Math.min(to, from + (request.maxBytes ?? Infinity), from + (request.into?.length ?? Infinity))
  const position = indexOfByte(bytes, request.terminationCharacter, from, limit)
  return position < 0
    ? { count: limit - from, end: 'more' }
    : { count: position + 1 - from, end: 'termination-character' }
}
