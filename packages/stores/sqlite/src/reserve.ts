import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { codeOf } from './failure.ts'

/** Room that a session needs to be closed properly: a few events and the pages they touch. */
const reserveBytes = 256 * 1024

/**
 * Room on the disk that is given up when the disk is full, so that a session can still be closed. It lies beside the store as
 * `<path>-reserve` while a session is written. One left behind by a killed process is used again.
 */
export class Reserve {
  readonly #file: string

  constructor(path: string) {
    this.#file = `${path}-reserve`
  }

  /** Takes the room; true when it was not there before. Throws what the system says when there is no room. */
  take(): boolean {
    if (statSync(this.#file, { throwIfNoEntry: false })?.size === reserveBytes) return false
    try {
      this.#write()
      return true
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(codeOf(error))) this.release()
      throw error
    }
  }

  /** Random bytes, so that no file system can store them in less room than they are. */
  #write(): void {
    const file = openSync(this.#file, 'w')
    try {
      const bytes = randomBytes(reserveBytes)
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  /** Gives the room up. */
  release(): void {
    rmSync(this.#file, { force: true })
  }
}
