import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeContract, type StoreFixture } from '@lab/testing'
import { describe, it } from 'vitest'
import { parquetStore } from '../src/index.ts'

/** An empty folder is an empty store. */
async function open(): Promise<StoreFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-parquet-'))
  const stores = [parquetStore(folder)]
  const [store = parquetStore(folder)] = stores
  return {
    store,
    reopen: async () => {
      const another = parquetStore(folder)
      stores.push(another)
      return another
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map(async (one) => await one.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

storeContract({ describe, it }, { name: 'parquet', create: open })
