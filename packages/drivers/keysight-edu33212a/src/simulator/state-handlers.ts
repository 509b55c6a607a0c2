import { formatNr1 } from '@lab/scpi'
import { DeviceError, type DeviceCall, type DeviceValue } from '@lab/scpi/device'
import type { FileStore } from './file-store.ts'
import { decodeState, encodeState, type InstrumentState } from './state-snapshot.ts'

const slots = 5

/** What the handlers need of the instrument. */
export interface StateHost {
  readonly files: FileStore
  take(): InstrumentState
  put(state: InstrumentState): void
}

function slotOf(value: DeviceValue | undefined): number {
  if (typeof value === 'number') return value
  throw new DeviceError(-109)
}

function textOf(value: DeviceValue | undefined): string {
  if (typeof value === 'string') return value
  throw new DeviceError(-109)
}

/** Stored states: `*SAV`, `*RCL`, their names, and files of them. */
export function stateHandlers(host: StateHost) {
  const states = new Map<number, InstrumentState>()
  const names = ['AUTO_RECALL', ...Array.from({ length: slots - 1 }, (_, index) => `STATE_${index + 1}`)]
  return {
    options: () => '"0"',
    selfTest: () => '+0',
    saveState: ({ parameters: [slot] }: DeviceCall) => {
      states.set(slotOf(slot), host.take())
    },
    recallState: ({ parameters: [slot] }: DeviceCall) => {
      const state = states.get(slotOf(slot))
      if (state === undefined) throw new DeviceError(291, 'Not able to recall state: it is empty')
      host.put(state)
    },
    stateName: ({ query, parameters: [slot, name] }: DeviceCall) => {
      if (query) return `"${names[slot === undefined ? 0 : slotOf(slot)] ?? ''}"`
      names[slotOf(slot)] = name === undefined ? `STATE_${slotOf(slot)}` : textOf(name)
      return undefined
    },
    stateCatalog: () => names.map((name, slot) => (slot === 0 || states.has(slot) ? `"${name}"` : '""')).join(','),
    deleteState: ({ parameters: [slot] }: DeviceCall) => {
      if (!states.delete(slotOf(slot))) throw new DeviceError(810, 'State has not been stored')
    },
    isStateValid: ({ parameters: [slot] }: DeviceCall) => (states.has(slotOf(slot)) ? '1' : '0'),
    stateSlots: () => formatNr1(slots),
    loadState: ({ parameters: [file] }: DeviceCall) => host.put(decodeState(host.files.read(textOf(file)))),
    storeState: ({ parameters: [file] }: DeviceCall) => host.files.write(textOf(file), encodeState(host.take())),
  }
}

/** The file system. */
export function fileHandlers(files: FileStore, encodeBlock: (data: Uint8Array) => Uint8Array) {
  return {
    catalog: ({ parameters: [folder] }: DeviceCall) => files.catalog(folder === undefined ? undefined : textOf(folder)),
    arbitraryCatalog: ({ parameters: [folder] }: DeviceCall) => files.catalog(
      folder === undefined ? undefined : textOf(folder), '.ARB',
    ),
    folder: ({ query, parameters: [folder] }: DeviceCall) => {
      if (query) return `"${files.folder}"`
      files.changeFolder(textOf(folder))
      return undefined
    },
    makeFolder: ({ parameters: [folder] }: DeviceCall) => files.makeFolder(textOf(folder)),
    removeFolder: ({ parameters: [folder] }: DeviceCall) => files.removeFolder(textOf(folder)),
    copyFile: ({ parameters: [from, to] }: DeviceCall) => files.copy(textOf(from), textOf(to)),
    moveFile: ({ parameters: [from, to] }: DeviceCall) => files.move(textOf(from), textOf(to)),
    deleteFile: ({ parameters: [file] }: DeviceCall) => files.delete(textOf(file)),
    downloadName: ({ query, parameters: [file] }: DeviceCall) => {
      if (query) return `"${files.downloadName}"`
      files.downloadName = textOf(file)
      return undefined
    },
    downloadData: ({ parameters: [block] }: DeviceCall) => {
      if (!(block instanceof Uint8Array)) throw new DeviceError(-104)
      if (files.downloadName === '') throw new DeviceError(-257, 'File name error')
      files.write(files.downloadName, block)
    },
    upload: ({ parameters: [file] }: DeviceCall) => encodeBlock(files.read(textOf(file))),
  }
}
