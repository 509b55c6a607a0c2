import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { ArchiveWriter } from '@lab/core'
import { closed, opened, point, recorded } from './support/events.ts'
import { contentsOf, eventsOf, integrityOf, newStore, openStore, temporaryFolder } from './support/fixture.ts'
import { transferOf } from './support/transfer.ts'

/** Writes points one group after the other until it is told to stop; the last `seq` acknowledged at every moment. */
class Writing {
  acknowledged: number
  #stopped = false
  readonly ended: Promise<void>

  constructor(writer: ArchiveWriter, acknowledged = 1) {
    this.acknowledged = acknowledged
    this.ended = this.#write(writer)
  }

  async #write(writer: ArchiveWriter): Promise<void> {
    while (!this.#stopped) {
      const from = this.acknowledged + 1
      await Promise.all(Array.from({ length: 100 }, (_, i) => writer.append(point(from + i))))
      this.acknowledged = from + 99
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.ended
  }
}

describe('a backup', () => {
  it('is one plain file with everything acknowledged before, while a session is written', { timeout: 60_000 }, async () => {
    const { store, folder } = newStore()
    const first = opened()
    const writer = await store.create(first)
    await Promise.all(Array.from({ length: 20_000 }, (_, i) => writer.append(point(i + 2))))
    const writing = new Writing(writer, 20_001)
    let [before, after, target] = [0, 0, '']
    // A backup on a busy machine may be over before the writer has had its turn.
    for (let attempt = 0; attempt < 20 && after === before; attempt++) {
      rmSync(target, { force: true })
      ;[before, target] = [writing.acknowledged, join(folder, 'copy.sqlite')]
      await store.backup(target)
      after = writing.acknowledged
    }
    await writing.stop()
    expect(after).toBeGreaterThan(before)
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.sqlite'])
    expect(integrityOf(target)).toEqual([['ok']])
    const copy = openStore(target)
    const events = await eventsOf(copy, first.sessionId)
    expect(events.length).toBeGreaterThanOrEqual(before)
    expect(events.at(-1)).toEqual(point(events.length))
    expect((await copy.verify(first.sessionId)).intact).toBe(true)
    expect((await store.verify(first.sessionId)).intact).toBe(true)
  })

  it('does not write over a file', async () => {
    const { store, path } = newStore()
    await (await store.create(opened())).close()
    const before = contentsOf(join(path, '..'))
    await expect(store.backup(path)).rejects.toMatchObject({ reason: 'write', message: expect.stringContaining('exists already') })
    expect(contentsOf(join(path, '..'))).toEqual(before)
  })

  it('that is called off or fails leaves nothing behind', async () => {
    const { store, folder } = newStore()
    await (await store.create(opened())).close()
    await expect(store.backup(join(folder, 'copy'), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    await expect(store.backup(join(folder, 'missing', 'copy'))).rejects.toMatchObject({ name: 'StoreError' })
    expect(readdirSync(folder)).toEqual(['store.sqlite'])
  })
})

describe('vacuum', () => {
  it('gives room back, forgets copies that were never finished, and keeps every record', async () => {
    const { store, path } = newStore()
    const first = opened()
    const writer = await store.create(first)
    await Promise.all([writer.append(recorded(2, new Uint8Array(3000).map((_, i) => i * i))), writer.append(closed(3))])
    await writer.close()
    await store.annotate(first.sessionId, { note: { timeMs: 5, text: 'one' }, addTags: ['kept'] })
    leaveUnfinished(path)
    const before = statSync(path).size
    await store.vacuum()
    expect(statSync(path).size).toBeLessThan(before / 4)
    expect(integrityOf(path)).toEqual([['ok']])
    expect(await store.verify(first.sessionId)).toMatchObject({ intact: true, records: 3 })
    expect(await store.annotations(first.sessionId)).toEqual({ notes: [{ timeMs: 5, text: 'one' }], tags: ['kept'] })
    expect((await store.find({ text: 'regul*', tag: 'kept' })).map(({ id }) => id)).toEqual([first.sessionId])
    const file = new Database(path, { readonly: true })
    expect(file.prepare('SELECT count(*) FROM sessions').pluck().get()).toBe(1)
    file.close()
  })

  it('is refused while somebody is writing', async () => {
    const { path } = newStore()
    const store = openStore(path, { lockTimeoutMs: 50 })
    await (await store.create(opened())).close()
    const other = new Database(path)
    other.exec('BEGIN IMMEDIATE')
    await expect(store.vacuum()).rejects.toMatchObject({ reason: 'locked' })
    other.close()
  })

  it('makes no file where there is none', async () => {
    const path = join(temporaryFolder(), 'none.sqlite')
    await openStore(path).vacuum()
    expect(existsSync(path)).toBe(false)
  })
})

/** What a copy leaves that was killed: a session that nobody sees, of a process that is gone. */
function leaveUnfinished(path: string): void {
  const file = new Database(path)
  file.prepare("INSERT INTO sessions (id, uuid, name, opened_ms, incoming) VALUES (7, ?, 'half', 1, 1)").run(randomUUID())
  const insert = file.prepare("INSERT INTO events VALUES (7, ?, 'message', 1, 1, ?, 1)")
  file.transaction(() => { for (let seq = 1; seq < 3000; seq++) insert.run(seq, 'x'.repeat(200)) })()
  file.close()
}

describe('notes and tags', () => {
  it('are added while the session is written, and the record stays as it is', async () => {
    const { store } = newStore()
    const first = opened()
    const writing = new Writing(await store.create(first))
    for (let i = 0; i < 20; i++) await store.annotate(first.sessionId, { note: { timeMs: i, text: `note ${i}`, author: 'B' }, addTags: [`t${i % 3}`] })
    await store.annotate(first.sessionId, { removeTags: ['t1'] })
    await writing.stop()
    const { notes, tags } = await store.annotations(first.sessionId)
    expect(notes.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => `note ${i}`))
    expect(tags).toEqual(['t0', 't2'])
    expect(await store.verify(first.sessionId)).toMatchObject({ intact: true, records: writing.acknowledged })
    expect(await store.find({ text: 'note 7' })).toHaveLength(1)
    expect(await store.find({ tag: 't1' })).toEqual([])
  })
})

describe('statistics', () => {
  it('count what is there, by status, while a session is written, too', async () => {
    const { store, path } = newStore()
    const [one, two, three] = [opened({ timeMs: 1000 }), opened({ timeMs: 3000 }), opened({ timeMs: 2000 })]
    const a = await store.create(one)
    await Promise.all([a.append(point(2)), a.append(point(3)), a.append(closed(4))])
    await a.close()
    await (await store.create(two)).close()
    const c = await store.create(three)
    await c.append(point(2))
    expect(await store.statistics()).toEqual({
      sessions: 3, byStatus: { completed: 1, interrupted: 1, running: 1 }, events: 7, points: 3, firstOpenedMs: 1000, lastOpenedMs: 3000,
      bytes: statSync(path).size + statSync(`${path}-wal`).size,
    })
  })

  it('of a store that nothing was written to are zero', async () => {
    const { store, path } = newStore()
    writeFileSync(path, '')
    expect(await store.statistics()).toEqual({ sessions: 0, byStatus: {}, events: 0, points: 0, bytes: 0 })
  })
})

describe('a copy into another store', () => {
  it('that fails half-way leaves nothing, and the next one works', async () => {
    const { store } = newStore()
    const other = newStore()
    const first = opened()
    const writer = await store.create(first)
    await Promise.all([...Array.from({ length: 6000 }, (_, i) => writer.append(point(i + 2)))])
    await writer.close()
    await store.annotate(first.sessionId, { addTags: ['t'] })
    const transfer = await transferOf(store, first.sessionId)
    const broken = async function* (): typeof transfer.records extends AsyncIterable<infer R> ? AsyncGenerator<R> : never {
      let count = 0
      for await (const record of transfer.records) {
        if (++count === 5000) throw new Error('the cable was pulled')
        yield record
      }
    }
    await expect(other.store.import({ ...transfer, records: broken() })).rejects.toThrow('cable')
    const file = new Database(other.path, { readonly: true })
    expect(file.prepare('SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM events)').pluck().get()).toBe(0)
    file.close()
    await other.store.import(await transferOf(store, first.sessionId))
    expect(await other.store.verify(first.sessionId)).toMatchObject({ intact: true, records: 6001 })
    expect(await other.store.annotations(first.sessionId)).toEqual({ notes: [], tags: ['t'] })
    await expect(other.store.import(await transferOf(store, first.sessionId))).rejects.toMatchObject({ reason: 'write' })
  })
})
