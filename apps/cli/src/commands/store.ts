import { existsSync } from 'node:fs'
import path from 'node:path'
import type { ArchiveStore } from '@lab/core'
import type { ParquetStore } from '@lab/store-parquet'
import type { SqliteStore } from '@lab/store-sqlite'
import { UsageError } from '../command-error.ts'
import { formatTime } from '../format.ts'
import { withArchive, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'

export interface StoreCommandOptions extends StoreOptions {
  readonly json?: boolean
}

/** Shows what is in a store, in numbers. */
export async function storeInfo(options: StoreCommandOptions): Promise<void> {
  await withArchive(options, async (store) => {
    const { firstOpenedMs, lastOpenedMs, ...numbers } = await store.statistics()
    const first = firstOpenedMs === undefined ? {} : { firstOpened: new Date(firstOpenedMs).toISOString() }
    const last = lastOpenedMs === undefined ? {} : { lastOpened: new Date(lastOpenedMs).toISOString() }
    if (options.json === true) return printJson({ type: store.name, location: store.location, ...numbers, ...first, ...last })
    const { sessions, byStatus, events, points, bytes } = numbers
    const states = Object.entries(byStatus).map(([status, count]) => `${count} ${status}`).join(', ')
    const lines: [string, string][] = [
      ['store', `${store.location} (${store.name})`], ['sessions', states === '' ? `${sessions}` : `${sessions} (${states})`],
      ['events', `${events}`], ['points', `${points}`], ['size', sizeText(bytes)],
      ...(firstOpenedMs === undefined || lastOpenedMs === undefined ? [] : [['opened', `${formatTime(firstOpenedMs)} … ${formatTime(lastOpenedMs)}`] satisfies [string, string]]),
    ]
    for (const [key, value] of lines) printLine(`${key.padEnd(8)} ${value}`)
  })
}

/** `812 bytes`, `1.4 MB`: powers of ten. */
function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let place = 0
  for (; value >= 1000 && place < units.length - 1; place++) value /= 1000
  return place === 0 ? `${bytes} bytes` : `${value.toPrecision(3)} ${units[place] ?? ''}`
}

/** Copies the store into a new file, also while it is written. */
export async function backUpStore(file: string, options: StoreCommandOptions): Promise<void> {
  await withArchive(options, async (store) => {
    if (!isMaintained(store)) throw notOffered(store, 'backed up by this command', 'Copy its folder, or copy its sessions: lab convert <folder> <other folder>')
    if (existsSync(file)) throw new UsageError(`${file} exists already.`, 'Choose another file for the backup.')
    await store.backup(path.resolve(file))
    report(options, { backup: path.resolve(file) }, `Backed up ${store.location} to ${file}.`)
  })
}

/** Gives room that is no longer used back to the disk. */
export async function vacuumStore(options: StoreCommandOptions): Promise<void> {
  await withArchive(options, async (store) => {
    if (!isMaintained(store)) throw notOffered(store, 'vacuumed', 'Its sessions are compacted one by one: lab store compact <id>')
    const before = await bytesOf(store)
    await store.vacuum()
    const after = await bytesOf(store)
    report(options, { bytesBefore: before, bytesAfter: after }, `${sizeText(before)} before, ${sizeText(after)} now.`)
  })
}

async function bytesOf(store: ArchiveStore): Promise<number> {
  return (await store.statistics()).bytes
}

/** Brings a store of an earlier version up to date. */
export async function upgradeStore(options: StoreCommandOptions): Promise<void> {
  await withArchive(options, async (store) => {
    if (!isMaintained(store)) throw notOffered(store, 'upgraded', 'There is one version of it only: it is up to date.')
    await store.upgrade()
    report(options, { upgraded: store.location }, `${store.location} is up to date.`)
  })
}

/** Rewrites the points of sessions into as few files as there should be. */
export async function compactSessions(ids: readonly string[], options: StoreCommandOptions): Promise<void> {
  await withArchive(options, async (store) => {
    if (!isCompactable(store)) throw notOffered(store, 'compacted', 'Give unused room back to the disk with: lab store vacuum')
    const compacted: string[] = []
    for (const id of ids) {
      const { id: sessionId } = await store.session(id)
      await store.compact(sessionId)
      compacted.push(sessionId)
    }
    report(options, { compacted }, `Compacted ${compacted.map((id) => id.slice(0, 8)).join(', ')}.`)
  })
}

function report({ json }: StoreCommandOptions, data: unknown, line: string): void {
  if (json === true) printJson(data)
  else printLine(line)
}

function isMaintained(store: ArchiveStore): store is SqliteStore {
  return 'backup' in store && 'vacuum' in store && 'upgrade' in store
}

function isCompactable(store: ArchiveStore): store is ParquetStore {
  return 'compact' in store
}

function notOffered(store: ArchiveStore, what: string, hint: string): UsageError {
  return new UsageError(`A store of type ${store.name} cannot be ${what}.`, hint)
}
