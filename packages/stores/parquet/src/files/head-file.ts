import { join } from 'node:path'
import type { ChainHead } from '@lab/core/integrity'
import { ByteSink } from '../parquet/byte-sink.ts'
import { ByteSource } from '../parquet/byte-source.ts'
import { crc32 } from 'node:zlib'
import type { Disk, DiskFile } from './disk.ts'
import { headName } from './names.ts'

const headBytes = 52

/**
 * What was acknowledged last, beside the journal: it shows that frames are missing at the journal's end. It is written after the frame and not
 * synchronised, so that after a power cut it may be behind the journal, but never before it.
 */
export class HeadFile {
  readonly #disk: Disk
  readonly #path: string
  readonly #file: DiskFile

  private constructor(disk: Disk, path: string, file: DiskFile) {
    this.#disk = disk
    this.#path = path
    this.#file = file
  }

  static create(disk: Disk, folder: string): HeadFile {
    const path = join(folder, headName)
    return new HeadFile(disk, path, disk.create(path))
  }

  /** The first head is on the disk when this returns. */
  begin(head: ChainHead): void {
    this.#file.write(bytesOf(head), 0)
    this.#file.sync()
  }

  put(head: ChainHead): void {
    try {
      this.#file.write(bytesOf(head), 0)
    } catch {
      // The records are durable all the same.
    }
  }

  close(): void {
    this.#file.close()
  }

  remove(): void {
    this.close()
    this.#disk.remove(this.#path)
  }
}

function bytesOf({ records, seq, digest }: ChainHead): Buffer {
  const sink = new ByteSink(headBytes)
  sink.uint64(records)
  sink.uint64(seq)
  sink.bytes(digest)
  sink.uint32(crc32(sink.view()))
  return sink.view()
}

/** The head in a file; undefined where it is not as it was written. */
export function readHead(bytes: Buffer): ChainHead | undefined {
  if (bytes.length !== headBytes || bytes.readUInt32LE(headBytes - 4) !== crc32(bytes.subarray(0, headBytes - 4))) return undefined
  const source = new ByteSource(bytes)
  return { records: source.uint64(), seq: source.uint64(), digest: Uint8Array.from(source.take(32)) }
}
