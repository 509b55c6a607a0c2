import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { closed, opened, point } from './support/events.ts'
import { newStore, openStore, temporaryFolder } from './support/fixture.ts'
import { recordsOf, transferOf } from './support/transfer.ts'

const child = fileURLToPath(new URL('./support/import-child.ts', import.meta.url))

it('a copy that is killed half-way is seen by nobody, is refused while it is alive, and the next one works', { timeout: 60_000 }, async () => {
  const { store, path } = newStore()
  const first = opened()
  const writer = await store.create(first)
  await Promise.all([...Array.from({ length: 9500 }, (_, i) => writer.append(point(i + 2))), writer.append(closed(9502))])
  await writer.close()
  const target = join(temporaryFolder(), 'target.sqlite')
  const copying = spawn(process.execPath, ['--conditions=lab-source', child, path, target, first.sessionId], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(copying, 'exit')
  await once(copying.stdout, 'data')
  const other = openStore(target)
  expect(await other.sessions()).toEqual([])
  await expect(other.import(await transferOf(store, first.sessionId))).rejects.toMatchObject({ reason: 'locked' })
  copying.kill('SIGKILL')
  await ended

  expect(await other.sessions()).toEqual([])
  expect(await other.find({ text: 'regulation' })).toEqual([])
  expect(await other.statistics()).toMatchObject({ sessions: 0, events: 0 })
  await expect(other.session(first.sessionId)).rejects.toMatchObject({ reason: 'not-found' })
  const file = new Database(target, { readonly: true })
  expect(file.prepare('SELECT count(*) FROM events').pluck().get()).toBeGreaterThan(4000)
  file.close()
  await other.import(await transferOf(store, first.sessionId))
  expect(await other.verify(first.sessionId)).toMatchObject({ intact: true, records: 9502 })
  expect(await recordsOf(other, first.sessionId)).toEqual(await recordsOf(store, first.sessionId))
})
