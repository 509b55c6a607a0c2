import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveContract, storeContract, type ArchiveFixture } from '@lab/testing'
import { describe, it } from 'vitest'
import { sqliteStore, type SqliteStore } from '../src/index.ts'

/** An empty file is an empty store. */
async function open(): Promise<ArchiveFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-sqlite-'))
  const stores: SqliteStore[] = []
  const openFile = (path: string): SqliteStore => {
    const store = sqliteStore(path)
    stores.push(store)
    return store
  }
  const path = join(folder, 'store.sqlite')
  writeFileSync(path, '')
  return {
    store: openFile(path),
    reopen: async () => openFile(path),
    other: openFile(emptyFile(folder, 'other.sqlite')),
    another: async () => openFile(emptyFile(folder, 'another.sqlite')),
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map(async (one) => await one.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function emptyFile(folder: string, name: string): string {
  const path = join(folder, name)
  writeFileSync(path, '')
  return path
}

storeContract({ describe, it }, { name: 'sqlite', create: open })
archiveContract({ describe, it }, { name: 'sqlite', create: open })
