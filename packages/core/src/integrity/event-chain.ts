import type { Hasher, Hashing } from './hashing.ts'
import { hashRecord } from './record-hash.ts'
import type { ChainHead, StoredRecord } from './stored-record.ts'

/** A block ends with its so many-th record … */
const blockRecords = 1024
/** … or with the record that brings it to so many bytes. */
const blockBytes = 1024 * 1024

const utf8 = new TextEncoder()

/**
 * The hash chain over the events of one session: blocks of records, each block hashed behind the digest of the one before. Where
 * blocks end depends on the records alone, so that every store gives the same digests for the same events.
 *
 * A block's digest is SHA-256 of: the digest before it (32 bytes; for the first block SHA-256 of `lab chain 1` and the session's
 * id), then for each record its `seq` (8 bytes), the length of its JSON (8), the number of its blobs (8), the JSON, and for each blob
 * its length (8) and its bytes. Numbers are least significant byte first.
 */
export class EventChain {
  readonly #hashing: Hashing
  #block: Hasher
  #recordsInBlock = 0
  #bytesInBlock = 0
  #records: number
  #seq: number
  #before: Uint8Array

  /** `after`: the seal to go on from. */
  constructor(sessionId: string, hashing: Hashing, after: ChainHead = firstHead(sessionId, hashing)) {
    this.#hashing = hashing
    this.#before = after.digest
    this.#records = after.records
    this.#seq = after.seq
    this.#block = this.#begin()
  }

  /** Takes the next record. Gives the seal where a block is full. */
  add(record: StoredRecord): ChainHead | undefined {
    return this.#count(1, hashRecord(this.#block, record), record.seq)
  }

  /** Whether so many more records, with so many bytes of JSON and blobs, end the block. */
  endsWith(records: number, size: number): boolean {
    return this.#recordsInBlock + records >= blockRecords || this.#bytesInBlock + size >= blockBytes
  }

  /**
   * Takes records that lie in memory as they are hashed, one behind the other: their number, the bytes of their JSON and blobs, and the
   * `seq` of the last one, which alone may end a block. Gives the seal where it does.
   */
  addWritten(
    bytes: Uint8Array, { records, size, seq }: { readonly records: number; readonly size: number; readonly seq: number },
  ): ChainHead | undefined {
    this.#block.update(bytes)
    return this.#count(records, size, seq)
  }

  #count(records: number, size: number, seq: number): ChainHead | undefined {
    const isEnd = this.endsWith(records, size)
    this.#records += records
    this.#recordsInBlock += records
    this.#bytesInBlock += size
    this.#seq = seq
    return isEnd ? this.#seal() : undefined
  }

  /** Another chain in the same state, to go on from here twice. */
  copy(): EventChain {
    const copy = new EventChain('', this.#hashing, { records: this.#records, seq: this.#seq, digest: this.#before })
    copy.#block = this.#block.copy()
    copy.#recordsInBlock = this.#recordsInBlock
    copy.#bytesInBlock = this.#bytesInBlock
    return copy
  }

  /** The state after the last record. */
  head(): ChainHead {
    const digest = this.#recordsInBlock === 0 ? this.#before : this.#block.copy().digest()
    return { records: this.#records, seq: this.#seq, digest }
  }

  #begin(): Hasher {
    const hasher = this.#hashing.sha256()
    hasher.update(this.#before)
    return hasher
  }

  #seal(): ChainHead {
    this.#before = this.#block.digest()
    this.#recordsInBlock = 0
    this.#bytesInBlock = 0
    this.#block = this.#begin()
    return this.head()
  }
}

/** The state before the first record. */
export function firstHead(sessionId: string, { sha256 }: Hashing): ChainHead {
  const hasher = sha256()
  hasher.update(utf8.encode('lab chain 1'))
  hasher.update(utf8.encode(sessionId))
  return { records: 0, seq: 0, digest: hasher.digest() }
}

/** The mark of a record: CRC-32 of its JSON followed by its blobs. */
export function markOf({ json, blobs }: StoredRecord, { crc32 }: Hashing): number {
  let mark = crc32(json)
  for (const blob of blobs) mark = crc32(blob, mark)
  return mark
}
