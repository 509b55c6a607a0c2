import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { loadBench, Registry, type BenchFile } from '@lab/bench'
import { isArchiveStore, type ArchiveStore, type SessionStore } from '@lab/core'
import { UsageError } from './command-error.ts'

export interface StoreOptions {
  /** Path of the store. */
  readonly store?: string
  /** Path of the bench file that names it. */
  readonly bench?: string
}

/**
 * The store that the command line means: `--store`, else that of `--bench`, else LAB_STORE, else that of LAB_BENCH or of
 * `bench.yaml` in the current folder.
 * @throws UsageError where none of these is there.
 */
async function openStore(options: StoreOptions): Promise<SessionStore> {
  const location = options.store ?? (options.bench === undefined ? environment('LAB_STORE') : undefined)
  const bench = await benchFor(options, location)
  const registry = new Registry(bench === undefined ? [] : [path.dirname(bench.file)], { searchFrom: [import.meta.url] })
  if (location !== undefined) return registry.store(bench?.store?.type ?? storeTypeOf(location), { ...bench?.store?.options, path: location })
  if (bench?.store !== undefined) return registry.store(bench.store.type, { ...bench.store.options, path: bench.store.path })
  const nowhere = 'There is no bench.yaml in this folder that names the store.'
  throw new UsageError(bench === undefined ? nowhere : `${bench.file} names no store.`, 'Give --store <file> or --bench <file>.')
}

/** A folder is a dataset of Parquet files, and so is a path that could only be one; anything else is an SQLite file. */
function storeTypeOf(location: string): string {
  const stats = statSync(location, { throwIfNoEntry: false })
  if (stats !== undefined) return stats.isDirectory() ? 'parquet' : 'sqlite'
  return /[/\\]$|\.parquet$/.test(location) || path.extname(location) === '' ? 'parquet' : 'sqlite'
}

/** Opens a store by its path, or that of a bench by `--bench`. */
export async function openStoreAt(location: string): Promise<ArchiveStore> {
  return requireArchive(await openStore({ store: location }))
}

/** @throws UsageError for a store that keeps no chain and no notes. */
export function requireArchive(store: SessionStore): ArchiveStore {
  if (isArchiveStore(store)) return store
  throw new UsageError(`A store of type ${store.name} cannot do that.`, 'Use a store of type sqlite or parquet.')
}

/** Opens the store for one use that needs one for keeps. */
export async function withArchive<T>(options: StoreOptions, use: (store: ArchiveStore) => Promise<T>): Promise<T> {
  return await withStore(options, async (store) => await use(requireArchive(store)))
}

/** The bench file, where one is named or lies here. A store named by its path alone needs none. */
async function benchFor(options: StoreOptions, location: string | undefined): Promise<BenchFile | undefined> {
  const named = options.bench ?? (location === undefined ? environment('LAB_BENCH') : undefined)
  if (named !== undefined) return loadBench(named)
  return location === undefined && existsSync('bench.yaml') ? loadBench('bench.yaml') : undefined
}

function environment(name: string): string | undefined {
  const value = process.env[name] ?? ''
  return value === '' ? undefined : value
}

/** Opens the store for one use and closes it. */
export async function withStore<T>(options: StoreOptions, use: (store: SessionStore) => Promise<T>): Promise<T> {
  const store = await openStore(options)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}
