import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeContract, type StoreFixture } from '@lab/testing'
import { describe, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'

/** An empty file is an empty store. */
async function open(): Promise<StoreFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-sqlite-'))
  const path = join(folder, 'store.sqlite')
  writeFileSync(path, '')
  const stores = [sqliteStore(path)]
  const [store = sqliteStore(path)] = stores
  return {
    store,
    reopen: async () => {
      const another = sqliteStore(path)
      stores.push(another)
      return another
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map(async (one) => await one.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

storeContract({ describe, it }, { name: 'sqlite', create: open })
