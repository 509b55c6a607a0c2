import { createHash, type Hash } from 'node:crypto'
import type { ChainHead } from '@lab/core/integrity'

const blockRecords = 1024
const blockBytes = 1024 * 1024

/**
 * The chain of `@lab/core/integrity` (`EventChain`) over records that already lie in memory as the chain hashes them: whole stretches are hashed
 * at once, and a failed commit can be taken back.
 */
export class SessionChain {
  #block: Hash
  #recordsInBlock = 0
  #bytesInBlock = 0
  #records = 0
  #seq = 0
  #before: Buffer

  constructor(sessionId: string) {
    this.#before = createHash('sha256').update('lab chain 1').update(sessionId).digest()
    this.#block = createHash('sha256').update(this.#before)
  }

  /** The chain of a session that nobody goes on with: only its head counts. */
  static endingAt({ records, seq, digest }: ChainHead): SessionChain {
    const chain = new SessionChain('')
    chain.#records = records
    chain.#seq = seq
    chain.#before = Buffer.from(digest)
    return chain
  }

  /** Takes bytes of a record that do not end it. */
  update(bytes: Uint8Array): void {
    this.#block.update(bytes)
  }

  /** Ends a record whose bytes were given; `size` is that of its JSON and blobs. Whether that ends its block. */
  endRecord(seq: number, size: number): boolean {
    this.#bytesInBlock += size
    this.#recordsInBlock++
    this.#records++
    this.#seq = seq
    return this.#recordsInBlock >= blockRecords || this.#bytesInBlock >= blockBytes
  }

  /** Whether the block would end with the next record, which has that size. */
  endsWith(size: number): boolean {
    return this.#recordsInBlock + 1 >= blockRecords || this.#bytesInBlock + size >= blockBytes
  }

  seal(): ChainHead {
    this.#before = this.#block.digest()
    this.#recordsInBlock = 0
    this.#bytesInBlock = 0
    this.#block = createHash('sha256').update(this.#before)
    return this.head()
  }

  head(): ChainHead {
    const digest = this.#recordsInBlock === 0 ? this.#before : this.#block.copy().digest()
    return { records: this.#records, seq: this.#seq, digest }
  }

  /** The state now; calling what it gives returns to it. */
  save(): () => void {
    const saved = [this.#block.copy(), this.#recordsInBlock, this.#bytesInBlock, this.#records, this.#seq, this.#before] as const
    return () => { [this.#block, this.#recordsInBlock, this.#bytesInBlock, this.#records, this.#seq, this.#before] = saved }
  }
}
