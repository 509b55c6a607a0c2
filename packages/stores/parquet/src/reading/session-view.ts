import { join } from 'node:path'
import type { ChainHead } from '@lab/core/integrity'
import type { EndBlock, FinishedBlock, GroupBlock, SegmentBlock, SignatureBlock } from '../files/index-blocks.ts'
import { readHeads } from '../files/index-blocks.ts'
import { indexName } from '../files/names.ts'
import type { FrameState } from '../files/journal-frame.ts'
import { openIfThere, type FileReader } from './file-reader.ts'
import { readBlocks, type FoundBlock } from './index-view.ts'
import { JournalView } from './journal-view.ts'

/** A row group with where the numbers and marks of its records are. */
export interface FoundGroup {
  readonly block: GroupBlock
  readonly marks: FoundBlock
  /** Number of its first row in the series. */
  readonly firstRow: number
}

export interface FoundSegment {
  readonly block: SegmentBlock
  readonly groups: FoundGroup[]
  finished?: FinishedBlock
}

/** The points of an acquisition, or all other events. */
export interface FoundSeries {
  readonly acquisition: string | undefined
  readonly segments: FoundSegment[]
  /** `seq` of the last record that is in a row group. */
  lastSeq: number
  rows: number
}

/** Bytes beside a block. */
export function bytesOf({ file, place }: FoundBlock): Buffer {
  return file.read(place.at, place.length)
}

/** What there is of a session on the disk, as far as one has looked. */
export class SessionView {
  readonly folder: string
  readonly series = new Map<string | undefined, FoundSeries>()
  readonly segments = new Map<string, FoundSegment>()
  readonly signatures: SignatureBlock['signature'][] = []
  readonly seals: ChainHead[] = []
  readonly damage: string[] = []
  sessionId: string | undefined
  /** Whether a newer version wrote it. */
  isNewer = false
  end: EndBlock | undefined
  journal: JournalView | undefined
  index: FileReader | undefined
  /** Where the last whole block of the index ends. */
  indexEnd = 0
  /** Blocks that the index does not have yet. */
  readonly journalOnly: FoundBlock[] = []
  readonly #seen = new Set<string>()
  #journalBlocks = 0

  /** @throws what the system says, `ENOENT` where there is no such folder */
  constructor(folder: string) {
    this.folder = folder
    this.refresh()
  }

  /**
   * Looks what has been added. The journal is looked at before the index: what leaves the one in between is then in the other.
   * False where the index was replaced, so that another view is needed.
   */
  refresh(): boolean {
    if (this.end !== undefined && this.journal === undefined) return this.#isSameIndex()
    this.#refreshJournal()
    if (!this.#refreshIndex()) return false
    for (const found of this.journal?.blocks.slice(this.#journalBlocks) ?? []) {
      if (this.#take(found)) this.journalOnly.push(found)
    }
    this.#journalBlocks = this.journal?.blocks.length ?? 0
    return true
  }

  #refreshJournal(): void {
    const newest = JournalView.newest(this.folder, this.journal)
    if (newest === this.journal) return
    this.journal?.file.close()
    this.journal = newest
    this.#journalBlocks = 0
  }

  #isSameIndex(): boolean {
    const now = openIfThere(join(this.folder, indexName))
    try {
      return now?.identity === this.index?.identity
    } finally {
      now?.close()
    }
  }

  #refreshIndex(): boolean {
    if (this.index === undefined) this.index = openIfThere(join(this.folder, indexName))
    else if (!this.#isSameIndex()) return false
    if (this.index === undefined) return true
    const { blocks, end, damage } = readBlocks(this.index, this.indexEnd, this.index.length)
    for (const found of blocks) this.#take(found)
    this.indexEnd = end
    this.damage.splice(0, this.damage.length, ...damage)
    return true
  }

  /** Takes what a block says; false where that is known. */
  #take(found: FoundBlock): boolean {
    const { block } = found
    switch (block.type) {
      case 'session':
        this.sessionId = block.sessionId
        this.isNewer = block.version > 1
        return true
      case 'segment': return this.#takeSegment(block)
      case 'group': return this.#takeGroup(block, found)
      case 'finished': {
        const segment = this.segments.get(block.file)
        if (segment !== undefined) segment.finished = block
        return true
      }
      case 'seals': return this.#takeSeals(found)
      case 'signature': {
        const isNew = this.#isNew(found.place.json)
        if (isNew) this.signatures.push(block.signature)
        return isNew
      }
      case 'end':
        this.end = block
        return true
    }
  }

  #isNew(key: string): boolean {
    const isNew = !this.#seen.has(key)
    this.#seen.add(key)
    return isNew
  }

  #takeSegment(block: SegmentBlock): boolean {
    if (this.segments.has(block.file)) return false
    const segment: FoundSegment = { block, groups: [] }
    this.segments.set(block.file, segment)
    const series = this.series.get(block.acquisition)
    if (series === undefined) this.series.set(block.acquisition, { acquisition: block.acquisition, segments: [segment], lastSeq: 0, rows: 0 })
    else series.segments.push(segment)
    return true
  }

  #takeGroup(block: GroupBlock, marks: FoundBlock): boolean {
    const segment = this.segments.get(block.file)
    const series = this.series.get(segment?.block.acquisition)
    if (segment === undefined || series === undefined || !this.#isNew(`${block.file} ${block.group.offset}`)) return false
    segment.groups.push({ block, marks, firstRow: series.rows })
    series.rows += block.group.rows
    series.lastSeq = Math.max(series.lastSeq, block.lastSeq)
    return true
  }

  #takeSeals(found: FoundBlock): boolean {
    const last = this.seals.at(-1)?.records ?? 0
    const heads = readHeads(bytesOf(found)).filter(({ records }) => records > last)
    this.seals.push(...heads)
    return heads.length > 0
  }

  /** The state after the last durable record. */
  get state(): FrameState | undefined {
    if (this.end !== undefined) {
      const { head, points, closed } = this.end
      return { ...head, points, ...(closed === undefined ? {} : { closed }) }
    }
    return this.journal?.state
  }

  close(): void {
    this.journal?.file.close()
    this.index?.close()
  }
}
