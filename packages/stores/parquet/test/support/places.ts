import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { frameLength, readFrameHeader } from '../../src/files/journal-frame.ts'
import { indexName } from '../../src/files/names.ts'
import { lengthOfPage } from '../../src/parquet/group-entry.ts'
import { readBlocks } from '../../src/reading/index-view.ts'
import { FileReader } from '../../src/reading/file-reader.ts'
import { marksOf } from '../../src/reading/group-records.ts'
import { SessionView, type FoundGroup } from '../../src/reading/session-view.ts'

/** Some bytes of a file and the records that are in them. */
interface Place {
  readonly from: number
  readonly to: number
  readonly seqs: readonly [from: number, to: number]
}

/** Where the records of a session are: which ones a byte of a file belongs to. */
export class Places {
  readonly #places = new Map<string, Place[]>()

  constructor(folder: string) {
    const view = new SessionView(folder)
    for (const { block, groups } of view.segments.values()) {
      this.#places.set(block.file, groups.flatMap(pagesOf))
    }
    view.close()
    this.#places.set(indexName, indexPlaces(join(folder, indexName)))
  }

  /** Numbers of the records at a byte; undefined where there are none, as in a footer. */
  at(folder: string, file: string, byte: number): readonly [from: number, to: number] | undefined {
    if (file.startsWith('_journal')) this.#places.set(file, framesOf(readFileSync(join(folder, file))))
    return this.#places.get(file)?.find(({ from, to }) => byte >= from && byte < to)?.seqs
  }
}

function pagesOf(found: FoundGroup): Place[] {
  const { seqs } = marksOf(found)
  return found.block.group.columns.flatMap(({ offset, dictionary, pages }) => {
    const places: Place[] = []
    let at = offset
    let row = 0
    const put = (length: number, first: number, end: number): void => {
      places.push({ from: at, to: at + length, seqs: [seqs[first] ?? 0, seqs[end - 1] ?? 0] })
      at += length
    }
    if (dictionary !== undefined) put(lengthOfPage(dictionary), 0, seqs.length)
    for (const page of pages) {
      put(lengthOfPage(page), row, row + page.rows)
      row += page.rows
    }
    return places
  })
}

function indexPlaces(path: string): Place[] {
  const file = new FileReader(path)
  let from = 0
  const places: Place[] = []
  for (const { block, place } of readBlocks(file, 0, file.length).blocks) {
    if (block.type === 'group') places.push({ from, to: place.end, seqs: [block.firstSeq, block.lastSeq] })
    from = place.end
  }
  file.close()
  return places
}

function framesOf(bytes: Buffer): Place[] {
  const places: Place[] = []
  for (let at = 0; ;) {
    const header = readFrameHeader(bytes.subarray(at))
    if (header === undefined) return places
    if (header.records > 0) places.push({ from: at, to: at + frameLength(header), seqs: [header.firstSeq, header.lastSeq] })
    at += frameLength(header)
  }
}
