import type { ReadEnd, ReadResult } from '@lab/core'
import { copyBytes, indexOfByte, type ReadRequest } from '@lab/core/transport'

const smallestStorage = 4096

/**
 * The bytes of responses that were not read yet, with the places where a response ends. A read that waits gets them without
 * the way over the storage if it brought an array.
 *
 * The last byte of a Data message is kept back until it is known whether another follows: END may come as a message without
 * a byte, and a read can only report it with one.
 */
export class ResponseBuffer {
  #storage = new Uint8Array(smallestStorage)
  #start = 0
  #end = 0
  /** Where the bytes begin that the last result shows; they stay where they are until the next read. */
  #lent: number | undefined
  /** Places in the storage behind which a response ends, and the ids of these responses. */
  #ends: number[] = []
  #endIds: number[] = []
  #lastByte: number | undefined
  #into: Uint8Array | undefined
  #terminator: number | undefined
  #filled = 0
  #stop: ReadEnd | undefined
  /** Id of the response that was read last to its end. */
  deliveredId: number | undefined

  /** Bytes received and not read yet. */
  get buffered(): number {
    return this.#end - this.#start
  }

  /** A read waits: what comes goes straight into its array. There must be nothing to take. */
  expect(request: ReadRequest | undefined): void {
    const into = request?.into
    const most = Math.min(into?.length ?? 0, request?.maxBytes ?? Infinity)
    this.#into = most === into?.length ? into : into?.subarray(0, most)
    this.#terminator = request?.terminationCharacter
    this.#filled = 0
    this.#stop = undefined
  }

  /** The read was given up. */
  unexpect(): void {
    this.#into = undefined
    this.#filled = 0
  }

  /** Takes in a piece of a response; `isLast`: the last of a Data message, so that its last byte is kept back. */
  push(bytes: Uint8Array, from: number, to: number, isLast: boolean): void {
    if (from === to) return
    this.#releaseLastByte()
    const end = isLast ? to - 1 : to
    if (isLast) this.#lastByte = bytes[end]
    const place = this.#into === undefined || this.#stop !== undefined ? from : this.#fill(this.#into, bytes, from, end)
    if (place < end) this.#append(bytes, place, end)
  }

  /** The response ends behind what was pushed. One without a byte is no response. */
  pushEnd(id: number): void {
    this.#releaseLastByte()
    if (this.#into !== undefined && this.#filled > 0 && this.buffered === 0 && this.#stop !== 'more') {
      this.#stop = 'end'
      this.deliveredId = id
    } else if (this.buffered > 0 && this.#ends.at(-1) !== this.#end) {
      this.#ends.push(this.#end)
      this.#endIds.push(id)
    }
  }

  /** What the waiting read has got so far; undefined for nothing. Afterwards none waits. */
  taken(request: ReadRequest | undefined): ReadResult | undefined {
    const into = this.#into
    if (into === undefined || this.#filled === 0) return this.buffered > 0 ? this.take(request) : undefined
    const result = { data: into.subarray(0, this.#filled), end: this.#stop ?? 'more' }
    this.#lent = undefined
    this.unexpect()
    return result
  }

  /** The answer to a read from what is stored; undefined while nothing is. */
  take(request: ReadRequest | undefined): ReadResult | undefined {
    this.#lent = undefined
    this.#into = undefined
    if (this.#start === this.#end) return undefined
    const from = this.#start
    const limit = this.#limit(request)
    const found = indexOfByte(this.#storage, request?.terminationCharacter, from, limit)
    this.#start = found < 0 ? limit : found + 1
    const end = this.#endAt(this.#start) ? 'end' : found < 0 ? 'more' : 'termination-character'
    return { data: this.#show(from, request?.into), end }
  }

  /** Forgets everything that was not read. */
  clear(): void {
    this.#start = this.#end
    if (this.#ends.length > 0) this.#ends.length = this.#endIds.length = 0
    this.#lastByte = undefined
    this.#filled = 0
    this.#stop = undefined
  }

  #releaseLastByte(): void {
    const byte = this.#lastByte
    if (byte === undefined) return
    this.#lastByte = undefined
    this.push(Uint8Array.of(byte), 0, 1, false)
  }

  /** Fills the array of the waiting read. Returns the place of the first byte that it does not take. */
  #fill(into: Uint8Array, bytes: Uint8Array, from: number, to: number): number {
    const limit = Math.min(to, from + into.length - this.#filled)
    const found = indexOfByte(bytes, this.#terminator, from, limit)
    const end = found < 0 ? limit : found + 1
    copyBytes(into, this.#filled, bytes, from, end)
    this.#filled += end - from
    if (found >= 0) this.#stop = 'termination-character'
    else if (end < to) this.#stop = 'more'
    return end
  }

  #limit(request: ReadRequest | undefined): number {
    const end = this.#ends[0] ?? this.#end
    if (request === undefined) return end
    return Math.min(end, this.#start + (request.maxBytes ?? Infinity), this.#start + (request.into?.length ?? Infinity))
  }

  /** Whether a response ends here; then it is delivered. */
  #endAt(place: number): boolean {
    if (this.#ends[0] !== place) return false
    this.#ends.shift()
    this.deliveredId = this.#endIds.shift()
    return true
  }

  #show(from: number, into: Uint8Array | undefined): Uint8Array {
    if (into === undefined) {
      this.#lent = from
      return this.#storage.subarray(from, this.#start)
    }
    copyBytes(into, 0, this.#storage, from, this.#start)
    return into.subarray(0, this.#start - from)
  }

  #append(bytes: Uint8Array, from: number, to: number): void {
    const count = to - from
    if (this.#end + count > this.#storage.length || this.#start === this.#end) this.#makeRoom(count)
    copyBytes(this.#storage, this.#end, bytes, from, to)
    this.#end += count
  }

  /** Moves what is stored to the front, of a larger array if need be. Never over bytes that are lent. */
  #makeRoom(count: number): void {
    const needed = this.buffered + count
    if (this.#lent !== undefined && this.#end + count <= this.#storage.length) return
    if (this.#lent === undefined && needed <= this.#storage.length) {
      this.#storage.copyWithin(0, this.#start, this.#end)
    } else {
      const larger = new Uint8Array(Math.max(this.#storage.length, 2 ** Math.ceil(Math.log2(needed))))
      larger.set(this.#storage.subarray(this.#start, this.#end))
      this.#storage = larger
      this.#lent = undefined
    }
    for (let i = 0; i < this.#ends.length; i++) this.#ends[i] = (this.#ends[i] ?? 0) - this.#start
    this.#end -= this.#start
    this.#start = 0
  }
}
