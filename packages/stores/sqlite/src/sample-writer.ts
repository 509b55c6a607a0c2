import { randomBytes } from 'node:crypto'
import { mkdirSync, writeSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf } from './failure.ts'
import { giveWay } from './give-way.ts'
import { cutSampleFile, sampleFolderOf, type SamplePlace } from './sample-folder.ts'
import { synchroniseFolder } from './synchronise-folder.ts'
import { largeBytes, type ReceivedBlob } from './writer-messages.ts'

/** Samples begin at a multiple of this, so that any type of them can be mapped into memory. */
const alignment = 8

/** Large blobs of a batch on their way to the disk. */
export interface SamplesUnderWay {
  /** For each blob of the batch where it goes; undefined for one that goes into the table. */
  readonly places: readonly (SamplePlace | undefined)[]
  /** Resolves when they are durable; undefined where there are none. */
  readonly durable: Promise<void> | undefined
}

export const noSamples: SamplesUnderWay = { places: [], durable: undefined }

interface Placed {
  readonly place: SamplePlace
  readonly data: Uint8Array
}

/** Appends the large blobs of one session to a file beside the store. The disk works while this thread does other things. */
export class SampleWriter {
  readonly #store: string
  readonly #name: string
  #file: Promise<FileHandle> | undefined
  /** Behind the last blob that is on its way. */
  #end = 0
  /** Behind the last blob that a committed record names. */
  #kept = 0
  #underWay: Promise<unknown> = Promise.resolve()

  constructor(store: string, session: number | bigint) {
    this.#store = store
    this.#name = `${session}-${randomBytes(4).toString('hex')}.raw`
  }

  /** Begins to write what is large among the blobs of a batch. */
  append(blobs: readonly ReceivedBlob[]): SamplesUnderWay {
    const places = blobs.map(({ data }) => (data.length >= largeBytes ? this.#reserve(data.length) : undefined))
    const placed = blobs.flatMap(({ data }, i): Placed[] => (places[i] === undefined ? [] : [{ place: places[i], data }]))
    if (placed.length === 0) return noSamples
    const durable = this.#write(placed)
    this.#underWay = Promise.allSettled([this.#underWay, durable]) // whoever waits for the batch is told of a failure
    return { places, durable }
  }

  #reserve(length: number): SamplePlace {
    const offset = Math.ceil(this.#end / alignment) * alignment
    this.#end = offset + length
    return { file: this.#name, offset, length }
  }

  async #write(placed: readonly Placed[]): Promise<void> {
    const file = await (this.#file ??= createFile(sampleFolderOf(this.#store), this.#name))
    for (const { place, data } of placed) writeAll(file.fd, data, place.offset)
    const durable = file.datasync()
    giveWay()
    await durable
  }

  /** A committed record names these. */
  keep({ places }: SamplesUnderWay): void {
    for (const place of places) if (place !== undefined) this.#kept = place.offset + place.length
  }

  /** Waits for what is under way and gives the room back that no committed record needs. */
  async close(): Promise<void> {
    await this.#underWay
    const file = await this.#file?.catch(() => undefined)
    this.#file = undefined
    await file?.close()
    if (this.#end > this.#kept) cutSampleFile(this.#store, this.#name, this.#kept)
    this.#end = this.#kept
  }
}

/** Fills the cache of the system: that takes no longer than to hand it to another thread. Waiting for the disk does. */
function writeAll(file: number, data: Uint8Array, offset: number): void {
  for (let done = 0; done < data.length;) done += writeSync(file, data, done, data.length - done, offset + done)
}

/** Makes an empty file that is still there after a power cut. Another writer may be removing the folder because it is empty. */
async function createFile(folder: string, name: string, attempts = 3): Promise<FileHandle> {
  try {
    mkdirSync(folder, { recursive: true })
    await synchroniseFolder(dirname(folder)) // also where another writer has made it just now
    const file = await open(join(folder, name), 'wx')
    await synchroniseFolder(folder)
    return file
  } catch (error) {
    if (attempts > 1 && codeOf(error) === 'ENOENT') return await createFile(folder, name, attempts - 1)
    throw error
  }
}
