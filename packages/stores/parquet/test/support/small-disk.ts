import { machineDisk, type Disk, type DiskFile } from '../../src/files/disk.ts'

function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}

/** A disk with room for so many bytes. What does not fit is written as far as it does. */
export class SmallDisk implements Disk {
  #room: number
  readonly #sizes = new Map<string, number>()

  constructor(room: number) {
    this.#room = room
  }

  #resize(path: string, size: number): void {
    this.#room -= size - (this.#sizes.get(path) ?? 0)
    this.#sizes.set(path, size)
  }

  #wrap(path: string, file: DiskFile): DiskFile {
    return {
      write: (bytes, position) => {
        const size = this.#sizes.get(path) ?? 0
        const fits = Math.max(0, Math.min(bytes.length, size + this.#room - position))
        this.#resize(path, Math.max(size, position + fits))
        file.write(bytes.subarray(0, fits), position)
        if (fits < bytes.length) throw noSpace()
      },
      beginSync: () => undefined,
      sync: () => file.sync(),
      truncate: (length) => {
        this.#resize(path, length)
        file.truncate(length)
      },
      close: () => file.close(),
    }
  }

  makeFolder(path: string): void {
    machineDisk.makeFolder(path)
  }

  create(path: string): DiskFile {
    if (this.#room <= 0) throw noSpace()
    const file = machineDisk.create(path)
    this.#resize(path, 0)
    return this.#wrap(path, file)
  }

  open(path: string): DiskFile {
    return this.#wrap(path, machineDisk.open(path))
  }

  rename(from: string, to: string): void {
    machineDisk.rename(from, to)
    this.#resize(to, 0)
    const size = this.#sizes.get(from) ?? 0
    this.#resize(from, 0)
    this.#resize(to, size)
  }

  remove(path: string): void {
    machineDisk.remove(path)
    this.#resize(path, 0)
  }

  removeFolder(path: string): void {
    machineDisk.removeFolder(path)
  }

  syncFolder(path: string): void {
    machineDisk.syncFolder(path)
  }

  exists(path: string): boolean {
    return machineDisk.exists(path)
  }

  read(path: string): Buffer {
    return machineDisk.read(path)
  }

  list(path: string): readonly string[] {
    return machineDisk.list(path)
  }
}
