import { writeBlock } from '../files/block.ts'
import type { Disk, DiskFile } from '../files/disk.ts'
import type { IndexBlock } from '../files/index-blocks.ts'
import { ByteSink } from '../parquet/byte-sink.ts'

/** Appends blocks to the index of a session. What {@link add} took is written by {@link commit}. */
export class IndexWriter {
  readonly #file: DiskFile
  readonly #pending = new ByteSink()
  #length: number

  static create(disk: Disk, path: string): IndexWriter {
    return new IndexWriter(disk.create(path), 0)
  }

  /** Goes on with an index of so many bytes; what follows is cut off. */
  static resume(disk: Disk, path: string, length: number): IndexWriter {
    const file = disk.open(path)
    file.truncate(length)
    return new IndexWriter(file, length)
  }

  private constructor(file: DiskFile, length: number) {
    this.#file = file
    this.#length = length
  }

  add(block: IndexBlock, bytes?: Uint8Array): void {
    writeBlock(this.#pending, block, bytes)
  }

  /** Takes blocks as they are. */
  addWritten(bytes: Uint8Array): void {
    this.#pending.bytes(bytes)
  }

  /** Everything added is durable when this returns. When it throws, what was added waits for the next time. */
  commit(): void {
    if (this.#pending.length === 0) return
    try {
      this.#file.write(this.#pending.view(), this.#length)
      this.#file.sync()
    } catch (error) {
      this.#tryToTruncate()
      throw error
    }
    this.#length += this.#pending.length
    this.#pending.clear()
  }

  #tryToTruncate(): void {
    try {
      this.#file.truncate(this.#length)
    } catch {
      // The next blocks are written over it.
    }
  }

  close(): void {
    this.#file.close()
  }
}

