import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { StoreError } from '@lab/core'
import type { Database, Statement } from 'better-sqlite3'
import { unpackBlob, type BlobCodec } from './blob-codec.ts'
import { codeOf } from './failure.ts'
import { isSampleFile, sampleFolderOf } from './sample-folder.ts'

/** A row of `blobs`. */
interface BlobRow {
  readonly idx: number
  readonly codec: BlobCodec | 'file'
  readonly data: Uint8Array
  /** CRC-32 of the bytes as they lie in the table. */
  readonly crc: number | null
  readonly file: string | null
  readonly offset: number | null
  readonly length: number | null
}

/** Reads the blobs of the records of one session, from the table and from beside the store. */
export class BlobReader {
  readonly #blobs: Statement<[number, number], BlobRow>
  readonly #session: number
  readonly #store: string
  #folder: string | undefined

  constructor(database: Database, session: number) {
    this.#session = session
    this.#store = database.name
    this.#blobs = database.prepare(
      'SELECT idx, codec, data, crc, file, offset, length FROM blobs WHERE session = ? AND seq = ? ORDER BY idx',
    )
  }

  /** The blobs of a record. Throws where one is damaged or missing. */
  blobsOf(seq: number): Uint8Array[] {
    return this.#blobs.all(this.#session, seq).map((row) => this.#blobOf(row, seq))
  }

  #blobOf({ codec, data, file, offset, length }: BlobRow, seq: number): Uint8Array {
    if (codec !== 'file') return unpackBlob({ codec, data })
    if (file === null || !isSampleFile(file) || !isCount(offset) || !isCount(length)) {
      throw damaged(`The samples of record ${seq} have no place.`)
    }
    this.#folder ??= sampleFolderOf(this.#store)
    return readPart(join(this.#folder, file), offset, length, seq)
  }

  /** Whether the blobs of a record lie in the table as they were put there, whatever comes out of them. */
  hasBlobsAsPut(seq: number): boolean {
    return this.#blobs.all(this.#session, seq).every((row, place) => row.idx === place && isAsPut(row))
  }
}

function isAsPut({ codec, data, crc, file, offset, length }: BlobRow): boolean {
  if (codec === 'file') return data.length === 0 && crc === null
  return crc32(data) === crc && file === null && offset === null && length === null
}

/** Reads a part of a file in one go. */
function readPart(path: string, offset: number, length: number, seq: number): Uint8Array {
  const file = openOrExplain(path, seq)
  try {
    const data = roomFor(file, length)
    let done = 0
    for (let read = -1; done < data.length && read !== 0; done += read) {
      read = readSync(file, data, done, data.length - done, offset + done)
    }
    if (done === length) return data
    throw damaged(`${path} ends before the samples of record ${seq}, which are ${length} bytes from byte ${offset} on.`)
  } finally {
    closeSync(file)
  }
}

/** Whether it can be a place or length; in a changed store it may be anything. */
function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 47
}

/** No more than the file has: a changed length may be anything. */
function roomFor(file: number, length: number): Uint8Array {
  return Buffer.allocUnsafeSlow(Math.min(length, fstatSync(file).size))
}

function openOrExplain(path: string, seq: number): number {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause
    throw new StoreError('corrupt', `The samples of record ${seq} are missing: there is no ${path}.`, {
      hint: 'Put the folder back beside the store; a store is copied, moved and renamed together with it.', cause,
    })
  }
}

function damaged(message: string): StoreError {
  return new StoreError('corrupt', message, {
    hint: 'Take the folder of samples from a backup, or read the events after it with { from }.',
  })
}
