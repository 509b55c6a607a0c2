import type { ChainHead, EventChain } from '@lab/core/integrity'
import type { BatchReader } from './record-batch.ts'

/** Puts neighbours in a batch into the chain at once: they lie in memory as it hashes them. */
export class HashedStretch {
  readonly #reader: BatchReader
  readonly #chain: EventChain
  #from = 0
  #to = 0
  #records = 0
  #size = 0
  #seq = 0

  constructor(reader: BatchReader, chain: EventChain) {
    this.#reader = reader
    this.#chain = chain
  }

  /** Takes the record at hand. Gives the seal where a block of the chain is full. */
  add(): ChainHead | undefined {
    const { from, to, size, seq } = this.#reader
    // Records between were left out.
    if (from !== this.#to) this.end()
    if (this.#records === 0) this.#from = from
    this.#to = to
    this.#records++
    this.#size += size
    this.#seq = seq
    return this.#chain.endsWith(this.#records, this.#size) ? this.end() : undefined
  }

  /** Puts what waits into the chain. */
  end(): ChainHead | undefined {
    if (this.#records === 0) return undefined
    const seal = this.#chain.addWritten(this.#reader.bytes(this.#from, this.#to), { records: this.#records, size: this.#size, seq: this.#seq })
    this.#records = 0
    this.#size = 0
    return seal
  }
}
