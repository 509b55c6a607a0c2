import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { frameHeaderBytes, frameLength, frameMark, readFrameHeader, readFrameState, type FrameHeader, type FrameState } from '../files/journal-frame.ts'
import { journalName, journalNumber } from '../files/names.ts'
import { readRecord, type PlainRecord } from '../files/record-layout.ts'
import { ByteSource } from '../parquet/byte-source.ts'
import { openIfThere, type FileReader } from './file-reader.ts'
import { readBlocks, type FoundBlock } from './index-view.ts'

interface Frame {
  readonly at: number
  readonly header: FrameHeader
}

/** A journal as far as it has been written. It can be read on while and after its writer goes on with another one. */
export class JournalView {
  readonly number: number
  readonly file: FileReader
  readonly #frames: Frame[] = []
  readonly blocks: FoundBlock[] = []
  state: FrameState | undefined
  /** Where its last whole frame ends. */
  end = 0

  private constructor(number: number, file: FileReader) {
    this.number = number
    this.file = file
  }

  /**
   * The newest journal of a folder that has a frame: the one at hand where it is that, or undefined where there is none. A journal may
   * vanish while one looks, when its successor is there.
   */
  static newest(folder: string, current: JournalView | undefined): JournalView | undefined {
    for (;;) {
      const numbers = readdirSync(folder).map(journalNumber).filter((number) => number !== undefined).sort((a, b) => b - a)
      if (numbers.length === 0) return undefined
      const found = JournalView.#firstOf(folder, numbers, current)
      if (found !== undefined) return found
    }
  }

  static #firstOf(folder: string, numbers: readonly number[], current: JournalView | undefined): JournalView | undefined {
    let found: JournalView | undefined
    for (const number of numbers) {
      const file = number === current?.number ? current.file : openIfThere(join(folder, journalName(number)))
      if (file === undefined) continue
      const view = number === current?.number ? current : new JournalView(number, file)
      view.refresh()
      if (found !== undefined && found !== current) found.file.close()
      found = view
      if (view.state !== undefined) break
    }
    return found
  }

  /** Bytes behind the last whole frame: of one that was being written, or damage. */
  get rest(): number {
    return this.file.length - this.end
  }

  /** Whether there is a frame behind bytes that are none: a writer that was interrupted leaves nothing behind its last one. */
  get isDamaged(): boolean {
    const rest = this.file.read(this.end, this.rest)
    for (let at = rest.indexOf(frameMark, 1); at >= 0; at = rest.indexOf(frameMark, at + 1)) {
      if (readFrameHeader(rest.subarray(at)) !== undefined) return true
    }
    return false
  }

  /** Reads the frames that were added. */
  refresh(): void {
    const length = this.file.length
    while (this.end < length) {
      const header = readFrameHeader(this.file.read(this.end, frameHeaderBytes))
      if (header === undefined || this.end + frameLength(header) > length) return
      const state = readFrameState(header, this.file.read(this.end, frameLength(header)))
      if (state === undefined) return
      const blocksAt = this.end + frameHeaderBytes + header.state
      if (header.blocks > 0) this.blocks.push(...readBlocks(this.file, blocksAt, blocksAt + header.blocks).blocks)
      if (header.records > 0) this.#frames.push({ at: this.end, header })
      this.state = state
      this.end += frameLength(header)
    }
  }

  /** The records from a `seq` on. */
  * records(from: number): Generator<PlainRecord, void, undefined> {
    for (let i = this.#firstFrame(from); i < this.#frames.length; i++) {
      const frame = this.#frames[i]
      if (frame === undefined) return
      const { at, header } = frame
      const source = new ByteSource(this.file.read(at + frameHeaderBytes + header.state + header.blocks, header.records))
      while (source.rest > 0) {
        const record = readRecord(source)
        if (record.seq >= from) yield record
      }
    }
  }

  #firstFrame(from: number): number {
    let low = 0
    let high = this.#frames.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#frames[middle]?.header.lastSeq ?? 0) < from) low = middle + 1
      else high = middle
    }
    return low
  }
}
