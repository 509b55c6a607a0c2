import assert from 'node:assert/strict'
import { StoreError } from '@lab/core'
import type { Obligation } from '../contract.ts'
import { rejectionOf, usualPatienceMs } from '../settling.ts'
import type { StoreFixture } from './fixture.ts'
import { SessionLog, assertSameEvents, eventsOf } from './session-log.ts'

const manyEvents = 10_000

/** Order, durability, and the end of a writer. */
export const writingObligations: readonly Obligation<StoreFixture>[] = [
  {
    fact: 'create resolves when the first event is durable',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      assertSameEvents(await eventsOf(await fixture.reopen(), log.id), log.written)
      await log.writer.close()
    },
  },
  {
    fact: 'an event is durable as soon as its append has resolved',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      const reader = await fixture.reopen()
      for (const value of [1, 2, 3]) {
        await log.record(value)
        assertSameEvents(await eventsOf(reader, log.id), log.written, `after ${value} of 3 events`)
      }
      await log.writer.close()
    },
  },
  {
    fact: 'events appended without waiting keep their order, ten thousand of them',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      const appended: Promise<void>[] = [log.columns()]
      for (let i = 0; i < manyEvents; i++) appended.push(log.point(i, i * 0.1))
      await Promise.all(appended)
      const events = await eventsOf(await fixture.reopen(), log.id)
      assertSameEvents(events, log.written)
      await log.writer.close()
    },
  },
  {
    fact: 'closing the writer waits for what was appended',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      const appended = [1, 2, 3].map((value) => log.record(value))
      await log.writer.close()
      assertSameEvents(await eventsOf(await fixture.reopen(), log.id), log.written)
      await Promise.all(appended)
    },
  },
  {
    fact: 'append after close rejects with StoreError and writes nothing',
    async check({ store }) {
      const log = await SessionLog.create(store)
      await log.writer.close()
      const before = [...log.written]
      const error = await rejectionOf(log.record(1), usualPatienceMs, 'append() after close()')
      assert.ok(error instanceof StoreError, `expected a StoreError, got ${String(error)}`)
      assertSameEvents(await eventsOf(store, log.id), before)
    },
  },
  {
    fact: 'a writer may be closed twice, and so may the store',
    async check({ store }) {
      const log = await SessionLog.create(store)
      await Promise.all([log.writer.close(), log.writer.close()])
      await log.writer.close()
      await store.close()
      await store.close()
      await store[Symbol.asyncDispose]()
    },
  },
  {
    fact: 'two sessions written at once keep their events apart',
    async check(fixture) {
      const [one, two] = [await SessionLog.create(fixture.store), await SessionLog.create(fixture.store)]
      const appended: Promise<void>[] = []
      for (let i = 0; i < 200; i++) appended.push(one.record(`one ${i}`), two.record(`two ${i}`))
      await Promise.all(appended)
      await Promise.all([one.end('completed'), two.end('failed')])
      const reader = await fixture.reopen()
      assertSameEvents(await eventsOf(reader, one.id), one.written)
      assertSameEvents(await eventsOf(reader, two.id), two.written)
    },
  },
]
