import type { OperationOptions } from '@lab/core'
import { checkName, refuse, shown, within, type Link } from './link.ts'

/**
 * Stored states, slots 0 … 4. Slot 0 is overwritten when the instrument is switched off (User's Guide EDU33212-90002, store and
 * recall).
 */
export interface StoredStates {
  /** Stores the present state. `*SAV`. */
  save(slot: number, options?: OperationOptions): Promise<void>
  /**
   * Recalls a state, outputs included. Refused on a bench with limits, which cannot know what is in it. `*RCL`.
   * @throws InstrumentError for an empty slot; nothing changes then.
   */
  recall(slot: number, options?: OperationOptions): Promise<void>
  isStored(slot: number, options?: OperationOptions): Promise<boolean>
  /** Names of all slots, empty for one without a state. `MEMory:STATe:CATalog`. */
  names(options?: OperationOptions): Promise<readonly string[]>
  /** Gives a slot a name of 1 … 12 letters, digits and underscores. `MEMory:STATe:NAME`. */
  rename(slot: number, name: string, options?: OperationOptions): Promise<void>
  delete(slot: number, options?: OperationOptions): Promise<void>
  /** Whether switching on recalls slot 0. `MEMory:STATe:RECall:AUTO`. */
  setRecallAtPowerOn(on: boolean, options?: OperationOptions): Promise<void>
  /** Stores the present state in a file. `MMEMory:STORe:STATe`. */
  store(file: string, options?: OperationOptions): Promise<void>
  /** Takes a state from a file, as {@link StoredStates.recall}. `MMEMory:LOAD:STATe`. */
  load(file: string, options?: OperationOptions): Promise<void>
}

/** A file or folder. */
export interface FileEntry {
  readonly name: string
  /** `ARB`, `STAT`, `FOLD` and the like; empty for any other. */
  readonly kind: string
  /** In bytes. */
  readonly size: number
}

/** Contents of a folder. */
export interface FileCatalog {
  /** Bytes. */
  readonly used: number
  /** Bytes. */
  readonly free: number
  readonly entries: readonly FileEntry[]
}

/** Files on `INT:\` and `USB:\` (Trueform Series Operating and Service Guide, MMEMory). */
export interface Files {
  /** A folder; the present one when absent. */
  catalog(folder?: string, options?: OperationOptions): Promise<FileCatalog>
  /** The present folder. */
  folder(options?: OperationOptions): Promise<string>
  changeFolder(folder: string, options?: OperationOptions): Promise<void>
  makeFolder(folder: string, options?: OperationOptions): Promise<void>
  removeFolder(folder: string, options?: OperationOptions): Promise<void>
  copy(from: string, to: string, options?: OperationOptions): Promise<void>
  move(from: string, to: string, options?: OperationOptions): Promise<void>
  /** Deletes a file. There is no way back. */
  delete(file: string, options?: OperationOptions): Promise<void>
  /** Contents of a file. @throws SettingError where there is none: the instrument would not answer. */
  read(file: string, options?: OperationOptions): Promise<Uint8Array>
  write(file: string, contents: Uint8Array, options?: OperationOptions): Promise<void>
}

/** A path between quotes. @throws SettingError for what cannot be sent as one. */
function quotedPath(link: Link, path: string): string {
  if (typeof path !== 'string' || path === '' || /[^\x20-\x7e]|"/.test(path)) refuse(link.alias, `${shown(path)} is no path`)
  return `"${path}"`
}

function checkSlot(link: Link, slot: number): void {
  within(link.alias, 'slot', slot, 0, 4)
  if (!Number.isInteger(slot)) refuse(link.alias, `slot ${slot} is not a whole number`)
}

function stringsOf(reply: string): readonly string[] {
  return [...reply.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text)
}

/** The stored states of a generator. */
export function storedStates(link: Link): StoredStates {
  return {
    async save(slot, options) {
      checkSlot(link, slot)
      await link.execute(`*SAV ${slot}`, options)
    },
    async recall(slot, options) {
      checkSlot(link, slot)
      await link.execute(`*RCL ${slot}`, options)
    },
    async isStored(slot, options) {
      checkSlot(link, slot)
      return await link.queryNumber(`:MEM:STAT:VAL? ${slot}`, options) !== 0
    },
    names: async (options) => stringsOf(await link.query(':MEM:STAT:CAT?', options)),
    async rename(slot, name, options) {
      checkSlot(link, slot)
      checkName(link.alias, name)
      await link.execute(`:MEM:STAT:NAME ${slot},${name}`, options)
    },
    async delete(slot, options) {
      checkSlot(link, slot)
      await link.execute(`:MEM:STAT:DEL ${slot}`, options)
    },
    setRecallAtPowerOn: (on, options) => link.set({ recallsAtPowerOn: on }, options),
    store: async (file, options) => link.execute(`:MMEM:STOR:STAT ${quotedPath(link, file)}`, options),
    load: async (file, options) => link.execute(`:MMEM:LOAD:STAT ${quotedPath(link, file)}`, options),
  }
}

function parseCatalog(reply: string): FileCatalog {
  const [used = 0, free = 0] = reply.split(',', 2).map(Number)
  const entries = stringsOf(reply).map((text) => {
    const [name = '', kind = '', size = '0'] = text.split(',')
    return { name, kind, size: Number(size) }
  })
  return { used, free, entries }
}

/** Refuses to ask for a file that is not there. */
async function checkFile(link: Link, file: string): Promise<void> {
  const cut = file.lastIndexOf('\\')
  const folder = file.slice(0, cut + 1)
  const { entries } = parseCatalog(await link.query(`:MMEM:CAT?${cut < 0 ? '' : ` ${quotedPath(link, folder)}`}`))
  const name = file.slice(cut + 1).toUpperCase()
  if (!entries.some((entry) => entry.name.toUpperCase() === name)) refuse(link.alias, `there is no file ${JSON.stringify(file)}`)
}

/** The files of a generator. */
export function fileSystem(link: Link): Files {
  const path = (text: string): string => quotedPath(link, text)
  return {
    catalog: async (folder, options) =>
      parseCatalog(await link.query(`:MMEM:CAT?${folder === undefined ? '' : ` ${path(folder)}`}`, options)),
    folder: async (options) => stringsOf(await link.query(':MMEM:CDIR?', options))[0] ?? '',
    changeFolder: async (folder, options) => link.execute(`:MMEM:CDIR ${path(folder)}`, options),
    makeFolder: async (folder, options) => link.execute(`:MMEM:MDIR ${path(folder)}`, options),
    removeFolder: async (folder, options) => link.execute(`:MMEM:RDIR ${path(folder)}`, options),
    copy: async (from, to, options) => link.execute(`:MMEM:COPY ${path(from)},${path(to)}`, options),
    move: async (from, to, options) => link.execute(`:MMEM:MOVE ${path(from)},${path(to)}`, options),
    delete: async (file, options) => link.execute(`:MMEM:DEL ${path(file)}`, options),
    async read(file, options) {
      const named = path(file)
      return await link.transaction(async (held) => {
        await checkFile(held, file)
        return await held.queryBlock(`:MMEM:UPL? ${named}`)
      }, options)
    },
    async write(file, contents, options) {
      const named = path(file)
      if (!(contents instanceof Uint8Array)) refuse(link.alias, 'the contents of a file are no Uint8Array')
      await link.transaction(async (held) => {
        await held.execute(`:MMEM:DOWN:FNAM ${named}`)
        await held.writeBlock(':MMEM:DOWN:DATA', contents)
        await held.execute('*WAI')
      }, options)
    },
  }
}
