import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { SessionEvent } from '@lab/core'
import { expect, onTestFinished } from 'vitest'
import { sqliteStore, type SqliteStore, type SqliteStoreOptions } from '../../src/index.ts'

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-sqlite-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store that is closed after the test. */
export function openStore(path: string, options: Omit<SqliteStoreOptions, 'path'> = {}): SqliteStore {
  const store = sqliteStore({ path, ...options })
  onTestFinished(async () => await store.close())
  return store
}

export function newStore(): { readonly store: SqliteStore; readonly path: string; readonly folder: string } {
  const folder = temporaryFolder()
  const path = join(folder, 'store.sqlite')
  return { store: openStore(path), path, folder }
}

export async function eventsOf(store: SqliteStore, id: string, from = 1): Promise<SessionEvent[]> {
  const events: SessionEvent[] = []
  for await (const event of store.events(id, { from })) events.push(event)
  return events
}

/** Expects the same events. Much faster than `toEqual` where they have many samples. */
export function expectEvents(found: readonly SessionEvent[], wanted: readonly SessionEvent[]): void {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted)
}

/** Names of everything in a folder, with the bytes of the files. */
export function contentsOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return Object.fromEntries(entries.map((entry) => [
    entry.name, entry.isFile() ? readFileSync(join(folder, entry.name)).toString('base64') : 'folder',
  ]))
}

/** Runs a program of Python with its `sqlite3` module, an SQLite that is not ours; the result is what it prints as JSON. */
export function python(program: string, ...args: readonly string[]): unknown {
  const text = execFileSync('python3', ['-c', `import json, sqlite3, sys, os\n${program}`, ...args], { encoding: 'utf8' })
  return text === '' ? undefined : JSON.parse(text)
}

/** What another SQLite finds wrong with a file: `[['ok']]`. */
export function integrityOf(path: string): unknown {
  return python('print(json.dumps(sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check").fetchall()))', path)
}

/** True, with the reason printed, where a program is missing; in CI it has to be there. */
export function lacks(program: string, ...args: readonly string[]): boolean {
  const missing = spawnSync(program, [...args]).status !== 0
  if (missing && process.env['CI'] !== undefined) throw new Error(`${program} is needed in CI.`)
  if (missing) console.warn(`Tests are skipped: ${program} ${args.join(' ')} does not work here.`)
  return missing
}
