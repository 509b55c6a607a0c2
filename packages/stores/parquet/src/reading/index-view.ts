import { nextBlock, readBlock, type BlockPlace } from '../files/block.ts'
import type { IndexBlock } from '../files/index-blocks.ts'
import { DamageError } from '../parquet/byte-source.ts'
import type { FileReader } from './file-reader.ts'

/** A block with the file that it and its bytes are in. */
export interface FoundBlock {
  readonly block: IndexBlock
  readonly place: BlockPlace
  readonly file: FileReader
}

/** Blocks of a file from a place on, up to its end or the first damage. */
interface FoundBlocks {
  readonly blocks: readonly FoundBlock[]
  /** Where the last whole block ends. */
  readonly end: number
  /** What is wrong behind it, or in a block that was left out. */
  readonly damage: readonly string[]
}

/** Reads blocks up to a place in a file. Damaged ones are left out. */
export function readBlocks(file: FileReader, from: number, to: number): FoundBlocks {
  const blocks: FoundBlock[] = []
  const damage: string[] = []
  const window = new Window(file, from, to)
  let at = from
  let whole = from
  for (;;) {
    try {
      const place = readBlock(at, (offset, length) => window.read(offset, length))
      if (place === undefined || place.end > to) return { blocks, end: whole, damage: place === undefined ? damage : [...damage, 'a block is cut off'] }
      blocks.push({ block: parsed(place.json), place, file })
      at = place.end
      whole = at
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
      damage.push(`${error.message} (at byte ${at})`)
      const next = nextBlock(file.read(at, to - at), 0)
      if (next === undefined) return { blocks, end: whole, damage }
      at += next
    }
  }
}

/** Its checksum was right: it is what a writer wrote. */
function parsed(json: string): IndexBlock {
  return JSON.parse(json) as IndexBlock
}

const windowBytes = 64 * 1024

/** Reads ahead, into the same memory: blocks are small and many, but for what lies beside them. */
class Window {
  readonly #file: FileReader
  readonly #to: number
  readonly #memory: Buffer
  #at = 0
  #bytes: Buffer = Buffer.alloc(0)

  constructor(file: FileReader, from: number, to: number) {
    this.#memory = Buffer.allocUnsafeSlow(Math.max(0, Math.min(windowBytes, to - from)))
    this.#file = file
    this.#to = to
  }

  read(at: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.#to - at))
    if (at < this.#at || at + wanted > this.#at + this.#bytes.length) {
      this.#bytes = wanted > windowBytes ? this.#file.read(at, wanted) : this.#file.readInto(this.#memory.subarray(0, this.#to - at), at)
      this.#at = at
    }
    return this.#bytes.subarray(at - this.#at, at - this.#at + wanted)
  }
}
