import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** An open file that is read at places. */
export class FileReader {
  readonly path: string
  readonly #file: number
  #closed = false

  constructor(path: string) {
    this.path = path
    this.#file = openSync(path, 'r')
  }

  get length(): number {
    return fstatSync(this.#file).size
  }

  /** Tells files apart that have had the same name. */
  get identity(): string {
    const { dev, ino } = fstatSync(this.#file, { bigint: true })
    return `${dev}/${ino}`
  }

  /** So many bytes, or fewer at the end of the file. */
  read(at: number, length: number): Buffer {
    return this.readInto(Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, this.length - at))), at)
  }

  /** As many bytes as there is memory for, or fewer at the end of the file: the part of the memory that they fill. */
  readInto(bytes: Buffer, at: number): Buffer {
    let done = 0
    while (done < bytes.length) {
      const count = readSync(this.#file, bytes, done, bytes.length - done, at + done)
      if (count === 0) break
      done += count
    }
    return bytes.subarray(0, done)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    closeSync(this.#file)
  }
}

export function openIfThere(path: string): FileReader | undefined {
  try {
    return new FileReader(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
