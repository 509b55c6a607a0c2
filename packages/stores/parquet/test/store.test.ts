import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError, type SessionEvent } from '@lab/core'
import { EventChain } from '@lab/core/integrity'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parquetStore } from '../src/index.ts'
import { closed, declared, message, mixed, opened, point, startMs } from './support/events.ts'
import { batchOf, beginSession, eventsOf, openStore, temporaryFolder } from './support/fixture.ts'

/** A finished session of so many events in small row groups and many files. */
function scattered(root: string, count = 900): { readonly id: string; readonly folder: string; readonly events: readonly SessionEvent[] } {
  const first = opened()
  const life = beginSession(root, first)
  const events: SessionEvent[] = [...Array.from({ length: count }, (_, i) => mixed(i + 2)), closed(count + 2)]
  for (let i = 0; i < events.length; i += 30) {
    life.engine.commit(batchOf(events.slice(i, i + 30)))
    life.engine.flush()
  }
  life.end()
  return { id: first.sessionId, folder: life.folder, events: [first, ...events] }
}

const parquetFiles = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.parquet')).sort()

describe('a store of Parquet files', () => {
  it('keeps a session in a folder by date and id, with nothing but finished files at its end', async () => {
    const root = join(temporaryFolder(), 'lab')
    const store = openStore(root)
    const first = opened()
    const writer = await store.create(first)
    for (const event of [declared(2), point(3), closed(4)]) await writer.append(event)
    const folder = join(root, 'date=2026-11-22', `session=${first.sessionId}`)
    expect(readdirSync(folder).sort()).toEqual(['_head', '_index', '_journal-0001', '_reserve', '_session.json'])
    await writer.close()
    expect(readdirSync(folder).sort()).toEqual(['_events-0001.parquet', '_index', '_session.json', 'points-regulation-0001.parquet'])
    expect(JSON.parse(readFileSync(join(folder, '_session.json'), 'utf8'))).toMatchObject({
      name: 'regulation', status: 'completed', points: 1, events: 4, metadata: { operator: 'A. Example' },
      acquisitions: [{ name: 'regulation', points: 1, files: ['points-regulation-0001.parquet'] }],
    })
    expect(readdirSync(root).sort()).toEqual(['_catalogue', 'date=2026-11-22'])
  })

  it('makes the chain that core makes of the same records', async () => {
    const root = join(temporaryFolder(), 'lab')
    const first = opened()
    const { sessionId: id } = first
    const life = beginSession(root, first)
    const events: SessionEvent[] = [...Array.from({ length: 3000 }, (_, i) => mixed(i + 2)), closed(3002)]
    for (let i = 0; i < events.length; i += 700) life.engine.commit(batchOf(events.slice(i, i + 700)))
    life.end()
    const store = openStore(root)
    const chain = new EventChain(id, { sha256: () => createHash('sha256'), crc32: (data, before) => crc32(data, before) })
    const seals = []
    for await (const record of store.records(id)) seals.push(chain.add(record) ?? [])
    const { head, seals: kept } = await store.integrity(id)
    expect({ ...head, digest: Buffer.from(head.digest) }).toEqual({ ...chain.head(), digest: Buffer.from(chain.head().digest) })
    expect(kept.map(({ seq }) => seq)).toEqual(seals.flat().map(({ seq }) => seq))
  })

  it('shows rows to other programs while the session goes on', async () => {
    const store = openStore(join(temporaryFolder(), 'lab'), { flushMs: 20 })
    const writer = await store.create(opened())
    await writer.append(declared(2))
    await writer.append(point(3))
    const folder = join(store.location, 'date=2026-11-22')
    await expect.poll(() => readdirSync(folder, { recursive: true }).map(String).filter((name) => name.includes('points-')), { timeout: 10_000 })
      .toEqual([expect.stringMatching(/\/points-regulation-0001\.parquet$/)])
    await writer.close()
  })

  it('goes on reading where it was while a session is compacted', { timeout: 60_000 }, async () => {
    const root = join(temporaryFolder(), 'lab')
    const { id, folder, events } = scattered(root)
    const store = openStore(root)
    const before = await store.integrity(id)
    const files = parquetFiles(folder).length
    const read: SessionEvent[] = []
    for await (const event of store.events(id)) {
      read.push(event)
      if (read.length === 100) await store.compact(id)
    }
    expect(read).toEqual(events)
    expect(parquetFiles(folder).length).toBeLessThan(files)
    expect(await eventsOf(store, id)).toEqual(events)
    expect(await store.integrity(id)).toEqual(before)
    expect((await store.verify(id)).problems).toEqual([])
    expect(readdirSync(folder).filter((name) => name.endsWith('.part') || name.endsWith('.new'))).toEqual([])
  })

  it('compacts a session with many small files when it is closed', async () => {
    const { folder } = scattered(join(temporaryFolder(), 'lab'))
    expect(parquetFiles(folder).length).toBeGreaterThan(20) // The test closes it without that.
    const root = join(temporaryFolder(), 'lab')
    const store = openStore(root, { flushMs: 15 })
    const writer = await store.create(opened())
    await writer.append(declared(2))
    const running = join(root, 'date=2026-11-22')
    const count = (): number => readdirSync(running, { recursive: true }).filter((name) => /points-.*\.parquet$/.test(String(name))).length
    for (let seq = 3; count() < 8; seq++) await writer.append(point(seq))
    await writer.close()
    expect(count()).toBe(1)
  })

  it('compacts an interrupted session, which brings it to its end', async () => {
    const root = join(temporaryFolder(), 'lab')
    const first = opened()
    const life = beginSession(root, first)
    life.engine.commit(batchOf([declared(2), point(3), message(4)]))
    life.engine.close()
    const store = openStore(root)
    // This process is alive, and so the session counts as being written.
    await expect(store.compact(first.sessionId)).rejects.toMatchObject({ reason: 'locked' })
    rmSync(join(root, '_running'), { recursive: true })
    await store.compact(first.sessionId)
    expect(await eventsOf(store, first.sessionId)).toEqual([first, declared(2), point(3), message(4)])
    expect((await store.session(first.sessionId)).status).toBe('interrupted')
    expect(readdirSync(life.folder).filter((name) => name.startsWith('_journal'))).toEqual([])
  })

  it('reads a session whose writer is gone without changing a file', async () => {
    const root = join(temporaryFolder(), 'lab')
    const first = opened()
    const life = beginSession(root, first)
    const events = Array.from({ length: 500 }, (_, i) => mixed(i + 2))
    for (let i = 0; i < 500; i += 20) life.engine.commit(batchOf(events.slice(i, i + 20)))
    life.engine.close()
    const contents = (): string[] => readdirSync(life.folder).map((name) => `${name} ${readFileSync(join(life.folder, name)).toString('base64')}`)
    const before = contents()
    const store = openStore(root)
    expect(await eventsOf(store, first.sessionId, 2)).toEqual(events)
    expect((await store.verify(first.sessionId)).problems).toEqual([])
    const rows = await store.acquisitions(first.sessionId)
    expect(rows[0]?.rows).toBeGreaterThan(400)
    expect(contents()).toEqual(before)
  })

  it('finds sessions without its catalogue, and after somebody removed one', async () => {
    const root = join(temporaryFolder(), 'lab')
    const ids: string[] = []
    for (const day of [0, 1]) {
      const store = openStore(root)
      const first = opened({ timeMs: startMs + day * 86_400_000, name: `day ${day}` })
      ids.push(first.sessionId)
      const writer = await store.create(first)
      await writer.append(closed(2))
      await store.close()
    }
    expect(readdirSync(join(root, '_catalogue')).sort()).toEqual(['2026-11-22.json', '2026-11-23.json'])
    const reader = openStore(root)
    expect((await reader.sessions()).map(({ id }) => id)).toEqual([...ids].reverse())
    rmSync(join(root, '_catalogue'), { recursive: true })
    expect((await openStore(root).find({ text: 'day' })).map(({ id }) => id)).toEqual([...ids].reverse())
    rmSync(join(root, 'date=2026-11-22', `session=${ids[0]}`), { recursive: true })
    expect((await reader.sessions()).map(({ id }) => id)).toEqual([ids[1]])
  })

  it('refuses a path that is a file, options out of range, and a session it has', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), 'x')
    await expect(openStore(join(folder, 'file')).create(opened())).rejects.toMatchObject({ reason: 'format' })
    await expect(openStore(join(folder, 'file')).sessions()).rejects.toMatchObject({ reason: 'format' })
    await expect(openStore(join(folder, 'none')).sessions()).rejects.toMatchObject({ reason: 'not-found' })
    expect(existsSync(join(folder, 'none'))).toBe(false)
    expect(() => parquetStore({ path: folder, groupRows: 0 })).toThrow(StoreError)
    mkdirSync(join(folder, 'lab'))
    const store = openStore(join(folder, 'lab'))
    const first = opened()
    await (await store.create(first)).close()
    await expect(store.create(first)).rejects.toMatchObject({ reason: 'write' })
    await expect(store.create(opened({ sessionId: '../x' }))).rejects.toMatchObject({ reason: 'write' })
    expect((await store.sessions()).map(({ id }) => id)).toEqual([first.sessionId])
  })

})
