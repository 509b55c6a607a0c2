import assert from 'node:assert/strict'
import { StoreError, type SessionStore } from '@lab/core'
import type { Obligation } from '../contract.ts'
import { rejectionOf, usualPatienceMs } from '../settling.ts'
import type { StoreFixture } from './fixture.ts'
import { SessionLog, assertSameEvents, eventsOf } from './session-log.ts'

const hourMs = 3_600_000

async function assertNotFound(finding: Promise<unknown>, what: string): Promise<void> {
  const error = await rejectionOf(finding, usualPatienceMs, what)
  assert.ok(error instanceof StoreError, `${what}: expected a StoreError, got ${String(error)}`)
  assert.equal(error.reason, 'not-found', `${what}: the reason of the StoreError`)
}

async function closedSession(store: SessionStore, id: string, outcome: 'completed' | 'failed' | 'aborted'): Promise<void> {
  await (await SessionLog.create(store, id)).end(outcome)
}

/** Lists, status, and reading back. */
export const findingObligations: readonly Obligation<StoreFixture>[] = [
  {
    fact: 'an empty store lists no session',
    async check({ store }) {
      assert.deepStrictEqual(await store.sessions(), [])
    },
  },
  {
    fact: 'lists sessions newest first by the time they were opened',
    async check(fixture) {
      const timesMs = [3, 1, 2].map((hours) => Date.UTC(2026, 0, 1) + hours * hourMs)
      for (const timeMs of timesMs) {
        const log = await SessionLog.create(fixture.store, crypto.randomUUID(), { timeMs, name: `at ${timeMs}` })
        await log.end('completed')
      }
      const listed = (await (await fixture.reopen()).sessions()).map((session) => session.openedMs)
      assert.deepStrictEqual(listed, timesMs.toSorted((a, b) => b - a))
    },
  },
  {
    fact: 'a summary has name, operator, times and the number of points over all acquisitions',
    async check(fixture) {
      const described = { name: 'sum', metadata: { operator: 'A. Example' } }
      const log = await SessionLog.create(fixture.store, crypto.randomUUID(), described)
      await log.columns()
      for (let i = 0; i < 3; i++) await log.point(i, i)
      await log.append({ type: 'columns-declared', acquisition: 'other', columns: [{ name: 'y', role: 'result', kind: 'text' }] })
      await log.append({ type: 'point', acquisition: 'other', index: 0, cells: ['a'] })
      await log.end('completed')
      const summary = await (await fixture.reopen()).session(log.id)
      assert.deepStrictEqual({ ...summary }, {
        id: log.id, name: 'sum', operator: 'A. Example', status: 'completed', points: 4,
        openedMs: log.written[0]?.timeMs, closedMs: log.written.at(-1)?.timeMs,
      })
    },
  },
  {
    fact: 'a session is running while its writer lives, also for another reader',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      assert.equal((await fixture.store.session(log.id)).status, 'running')
      assert.equal((await (await fixture.reopen()).session(log.id)).status, 'running')
      await log.writer.close()
    },
  },
  {
    fact: 'a session whose writer is gone without its last event is interrupted',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      await log.record(1)
      await log.writer.close()
      assert.equal((await (await fixture.reopen()).session(log.id)).status, 'interrupted')
    },
  },
  {
    fact: 'a closed session has the outcome it was closed with',
    async check(fixture) {
      for (const outcome of ['completed', 'failed', 'aborted'] as const) {
        const id = crypto.randomUUID()
        await closedSession(fixture.store, id, outcome)
        assert.equal((await (await fixture.reopen()).session(id)).status, outcome)
      }
    },
  },
  {
    fact: 'finds a session by a beginning of its id that only one has',
    async check({ store }) {
      for (const start of ['1aaa', '1abb', '2ccc']) {
        await closedSession(store, `${start}0000-0000-4000-8000-000000000000`, 'completed')
      }
      assert.equal((await store.session('2')).id.slice(0, 4), '2ccc')
      assert.equal((await store.session('1ab')).id.slice(0, 4), '1abb')
      await assertNotFound(store.session('1a'), 'a beginning that two sessions have')
    },
  },
  {
    fact: 'rejects with StoreError (not-found) for a session it does not have',
    async check({ store }) {
      await closedSession(store, crypto.randomUUID(), 'completed')
      await assertNotFound(store.session('nosuchsession'), 'session() of an unknown id')
      await assertNotFound(eventsOf(store, 'nosuchsession'), 'events() of an unknown id')
    },
  },
  {
    fact: 'reads events from any seq on',
    async check({ store }) {
      const log = await SessionLog.create(store)
      for (let i = 0; i < 10; i++) await log.record(i)
      for (const from of [1, 2, 7, 11, 12]) assertSameEvents(await eventsOf(store, log.id, from), log.written.slice(from - 1))
      await log.writer.close()
    },
  },
  {
    fact: 'reads a beginning of the log without a gap while it is written',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      const reader = await fixture.reopen()
      for (let round = 0; round < 5; round++) {
        const before = log.written.length
        const appended = Array.from({ length: 200 }, (_, i) => log.record(round * 200 + i))
        const events = await eventsOf(reader, log.id)
        assert.ok(events.length >= before, `${events.length} events were read, ${before} were durable before`)
        assertSameEvents(events, log.written.slice(0, events.length))
        await Promise.all(appended)
      }
      await log.writer.close()
    },
  },
  {
    fact: 'reading events ends with the reason of an aborted signal',
    async check({ store }) {
      const log = await SessionLog.create(store)
      const reason = new Error('stop')
      const reading = store.events(log.id, { signal: AbortSignal.abort(reason) })[Symbol.asyncIterator]().next()
      assert.equal(await rejectionOf(reading, usualPatienceMs, 'reading with an aborted signal'), reason)
      await log.writer.close()
    },
  },
]
