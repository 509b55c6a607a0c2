import { describe, it } from 'node:test'
import { memoryStore } from '@lab/core'
import { storeContract } from '../../src/index.ts'

storeContract({ describe, it }, {
  name: 'memory store under node:test',
  create: () => {
    const store = memoryStore()
    return Promise.resolve({ store, reopen: () => Promise.resolve(store), [Symbol.asyncDispose]: () => store.close() })
  },
})
