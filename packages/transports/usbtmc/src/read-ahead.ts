import { ProtocolError, type ReadOptions, type ReadResult } from '@lab/core'
import type { Piece } from './bulk-in.ts'

const nothing: Uint8Array = new Uint8Array(0)

/** What was received and not read yet, cut into what a read wants. */
export class ReadAhead {
  #data: Uint8Array = nothing
  #end = false
  /** A part of a message was read, and not its end. */
  #isInside = false

  get hasData(): boolean {
    return this.#data.length > 0
  }

  /**
   * Takes in what was received; nothing where nobody wants it any more.
   * @throws ProtocolError where a message of which a part was read ends with nothing: a read has at least one byte
   */
  put({ data, end }: Piece, wanted: () => boolean): void {
    if (!wanted()) return
    if (data.length === 0 && end && this.#isInside) {
      this.#isInside = false
      throw new ProtocolError('A response ended with a transfer of no bytes, after its last byte was taken for one with more behind it.')
    }
    this.#data = data
    this.#end = end
  }

  clear(): void {
    this.#data = nothing
    this.#isInside = false
  }

  /** The answer to a read. There must be data. */
  take(options: ReadOptions | undefined): ReadResult {
    const { count, isTerminated } = extent(this.#data, options)
    const bytes = this.#data.subarray(0, count)
    options?.into?.set(bytes)
    this.#data = this.#data.subarray(count)
    const isLast = this.#end && this.#data.length === 0
    this.#isInside = !isLast
    return { data: options?.into?.subarray(0, count) ?? bytes, end: isLast ? 'end' : isTerminated ? 'termination-character' : 'more' }
  }
}

/** How much of the data a read takes. */
function extent(data: Uint8Array, options: ReadOptions | undefined): { readonly count: number; readonly isTerminated: boolean } {
  const most = Math.min(data.length, options?.maxBytes ?? Infinity, options?.into?.length ?? Infinity)
  const character = options?.terminationCharacter
  const found = character === undefined ? -1 : data.subarray(0, most).indexOf(character)
  return { count: found < 0 ? most : found + 1, isTerminated: found >= 0 }
}
