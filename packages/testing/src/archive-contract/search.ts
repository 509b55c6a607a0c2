import assert from 'node:assert/strict'
import type { ArchiveStore, SessionOpened, SessionQuery } from '@lab/core'
import type { Obligation } from '../contract.ts'
import { SessionLog } from '../store-contract/session-log.ts'
import { exampleOpening } from './example-session.ts'
import type { ArchiveFixture } from './fixture.ts'

async function session(store: ArchiveStore, name: string, opening: Partial<SessionOpened>, outcome?: 'completed' | 'failed'): Promise<SessionLog> {
  const log = await SessionLog.create(store, crypto.randomUUID(), { ...exampleOpening, ...opening, name })
  if (outcome === undefined) await log.writer.close()
  else await log.end(outcome)
  return log
}

/** Three sessions that differ in everything there is to ask for. */
async function fill(store: ArchiveStore): Promise<void> {
  const day = (date: number): number => Date.UTC(2026, 4, date)
  await session(store, 'Übergang one', { timeMs: day(1) }, 'completed')
  await session(store, 'line regulation two', { timeMs: day(2), metadata: { operator: 'B. Example', dut: { serial: 'X-1' } }, instruments: [] }, 'failed')
  const three = await session(store, 'noise three', { timeMs: day(3), metadata: { purpose: 'search for "hum" (50 Hz)' } })
  await store.annotate(three.id, { note: { timeMs: day(4), text: 'Café lamp was on' }, addTags: ['golden', 'to repeat'] })
}

const questions: readonly (readonly [SessionQuery, readonly string[]])[] = [
  [{}, ['three', 'two', 'one']],
  [{ limit: 2 }, ['three', 'two']],
  [{ operator: 'A. Example' }, ['one']],
  [{ operator: 'B. Example' }, ['two']],
  [{ operator: 'nobody' }, []],
  [{ dut: 'LDO-33-0017' }, ['one']],
  [{ dut: '42' }, ['one']],
  [{ dut: 'X-1', operator: 'A. Example' }, []],
  [{ instrumentSerial: 'CN61130056' }, ['three', 'one']],
  [{ tag: 'golden' }, ['three']],
  [{ status: 'failed' }, ['two']],
  [{ status: 'interrupted' }, ['three']],
  [{ openedFromMs: Date.UTC(2026, 4, 2) }, ['three', 'two']],
  [{ openedBeforeMs: Date.UTC(2026, 4, 2) }, ['one']],
  [{ text: 'ubergang' }, ['one']],
  [{ text: 'REGUL*' }, ['two', 'one']],
  [{ text: 'line regulation' }, ['two', 'one']],
  [{ text: 'cafe lamp' }, ['three']],
  [{ text: 'golden' }, ['three']],
  [{ text: '"hum" (50' }, ['three']],
  [{ text: 'CN61130056' }, ['three', 'one']],
  [{ text: 'nothing AND OR NOT *' }, []],
]

/** Finding sessions. */
export const searchObligations: readonly Obligation<ArchiveFixture>[] = [
  {
    fact: 'finds sessions by text, time, operator, device under test, instrument, tag and status, newest first',
    async check(fixture) {
      await fill(fixture.store)
      const reader = await fixture.reopen()
      for (const [query, expected] of questions) {
        const names = (await reader.find(query)).map(({ name }) => name.split(' ').at(-1))
        assert.deepStrictEqual(names, expected, `find(${JSON.stringify(query)})`)
      }
    },
  },
  {
    fact: 'counts what is in the store',
    async check(fixture) {
      const { store } = fixture
      await fill(store)
      const statistics = await (await fixture.reopen()).statistics()
      assert.equal(statistics.sessions, 3)
      assert.deepStrictEqual({ ...statistics.byStatus }, { completed: 1, failed: 1, interrupted: 1 })
      assert.equal(statistics.events, 5)
      assert.equal(statistics.firstOpenedMs, Date.UTC(2026, 4, 1))
      assert.equal(statistics.lastOpenedMs, Date.UTC(2026, 4, 3))
      assert.ok(statistics.bytes > 0)
    },
  },
]
