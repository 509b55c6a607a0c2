import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveContract, storeContract, type ArchiveFixture } from '@lab/testing'
import { describe, it } from 'vitest'
import { parquetStore, type ParquetStore } from '../src/index.ts'

/** An empty folder is an empty store. */
async function open(): Promise<ArchiveFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-parquet-'))
  const stores: ParquetStore[] = []
  const openFolder = (name: string): ParquetStore => {
    mkdirSync(join(folder, name), { recursive: true })
    const store = parquetStore(join(folder, name))
    stores.push(store)
    return store
  }
  return {
    store: openFolder('lab'),
    reopen: async () => openFolder('lab'),
    other: openFolder('other'),
    another: async () => openFolder('another'),
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map(async (one) => await one.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

storeContract({ describe, it }, { name: 'parquet', create: open })
archiveContract({ describe, it }, { name: 'parquet', create: open })
