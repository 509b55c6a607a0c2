import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { frameHeaderBytes, frameLength, frameMark, readFrameHeader, readFrameState, type FrameHeader, type FrameState } from '../files/journal-frame.ts'
import { journalName, journalNumber } from '../files/names.ts'
import { readRecords, type PlainRecord } from '../files/record-layout.ts'
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
  /** Where there are bytes between two frames: damage. */
  readonly gaps: [from: number, to: number][] = []
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
    return this.gaps.length > 0
  }

  /** Reads the frames that were added. What is no frame before another one is damage, and left out. */
  refresh(): void {
    const length = this.file.length
    while (this.end < length) {
      if (this.#takeFrame(this.end, length)) continue
      const next = this.#frameBehind(this.end)
      if (next === undefined) return
      this.gaps.push([this.end, next])
      this.end = next
    }
  }

  #takeFrame(at: number, length: number): boolean {
    const header = readFrameHeader(this.file.read(at, frameHeaderBytes))
    if (header === undefined || at + frameLength(header) > length) return false
    const state = readFrameState(header, this.file.read(at, frameLength(header)))
    if (state === undefined) return false
    const blocksAt = at + frameHeaderBytes + header.state
    if (header.blocks > 0) this.blocks.push(...readBlocks(this.file, blocksAt, blocksAt + header.blocks).blocks)
    if (header.records > 0) this.#frames.push({ at, header })
    this.state = state
    this.end = at + frameLength(header)
    return true
  }

  #frameBehind(place: number): number | undefined {
    const rest = this.file.read(place, this.rest)
    for (let at = rest.indexOf(frameMark, 1); at >= 0; at = rest.indexOf(frameMark, at + 1)) {
      const header = readFrameHeader(rest.subarray(at))
      if (header !== undefined && readFrameState(header, rest.subarray(at, at + frameLength(header))) !== undefined) return place + at
    }
    return undefined
  }

  /** The records from a `seq` on. */
  * records(from: number): Generator<PlainRecord, void, undefined> {
    for (let i = this.#firstFrame(from); i < this.#frames.length; i++) {
      const frame = this.#frames[i]
      if (frame === undefined) return
      const { at, header } = frame
      const source = new ByteSource(this.file.read(at + frameHeaderBytes + header.state + header.blocks, header.records))
      for (const record of readRecords(source)) if (record.seq >= from) yield record
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
