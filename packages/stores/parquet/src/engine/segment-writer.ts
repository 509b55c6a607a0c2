import { crc32 } from 'node:zlib'
import { join } from 'node:path'
import { unfinishedName } from '../files/names.ts'
import type { Disk, DiskFile } from '../files/disk.ts'
import type { FinishedBlock, SegmentBlock } from '../files/index-blocks.ts'
import type { FileColumn } from '../parquet/column-schema.ts'
import type { ColumnValues } from '../parquet/column-values.ts'
import { writeColumn } from '../parquet/column-writer.ts'
import { footerOf, magic } from '../parquet/footer.ts'
import type { GroupEntry } from '../parquet/group-entry.ts'
import { PartSink } from '../parquet/part-sink.ts'

/** A segment is finished when it has so many row groups … */
const mostGroups = 128
/** … or bytes: its footer, and what compaction rewrites, stay small. */
const mostBytes = 256 * 1024 * 1024

/** Appends row groups to a Parquet file that has no footer yet. */
export class SegmentWriter {
  readonly block: SegmentBlock
  /** Whether the index, or a frame of the journal, says that the file was begun. */
  announced = false
  readonly #disk: Disk
  readonly #folder: string
  readonly #file: DiskFile
  readonly #columns: readonly FileColumn[]
  readonly #groups: GroupEntry[]
  #length: number

  /** A new file, durable as far as its name: the caller synchronises the folder. */
  static begin(disk: Disk, folder: string, block: SegmentBlock, columns: readonly FileColumn[]): SegmentWriter {
    const file = disk.create(join(folder, unfinishedName(block.file)))
    try {
      file.write(magic, 0)
    } catch (error) {
      file.close()
      disk.remove(join(folder, unfinishedName(block.file)))
      throw error
    }
    return new SegmentWriter(disk, folder, file, block, columns, [])
  }

  /** Goes on with a file of which these row groups are known; what follows them is cut off. */
  static resume(disk: Disk, folder: string, block: SegmentBlock, columns: readonly FileColumn[], groups: readonly GroupEntry[]): SegmentWriter {
    const file = disk.open(join(folder, unfinishedName(block.file)))
    const writer = new SegmentWriter(disk, folder, file, block, columns, [...groups])
    writer.announced = true
    file.truncate(writer.#length)
    return writer
  }

  private constructor(
    disk: Disk, folder: string, file: DiskFile, block: SegmentBlock, columns: readonly FileColumn[], groups: GroupEntry[],
  ) {
    this.#disk = disk
    this.#folder = folder
    this.#file = file
    this.block = block
    this.#columns = columns
    this.#groups = groups
    const last = groups.at(-1)
    this.#length = last === undefined ? magic.length : last.offset + last.length
  }

  get isFull(): boolean {
    return this.#groups.length >= mostGroups || this.#length >= mostBytes
  }

  get groups(): number {
    return this.#groups.length
  }

  /** Writes a row group. It is on the disk after {@link sync}, and counts only after {@link keep}. */
  write(columns: readonly (readonly [FileColumn, ColumnValues])[]): GroupEntry {
    const sink = new PartSink(256 * 1024)
    const rows = columns[0]?.[1].values.length ?? 0
    const entries = columns.map(([column, values]) => writeColumn(sink, this.#length, column, values))
    return this.writeParts({ rows, offset: this.#length, length: sink.length, columns: entries }, sink.parts())
  }

  /** Writes a row group that is encoded already, for its place at the end of the file. */
  writeParts(group: GroupEntry, parts: readonly Uint8Array[]): GroupEntry {
    let at = this.#length
    for (const part of parts) {
      this.#file.write(part, at)
      at += part.length
    }
    return group
  }

  /** Lets the disk begin with what was written. */
  beginSync(): void {
    this.#file.beginSync()
  }

  /** Returns when everything written is on the disk. */
  sync(): void {
    this.#file.sync()
  }

  get length(): number {
    return this.#length
  }

  keep(group: GroupEntry): void {
    this.#groups.push(group)
    this.#length = group.offset + group.length
  }

  /** Takes back the last group that was kept. */
  drop(group: GroupEntry): void {
    this.#groups.pop()
    this.#length = group.offset
  }

  /** Lets go of a file that has nothing in it. */
  discard(): void {
    this.#file.close()
    this.#disk.remove(join(this.#folder, unfinishedName(this.block.file)))
  }

  /** Writes the footer; the file has its name when this returns, unless that is left for later. The caller synchronises the folder. */
  finish(rename = true): FinishedBlock {
    const footer = footerOf(this.#columns, this.#groups, Object.entries(this.block.metadata).map(([key, value]) => ({ key, value })))
    this.#file.write(footer, this.#length)
    this.#file.truncate(this.#length + footer.length)
    this.#file.sync()
    this.#file.close()
    if (rename) this.#disk.rename(join(this.#folder, unfinishedName(this.block.file)), join(this.#folder, this.block.file))
    return { type: 'finished', file: this.block.file, bytes: this.#length + footer.length, footer: { at: this.#length, crc: crc32(footer) } }
  }

  close(): void {
    this.#file.close()
  }
}
