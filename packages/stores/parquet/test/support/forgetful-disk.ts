import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { machineDisk, type Disk, type DiskFile } from '../../src/files/disk.ts'

const sectorBytes = 512

/** What a file has on the disk for certain, and what was written since. */
interface Content {
  durable: Buffer
  current: Buffer
}

export class PowerCut extends Error {
  override readonly name = 'PowerCut'
}

function grown(bytes: Buffer, length: number): Buffer {
  return bytes.length >= length ? bytes : Buffer.concat([bytes, Buffer.alloc(length - bytes.length)])
}

/**
 * A disk that fails after so many operations, and of which one can see what it may have kept: everything synchronised, and any sectors and
 * names of the rest. Names of one folder are kept in their order.
 */
export class ForgetfulDisk implements Disk {
  #left: number
  readonly #names = new Map<string, Content>()
  readonly #durableNames = new Map<string, Content>()
  #changes: { readonly folder: string; apply(names: Map<string, Content>): void }[] = []

  constructor(operations: number) {
    this.#left = operations
  }

  #step(): void {
    if (this.#left-- <= 0) throw new PowerCut('the power was cut')
  }

  #change(path: string, apply: (names: Map<string, Content>) => void): void {
    apply(this.#names)
    this.#changes.push({ folder: dirname(path), apply })
  }

  #wrap(file: DiskFile, content: Content): DiskFile {
    return {
      write: (bytes, position) => {
        this.#step()
        content.current = Buffer.from(grown(content.current, position + bytes.length))
        content.current.set(bytes, position)
        file.write(bytes, position)
      },
      beginSync: () => undefined,
      sync: () => {
        this.#step()
        content.durable = Buffer.from(content.current)
        file.sync()
      },
      truncate: (length) => {
        this.#step()
        content.current = Buffer.from(grown(content.current, length).subarray(0, length))
        file.truncate(length)
      },
      close: () => file.close(),
    }
  }

  makeFolder(path: string): void {
    this.#step()
    machineDisk.makeFolder(path)
  }

  create(path: string): DiskFile {
    this.#step()
    const content: Content = { durable: Buffer.alloc(0), current: Buffer.alloc(0) }
    const file = machineDisk.create(path)
    this.#change(path, (names) => names.set(path, content))
    return this.#wrap(file, content)
  }

  open(path: string): DiskFile {
    this.#step()
    const content = this.#names.get(path)
    if (content === undefined) throw new Error(`${path} was not written here`)
    return this.#wrap(machineDisk.open(path), content)
  }

  rename(from: string, to: string): void {
    this.#step()
    machineDisk.rename(from, to)
    const content = this.#names.get(from)
    this.#change(to, (names) => {
      names.delete(from)
      if (content !== undefined) names.set(to, content)
    })
  }

  remove(path: string): void {
    this.#step()
    machineDisk.remove(path)
    this.#change(path, (names) => names.delete(path))
  }

  removeFolder(path: string): void {
    this.#step()
    machineDisk.removeFolder(path)
  }

  syncFolder(path: string): void {
    this.#step()
    for (const change of this.#changes) if (change.folder === path) change.apply(this.#durableNames)
    this.#changes = this.#changes.filter((change) => change.folder !== path)
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

  /** Puts what the disk may have kept of a folder somewhere else. */
  remains(root: string, target: string, random: () => number): void {
    const names = new Map(this.#durableNames)
    const folders = new Set(this.#changes.map(({ folder }) => folder))
    for (const folder of folders) {
      const changes = this.#changes.filter((change) => change.folder === folder)
      for (const change of changes.slice(0, Math.floor(random() * (changes.length + 1)))) change.apply(names)
    }
    mkdirSync(target, { recursive: true })
    for (const [path, content] of names) {
      const place = join(target, relative(root, path))
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, torn(content, random))
    }
  }
}

/** Sectors as they were synchronised or as they were written last; the length of one of the two. */
function torn({ durable, current }: Content, random: () => number): Buffer {
  const length = random() < 0.5 ? current.length : durable.length
  const result = Buffer.from(grown(durable, length).subarray(0, Math.max(length, Math.min(durable.length, current.length))))
  for (let at = 0; at < result.length; at += sectorBytes) {
    if (random() < 0.5) current.subarray(at, at + sectorBytes).copy(result, at)
  }
  return result
}
