import { readFileSync, statSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { join } from 'node:path'
import type { SessionSummary } from '@lab/core'
import type { SessionFacts } from '../engine/metadata.ts'
import { machineDisk, replaceFile } from '../files/disk.ts'
import { catalogueFolder, datePath } from '../files/names.ts'
import { DamageError } from '../parquet/byte-source.ts'
import { readAnnotations } from './annotations.ts'
import { datesIn, foldersOf, type SessionFolder } from './session-folders.ts'
import { overviewOf } from './session-summary.ts'

/** What is known of a session for lists and searches. */
export interface CatalogueEntry {
  readonly summary: SessionSummary
  readonly facts: SessionFacts
  readonly events: number
  readonly finished: boolean
  /** Texts of its notes. */
  readonly notes: readonly string[]
  readonly tags: readonly string[]
  /** When names in its folder changed last. */
  readonly changed: string
}

interface CatalogueFile {
  readonly version: 1
  /** When names in the folder of the day changed last: whoever changes a session touches it. */
  readonly changed: string
  readonly entries: readonly CatalogueEntry[]
}

/**
 * The sessions of a store by their day. What it remembers is never the truth: it counts only while the folder it was read from has
 * not been touched since.
 */
export class Catalogue {
  readonly #root: string
  readonly #days = new Map<string, CatalogueFile>()

  constructor(root: string) {
    this.#root = root
  }

  /** The sessions day by day, newest first; those outside of the dates are left out. @throws what the system says */
  async* days(isWanted: (date: string) => boolean, signal?: AbortSignal): AsyncGenerator<readonly CatalogueEntry[], void, undefined> {
    for (const date of datesIn(this.#root)) {
      if (!isWanted(date)) continue
      signal?.throwIfAborted()
      const entries = this.#day(date)
      yield entries.toSorted((a, b) => b.summary.openedMs - a.summary.openedMs)
      await nextTurn()
    }
  }

  #day(date: string): readonly CatalogueEntry[] {
    const changed = changeOf(datePath(this.#root, date))
    const known = this.#days.get(date) ?? readCatalogue(this.#root, date)
    if (known?.changed === changed && known.entries.every(({ finished }) => finished)) {
      this.#days.set(date, known)
      return known.entries
    }
    const entries = entriesOf(this.#root, date, known)
    this.#days.set(date, { version: 1, changed, entries })
    return entries
  }
}

function changeOf(path: string): string {
  return String(statSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n)
}

function readCatalogue(root: string, date: string): CatalogueFile | undefined {
  try {
    const file = JSON.parse(readFileSync(join(root, catalogueFolder, `${date}.json`), 'utf8')) as CatalogueFile | { readonly version: 0 }
    return file.version === 1 ? file : undefined
  } catch {
    return undefined
  }
}

function entriesOf(root: string, date: string, known: CatalogueFile | undefined): CatalogueEntry[] {
  const before = new Map(known?.entries.map((entry) => [entry.summary.id, entry]))
  return foldersOf(root, date).flatMap((folder) => {
    const entry = before.get(folder.id)
    if (entry?.finished === true && entry.changed === changeOf(folder.path)) return [entry]
    return entryOf(root, folder) ?? []
  })
}

/** A session that cannot be read at all, or that was just removed, is left out. */
function entryOf(root: string, folder: SessionFolder): CatalogueEntry | undefined {
  try {
    const changed = changeOf(folder.path)
    const { notes, tags } = readAnnotations(folder.path)
    const overview = overviewOf(root, folder)
    if (overview.facts.sessionId !== folder.id) return undefined
    return { ...overview, notes: notes.map(({ text }) => text), tags, changed }
  } catch (error) {
    if (error instanceof DamageError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined
    throw error
  }
}

/**
 * Writes down the sessions of a day after one of them has changed. Best effort: without it, finding takes longer.
 * The folder of the day is touched by the change of the catalogue's entry itself, in that order.
 */
export function rememberDay(root: string, date: string): void {
  try {
    const entries = entriesOf(root, date, readCatalogue(root, date))
    const file: CatalogueFile = { version: 1, changed: changeOf(datePath(root, date)), entries }
    machineDisk.makeFolder(join(root, catalogueFolder))
    replaceFile(machineDisk, join(root, catalogueFolder, `${date}.json`), Buffer.from(JSON.stringify(file)))
  } catch {
    // It is looked up in the sessions themselves then.
  }
}
