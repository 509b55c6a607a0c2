import { join } from 'node:path'
import type { Disk, DiskFile } from '../files/disk.ts'
import { writeFrame, type FrameState } from '../files/journal-frame.ts'
import { journalName } from '../files/names.ts'

/** Frames below this are put together before they are written: a copy costs less than a call. */
const smallFrame = 16 * 1024

/** Appends frames to a journal, each durable when {@link append} returns. */
export class JournalWriter {
  readonly #disk: Disk
  readonly #folder: string
  readonly #number: number
  readonly #file: DiskFile
  #length = 0

  /** A new journal; the caller synchronises the folder after its first frame. */
  static create(disk: Disk, folder: string, number: number): JournalWriter {
    return new JournalWriter(disk, folder, number, disk.create(join(folder, journalName(number))))
  }

  /** The journal of a session that nobody goes on with: it is only removed. */
  static abandoned(disk: Disk, folder: string, number: number): JournalWriter {
    return new JournalWriter(disk, folder, number, disk.open(join(folder, journalName(number))))
  }

  private constructor(disk: Disk, folder: string, number: number, file: DiskFile) {
    this.#disk = disk
    this.#folder = folder
    this.#number = number
    this.#file = file
  }

  get path(): string {
    return join(this.#folder, journalName(this.#number))
  }

  get number(): number {
    return this.#number
  }

  get length(): number {
    return this.#length
  }

  /** A frame that could not be written leaves nothing behind. */
  append(state: FrameState, seqs: readonly [number, number], blocks: Uint8Array, records: readonly Uint8Array[]): void {
    const parts = writeFrame(state, seqs, blocks, records)
    const size = parts.reduce((sum, { length }) => sum + length, 0)
    try {
      this.#write(size < smallFrame ? [Buffer.concat(parts)] : parts)
      this.#file.sync()
    } catch (error) {
      this.#tryToTruncate()
      throw error
    }
    this.#length += size
  }

  #write(parts: readonly Uint8Array[]): void {
    let at = this.#length
    for (const part of parts) {
      if (part.length > 0) this.#file.write(part, at)
      at += part.length
    }
  }

  #tryToTruncate(): void {
    try {
      this.#file.truncate(this.#length)
    } catch {
      // The next frame is written over it; readers leave out what is no whole frame.
    }
  }

  close(): void {
    this.#file.close()
  }

  remove(): void {
    this.close()
    this.#disk.remove(this.path)
  }
}
