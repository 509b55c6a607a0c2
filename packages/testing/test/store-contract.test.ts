import { memoryStore } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { storeContract } from '../src/index.ts'
import { brokenFixture } from './broken-stores/broken-store.ts'
import { brokenFinding } from './broken-stores/finding.ts'
import { brokenValues } from './broken-stores/values.ts'
import { brokenWriting } from './broken-stores/writing.ts'
import { failuresOf } from './collecting-runner.ts'

storeContract({ describe, it }, {
  name: 'memory store',
  create: () => {
    const store = memoryStore()
    return Promise.resolve({ store, reopen: () => Promise.resolve(store), [Symbol.asyncDispose]: () => store.close() })
  },
})

describe('the store contract finds a store that', () => {
  it.for([...brokenWriting, ...brokenValues, ...brokenFinding])('$defect', { timeout: 60_000 }, async (broken) => {
    const failures = await failuresOf((runner) => storeContract(runner, {
      name: 'broken', create: () => Promise.resolve(brokenFixture(broken)),
    }))
    expect([...failures.keys()].toSorted()).toEqual(broken.fails.toSorted())
  })
})
