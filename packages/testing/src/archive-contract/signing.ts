import assert from 'node:assert/strict'
import { ed25519Signer } from '@lab/core/integrity'
import type { Obligation } from '../contract.ts'
import { SessionLog } from '../store-contract/session-log.ts'
import { writeExample } from './example-session.ts'
import type { ArchiveFixture } from './fixture.ts'

/** An Ed25519 key for tests: no secret. */
export const testKey = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
`

/** The chain over what is stored, and signatures on it. */
export const signingObligations: readonly Obligation<ArchiveFixture>[] = [
  {
    fact: 'finds a session intact that nobody has touched, in a second instance',
    async check(fixture) {
      const log = await writeExample(fixture.store)
      const report = await (await fixture.reopen()).verify(log.id)
      assert.deepStrictEqual(report.problems, [])
      assert.equal(report.intact, true)
      assert.equal(report.closed, true)
      assert.equal(report.records, log.written.length)
    },
  },
  {
    fact: 'finds a session intact while it is written, and when it was left without an end',
    async check(fixture) {
      const log = await SessionLog.create(fixture.store)
      for (let value = 0; value < 50; value++) await log.record(value)
      assert.deepStrictEqual((await (await fixture.reopen()).verify(log.id)).problems, [])
      await log.writer.close()
      const report = await (await fixture.reopen()).verify(log.id)
      assert.deepStrictEqual(report.problems, [])
      assert.equal(report.closed, false)
    },
  },
  {
    fact: 'keeps a head of the chain and seals that follow from the records alone',
    async check({ store, other }) {
      const log = await writeExample(store)
      const { head, seals } = await store.integrity(log.id)
      assert.equal(head.records, log.written.length)
      assert.equal(head.seq, log.written.length)
      assert.ok(seals.length >= 2, 'the example fills more than one block')
      const again = await writeExample(other, { id: log.id })
      assert.deepStrictEqual((await other.integrity(again.id)).head, head, 'another store has another head for the same events')
    },
  },
  {
    fact: 'keeps signatures made while a session is written and after its end',
    async check(fixture) {
      const { store } = fixture
      const signer = await ed25519Signer(testKey, 'A. Example')
      const log = await SessionLog.create(store)
      const { writer } = log
      void log.record(1)
      await writer.sign(signer)
      await log.record(2)
      await log.append({ type: 'session-closed', outcome: 'completed' })
      await writer.sign(signer)
      await writer.close()
      const report = await (await fixture.reopen()).verify(log.id)
      assert.deepStrictEqual(report.problems, [])
      assert.deepStrictEqual(report.signatures.map(({ valid, signature }) => [valid, signature.seq, signature.keyName]), [[true, 2, 'A. Example'], [true, 4, 'A. Example']])
    },
  },
]
