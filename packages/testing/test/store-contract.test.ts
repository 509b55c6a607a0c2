import { memoryStore } from '@lab/core'
import { describe, it } from 'vitest'
import { storeContract } from '../src/index.ts'

storeContract({ describe, it }, {
  name: 'memory store',
  create: () => {
    const store = memoryStore()
    return Promise.resolve({ store, reopen: () => Promise.resolve(store), [Symbol.asyncDispose]: () => store.close() })
  },
})
