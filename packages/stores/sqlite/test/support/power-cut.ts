import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** What a program did to the files of a folder, in order; `said` is what it wrote to its standard output. */
type Deed =
  | { readonly kind: 'open'; readonly file: number; readonly path: string; readonly created: boolean }
  | { readonly kind: 'write'; readonly file: number; readonly offset: number; readonly data: Buffer }
  | { readonly kind: 'truncate'; readonly file: number; readonly length: number }
  | { readonly kind: 'sync'; readonly file: number }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'said'; readonly text: string }

/** The log that `power-cut.c` writes. */
export function readDeeds(logFile: string): readonly Deed[] {
  const log = readFileSync(logFile)
  const deeds: Deed[] = []
  for (let at = 0; at < log.length;) {
    const kind = String.fromCharCode(log.readUInt8(at))
    const [file, offset, length] = [log.readInt32LE(at + 1), Number(log.readBigInt64LE(at + 5)), Number(log.readBigInt64LE(at + 13))]
    const data = log.subarray(at + 21, at + 21 + length)
    deeds.push(deedOf(kind, file, offset, data))
    at += 21 + length
  }
  return deeds
}

function deedOf(kind: string, file: number, offset: number, data: Buffer): Deed {
  switch (kind) {
    case 'O': return { kind: 'open', file, path: data.toString(), created: offset === 1 }
    case 'W': return { kind: 'write', file, offset, data }
    case 'T': return { kind: 'truncate', file, length: offset }
    case 'S': return { kind: 'sync', file }
    case 'U': return { kind: 'remove', path: data.toString() }
    case 'M': return { kind: 'folder', path: data.toString() }
    case 'A': return { kind: 'said', text: data.toString() }
    default: throw new Error(`unknown record ${kind}`)
  }
}

const sector = 512

/** Bytes that grow. */
class Content {
  #room = Buffer.alloc(64 * 1024)
  #length = 0

  copy(): Content {
    const copy = new Content()
    copy.#room = Buffer.from(this.#room)
    copy.#length = this.#length
    return copy
  }

  bytes(): Buffer {
    return this.#room.subarray(0, this.#length)
  }

  resize(length: number): void {
    if (length > this.#room.length) this.#room = Buffer.concat([this.#room, Buffer.alloc(length)])
    if (length < this.#length) this.#room.fill(0, length, this.#length)
    this.#length = length
  }

  put(at: number, part: Buffer): void {
    if (at + part.length > this.#length) this.resize(at + part.length)
    part.copy(this.#room, at)
  }
}

/** One file: what is certainly on the disk, and what may be. */
class Inode {
  readonly #certain = new Content()
  #pending: Deed[] = []

  add(deed: Deed): void {
    this.#pending.push(deed)
  }

  sync(): void {
    for (const deed of this.#pending) change(this.#certain, deed, () => true)
    this.#pending = []
  }

  /** Any subset of the sectors that were not synchronised, and of the truncations. */
  afterCut(survives: () => boolean): Buffer {
    const content = this.#certain.copy()
    for (const deed of this.#pending) change(content, deed, survives)
    return content.bytes()
  }
}

function change(content: Content, deed: Deed, survives: () => boolean): void {
  if (deed.kind === 'truncate' && survives()) content.resize(deed.length)
  if (deed.kind !== 'write') return
  for (let from = 0; from < deed.data.length;) {
    const at = deed.offset + from
    const part = deed.data.subarray(from, from + sector - (at % sector))
    from += part.length
    if (survives()) content.put(at, part)
  }
}

/** What a name stands for. */
type Entry = Inode | 'folder'

interface NameDeed {
  /** The folder whose entry it is. */
  readonly folder: string
  settle(): void
}

/**
 * A disk on which a program has worked until the power was cut. Entries of folders come and go in order, and may be lost from the end;
 * what is in a folder whose own entry is lost is lost with it.
 */
export class Disk {
  readonly #root: string
  readonly #inodes = new Map<number, Inode>()
  /** Open folders by the number of their file. */
  readonly #folders = new Map<number, string>()
  readonly #names = new Map<string, Entry>([['', 'folder']])
  readonly #certainNames = new Map<string, Entry>([['', 'folder']])
  #nameDeeds: readonly NameDeed[] = []
  said = ''

  constructor(folder: string, deeds: readonly Deed[]) {
    this.#root = folder
    for (const deed of deeds) this.#add(deed)
  }

  #add(deed: Deed): void {
    if (deed.kind === 'said') this.said += deed.text
    else if (deed.kind === 'open') this.#open(deed)
    else if (deed.kind === 'remove') this.#rename(deed.path, undefined)
    else if (deed.kind === 'folder') this.#rename(deed.path, 'folder')
    else if (deed.kind === 'sync') this.#sync(deed.file)
    else this.#inodes.get(deed.file)?.add(deed)
  }

  #sync(file: number): void {
    const folder = this.#folders.get(file)
    this.#inodes.get(file)?.sync()
    if (folder === undefined) return
    for (const deed of this.#nameDeeds) if (deed.folder === folder) deed.settle()
    this.#nameDeeds = this.#nameDeeds.filter((deed) => deed.folder !== folder)
  }

  #open({ file, path, created }: Deed & { readonly kind: 'open' }): void {
    const name = relative(this.#root, path)
    const known = this.#names.get(name)
    if (known === 'folder') {
      this.#folders.set(file, name)
      return
    }
    const inode = created ? new Inode() : (known ?? new Inode())
    this.#inodes.set(file, inode)
    if (known !== inode) this.#rename(path, inode)
  }

  #rename(path: string, entry: Entry | undefined): void {
    const name = relative(this.#root, path)
    const change = (names: Map<string, Entry>): unknown => (entry === undefined ? names.delete(name) : names.set(name, entry))
    change(this.#names)
    this.#nameDeeds = [...this.#nameDeeds, { folder: folderOf(name), settle: () => change(this.#certainNames) }]
  }

  /** Puts into a folder what is left of the files. The shared memory of SQLite (`-shm`) is none of them. */
  afterCut(target: string, keptNames: number, survives: () => boolean): void {
    for (const deed of this.#nameDeeds.slice(0, Math.round(keptNames * this.#nameDeeds.length))) deed.settle()
    const names = [...this.#certainNames].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, entry] of names) {
      if (this.#certainNames.get(folderOf(name)) !== 'folder') continue
      if (entry === 'folder') mkdirSync(join(target, name), { recursive: true })
      else if (!name.endsWith('-shm')) writeFileSync(join(target, name), entry.afterCut(survives))
    }
  }
}

/** The root is its own. */
function folderOf(name: string): string {
  const folder = dirname(name)
  return folder === '.' ? '' : folder
}
