import assert from 'node:assert/strict'
import { StoreError, type ArchiveStore, type SessionEvent } from '@lab/core'
import { ed25519Signer, type StoredRecord } from '@lab/core/integrity'
import type { Obligation } from '../contract.ts'
import { rejectionOf } from '../settling.ts'
import { assertSameEvents, eventsOf, SessionLog } from '../store-contract/session-log.ts'
import { writeExample } from './example-session.ts'
import type { ArchiveFixture } from './fixture.ts'
import { testKey } from './signing.ts'

async function recordsOf(store: ArchiveStore, id: string): Promise<StoredRecord[]> {
  const records: StoredRecord[] = []
  for await (const { seq, json, blobs, mark } of store.records(id)) {
    records.push({ seq, json: Uint8Array.from(json), blobs: blobs.map((blob) => Uint8Array.from(blob)), ...(mark === undefined ? {} : { mark }) })
  }
  return records
}

/** Copies a session as a program that converts stores does. */
async function copy(from: ArchiveStore, to: ArchiveStore, id: string): Promise<void> {
  const opened = await firstOf(from.events(id))
  if (opened.type !== 'session-opened') throw new assert.AssertionError({ message: `the first event is ${opened.type}` })
  const { signatures } = await from.integrity(id)
  await to.import({ opened, records: from.records(id), signatures, annotations: await from.annotations(id) })
}

async function firstOf(events: AsyncIterable<SessionEvent>): Promise<SessionEvent> {
  for await (const event of events) return event
  throw new assert.AssertionError({ message: 'the session has no events' })
}

/** Sessions on their way from one store to another. */
export const movingObligations: readonly Obligation<ArchiveFixture>[] = [
  {
    fact: 'keeps a session byte for byte on its way to another store and back, with signatures, notes and tags',
    async check(fixture) {
      const { store, other } = fixture
      const signer = await ed25519Signer(testKey)
      const log = await SessionLog.create(store)
      for (let value = 0; value < 10; value++) await log.record([value, -0, Number.NaN, new Date(value)])
      await log.append({ type: 'session-closed', outcome: 'completed' })
      await log.writer.sign(signer)
      await log.writer.close()
      await store.annotate(log.id, { note: { timeMs: 5, text: 'kept' }, addTags: ['a'] })
      await copy(store, other, log.id)
      const back = await fixture.another()
      await copy(other, back, log.id)
      for (const one of [other, back]) {
        assert.deepStrictEqual(await recordsOf(one, log.id), await recordsOf(store, log.id))
        assert.deepStrictEqual(await one.integrity(log.id), await store.integrity(log.id))
        assert.deepStrictEqual(await one.annotations(log.id), await store.annotations(log.id))
        assert.deepStrictEqual(await one.session(log.id), await store.session(log.id))
        assert.equal((await one.verify(log.id)).signatures[0]?.valid, true)
      }
    },
  },
  {
    fact: 'keeps points, waveforms and details on the way, and verifies there as here',
    async check({ store, other }) {
      const log = await writeExample(store)
      await copy(store, other, log.id)
      assertSameEvents(await eventsOf(other, log.id), log.written)
      assert.deepStrictEqual(await recordsOf(other, log.id), await recordsOf(store, log.id))
      assert.deepStrictEqual((await other.verify(log.id)).problems, [])
    },
  },
  {
    fact: 'refuses a session that it has already, and leaves that as it is',
    async check({ store }) {
      const log = await writeExample(store)
      const error = await rejectionOf(copy(store, store, log.id), 10_000, 'importing a session twice')
      assert.ok(error instanceof StoreError, `expected a StoreError, got ${String(error)}`)
      assertSameEvents(await eventsOf(store, log.id), log.written)
    },
  },
  {
    fact: 'shows nothing of a session whose copying ended early, and takes it again',
    async check({ store, other }) {
      const log = await writeExample(store)
      const [opened] = log.written
      assert.ok(opened?.type === 'session-opened')
      const torn = async function* (): AsyncGenerator<StoredRecord> {
        let left = 100
        for await (const record of store.records(log.id)) {
          if (left-- === 0) throw new Error('the cable is out')
          yield record
        }
      }
      const transfer = { opened, records: torn(), signatures: [], annotations: { notes: [], tags: [] } }
      assert.match(String(await rejectionOf(other.import(transfer), 10_000, 'a torn copy')), /the cable is out/)
      assert.deepStrictEqual(await other.sessions(), [])
      await copy(store, other, log.id)
      assertSameEvents(await eventsOf(other, log.id), log.written)
    },
  },
]
