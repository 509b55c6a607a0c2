import {
  closeSync, existsSync, fdatasync, fdatasyncSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync,
  writeSync,
} from 'node:fs'

/** A file that is written from one place on. */
export interface DiskFile {
  /** Writes all of it, or throws. */
  write(bytes: Uint8Array, position: number): void
  /** Lets the disk begin with what was written, where it can; {@link sync} has less to wait for. */
  beginSync(): void
  /** Returns when everything written is on the disk. */
  sync(): void
  truncate(length: number): void
  /** May be called twice. */
  close(): void
}

/** What a writer does to the disk: the place where tests put a disk that fails or forgets. */
export interface Disk {
  makeFolder(path: string): void
  /** Opens a file for writing; `create` fails where there is one, `open` where there is none. */
  create(path: string): DiskFile
  open(path: string): DiskFile
  rename(from: string, to: string): void
  remove(path: string): void
  /** Removes a folder where it is empty. */
  removeFolder(path: string): void
  /** Returns when names in a folder are on the disk. */
  syncFolder(path: string): void
  exists(path: string): boolean
  read(path: string): Buffer
  list(path: string): readonly string[]
}

class OpenFile implements DiskFile {
  readonly #path: string
  readonly #file: number
  #closed = false
  /** The file once more, and how often it is being synchronised there. */
  #other: number | undefined
  #syncing = 0

  constructor(path: string, flags: string) {
    this.#path = path
    this.#file = openSync(path, flags)
  }

  write(bytes: Uint8Array, position: number): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at, bytes.length - at, position + at)
  }

  sync(): void {
    fdatasyncSync(this.#file)
  }

  /**
   * On a file of its own: an error of the disk is told once to each that is open, and {@link sync} must not miss it. What it says is of no
   * interest here.
   */
  beginSync(): void {
    try {
      this.#other ??= openSync(this.#path, 'r+')
    } catch {
      return // Too many are open: then there is nothing won.
    }
    this.#syncing++
    fdatasync(this.#other, () => {
      this.#syncing--
      if (this.#closed) this.#closeOther()
    })
  }

  truncate(length: number): void {
    ftruncateSync(this.#file, length)
  }

  close(): void {
    if (!this.#closed) closeSync(this.#file)
    this.#closed = true
    this.#closeOther()
  }

  #closeOther(): void {
    if (this.#other === undefined || this.#syncing > 0) return
    closeSync(this.#other)
    this.#other = undefined
  }
}

/** The disk of this machine. */
export const machineDisk: Disk = {
  makeFolder: (path) => { mkdirSync(path, { recursive: true }) },
  create: (path) => new OpenFile(path, 'wx'),
  open: (path) => new OpenFile(path, 'r+'),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { force: true }),
  removeFolder: (path) => rmdirSync(path),
  syncFolder,
  exists: (path) => existsSync(path),
  read: (path) => readFileSync(path),
  list: (path) => readdirSync(path),
}

/** Windows does not open folders; its file systems keep names in a log of their own. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Puts a whole file in the place of another, so that one of the two is there at any moment. */
export function replaceFile(disk: Disk, path: string, bytes: Uint8Array): void {
  const fresh = `${path}.new`
  disk.remove(fresh)
  const file = disk.create(fresh)
  try {
    file.write(bytes, 0)
    file.sync()
  } catch (error) {
    file.close()
    disk.remove(fresh)
    throw error
  }
  file.close()
  disk.rename(fresh, path)
}
