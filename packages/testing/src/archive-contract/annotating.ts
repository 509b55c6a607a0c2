import assert from 'node:assert/strict'
import type { Obligation } from '../contract.ts'
import { assertSameEvents, eventsOf, SessionLog } from '../store-contract/session-log.ts'
import type { ArchiveFixture } from './fixture.ts'

const note = { timeMs: Date.UTC(2026, 5, 1), author: 'B. Example', text: 'Lamp was on.\nRepeat in the dark: "µ".' }

/** Notes and tags, beside the record. */
export const annotatingObligations: readonly Obligation<ArchiveFixture>[] = [
  {
    fact: 'keeps notes in their order and each tag once, and takes tags away',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      await log.end('completed')
      const { store } = fixture
      await store.annotate(log.id, { note, addTags: ['b', 'a', 'a'] })
      await store.annotate(log.id, { note: { timeMs: note.timeMs + 1, text: 'Second.' }, addTags: ['a', 'c'], removeTags: ['b', 'unknown'] })
      assert.deepStrictEqual(await (await fixture.reopen()).annotations(log.id), {
        notes: [note, { timeMs: note.timeMs + 1, text: 'Second.' }], tags: ['a', 'c'],
      })
    },
  },
  {
    fact: 'changes neither the record nor its chain by a note, also while the session is written',
    async check({ store }) {
      const log = await SessionLog.create(store)
      await log.record(1)
      const before = await store.integrity(log.id)
      await store.annotate(log.id, { note, addTags: ['x'] })
      assert.deepStrictEqual((await store.integrity(log.id)).head, before.head)
      await log.record(2)
      await log.end('completed')
      assertSameEvents(await eventsOf(store, log.id), log.written)
      assert.deepStrictEqual((await store.verify(log.id)).problems, [])
      assert.deepStrictEqual((await store.annotations(log.id)).notes, [note])
    },
  },
]
