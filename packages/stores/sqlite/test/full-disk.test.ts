import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError, waveform, type SessionWriter } from '@lab/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { SqliteStore } from '../src/index.ts'
import { closed, closing, largeWaveform, opened, point, recorded } from './support/events.ts'
import { contentsOf, eventsOf, expectEvents, integrityOf, openStore, temporaryFolder } from './support/fixture.ts'
import { transferOf } from './support/transfer.ts'

/** A file system of its own, of two megabytes. */
function smallDisk(): string {
  const folder = join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder])
  onTestFinished(() => { execFileSync('umount', ['-l', folder]) })
  return folder
}

function cannotMount(): boolean {
  const refused = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status !== 0
  if (refused && process.env['CI'] !== undefined) throw new Error('Mounting a small disk has to be possible in CI.')
  if (refused) console.warn('Tests of a full disk are skipped: this user may not mount a file system.')
  return refused
}

function fillUp(folder: string, leave = 0): void {
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(join(folder, 'filler'), Buffer.alloc(bavail * bsize - leave, 1))
}

function isFull(error: unknown): boolean {
  return error instanceof StoreError && error.reason === 'full'
}

/** Appends one by one until an event is refused; the last `seq` that was acknowledged, and the error. */
async function appendUntilRefused(writer: SessionWriter): Promise<{ readonly last: number; readonly error: unknown }> {
  for (let seq = 2; seq < 1_000_000; seq += 50) {
    try {
      await Promise.all(Array.from({ length: 50 }, (_, i) => writer.append(point(seq + i))))
    } catch (error) {
      return { last: seq - 1, error }
    }
  }
  throw new Error('The disk never filled up.')
}

describe.skipIf(cannotMount())('a full disk', () => {
  it('rejects an event and all later ones, and still takes the events that close the session', async () => {
    const folder = smallDisk()
    const path = join(folder, 'store.sqlite')
    const store = openStore(path)
    const first = opened()
    const writer = await store.create(first)
    const { last, error } = await appendUntilRefused(writer)
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ reason: 'full', message: expect.stringContaining(path) })
    const next = last + 51
    await expect(writer.append(point(next))).rejects.toMatchObject({ reason: 'full' })
    const end = closing(next + 1)
    for (const event of end) await writer.append(event)
    await writer.close()

    const events = await eventsOf(store, first.sessionId)
    expect(events.slice(-4)).toEqual(end)
    expect(events.slice(1, -4)).toEqual(Array.from({ length: last - 1 }, (_, i) => point(i + 2)))
    expect(await store.session(first.sessionId)).toMatchObject({ status: 'failed', points: last - 1 })
    expect(readdirSync(folder)).not.toContain('store.sqlite-reserve')
    expect(integrityOf(path)).toEqual([['ok']])
  })

  it('splits a batch: its points are rejected, its closing events are written', async () => {
    const folder = smallDisk()
    const store = openStore(join(folder, 'store.sqlite'))
    const first = opened()
    const writer = await store.create(first)
    fillUp(folder)
    const points = Array.from({ length: 3000 }, async (_, i) => await writer.append(point(i + 2)))
    const end = closing(4000).map(async (event) => await writer.append(event))
    expect((await Promise.allSettled(points)).at(-1)).toMatchObject({ status: 'rejected', reason: { reason: 'full' } })
    await Promise.all(end)
    expect((await eventsOf(store, first.sessionId)).slice(-4)).toEqual(closing(4000))
    await writer.close()
    expect((await store.session(first.sessionId)).status).toBe('failed')
  })

  it('rejects samples that find no room beside the store, gives back what they took, and still takes the closing events', async () => {
    const folder = smallDisk()
    const path = join(folder, 'store.sqlite')
    const store = openStore(path)
    const first = opened()
    const writer = await store.create(first)
    for (const seq of [2, 3]) await writer.append(largeWaveform(seq))
    const results = await Promise.allSettled(Array.from({ length: 8 }, async (_, i) => await writer.append(largeWaveform(i + 4))))
    const kept = 2 + results.filter(({ status }) => status === 'fulfilled').length
    expect(kept).toBeLessThan(8)
    expect(results.slice(kept - 2).every((result) => result.status === 'rejected' && isFull(result.reason))).toBe(true)
    for (const event of closing(12)) await writer.append(event)
    await writer.close()
    const samples = readdirSync(`${path}-waveforms`).map((name) => statSync(join(`${path}-waveforms`, name)).size)
    expect(samples).toEqual([kept * 300_000])
    const events = await eventsOf(store, first.sessionId)
    expectEvents(events, [first, ...Array.from({ length: kept }, (_, i) => largeWaveform(i + 2)), ...closing(12)])
    expect(await store.verify(first.sessionId)).toMatchObject({ intact: true, closed: true, records: kept + 5 })
  })

  it('is found out before a session begins, and what is stored stays as it was', async () => {
    const folder = smallDisk()
    const path = join(folder, 'store.sqlite')
    const first = opened()
    const store = openStore(path)
    await (await store.create(first)).close()
    fillUp(folder, 100 * 1024)
    await expect(store.create(opened())).rejects.toMatchObject({ reason: 'full', message: expect.stringContaining(path) })
    expect(readdirSync(folder).sort()).toEqual(['filler', 'store.sqlite'])
    expect((await store.sessions()).map(({ id }) => id)).toEqual([first.sessionId])
    rmSync(join(folder, 'filler'))
    await (await store.create(opened())).close()
  })

  it('is found out for a new store, too', async () => {
    const folder = smallDisk()
    fillUp(folder)
    await expect(openStore(join(folder, 'store.sqlite')).create(opened())).rejects.toMatchObject({ reason: 'full' })
    expect(readdirSync(folder)).toEqual(['filler'])
  })
})

/** What else is written to a store; each is to fail for want of room and to leave everything as it was. */
const changes: Readonly<Record<string, (store: SqliteStore, id: string, source: SqliteStore, large: string) => Promise<void>>> = {
  'a note': async (store, id) => { await store.annotate(id, { note: { timeMs: 1, text: 'x'.repeat(1_000_000) } }) },
  tags: async (store, id) => { await store.annotate(id, { addTags: Array.from({ length: 20_000 }, (_, i) => `tag ${i}`) }) },
  'a copy from another store': async (store, _, source, large) => { await store.import(await transferOf(source, large)) },
  vacuum: async (store) => { await store.vacuum() },
  'a backup': async (store) => { await store.backup(`${store.location}.copy`) },
}

/** A store of its own with one large session. */
async function largeSession(): Promise<{ readonly store: SqliteStore; readonly id: string }> {
  const store = openStore(join(temporaryFolder(), 'source.sqlite'))
  const first = opened()
  const writer = await store.create(first)
  await Promise.all(Array.from({ length: 20_000 }, (_, i) => writer.append(point(i + 2))))
  await writer.close()
  return { store, id: first.sessionId }
}

describe.skipIf(cannotMount())('a disk without room for', () => {
  it.each(Object.entries(changes))('%s says so, and what is stored stays as it was', async (_, change) => {
    const folder = smallDisk()
    const path = join(folder, 'store.sqlite')
    const store = openStore(path)
    const first = opened()
    const writer = await store.create(first)
    await Promise.all([
      writer.append(recorded(2, waveform({ raw: new Int16Array(20_000).map((_, i) => i * i), unit: 'V', step: 1, timeMs: 0 }))), writer.append(closed(3)),
    ])
    await writer.close()
    const source = await largeSession()
    fillUp(folder, 300 * 1024 > statSync(path).size ? 40 * 1024 : 0)
    await expect(change(store, first.sessionId, source.store, source.id)).rejects.toMatchObject({ reason: 'full', message: expect.stringContaining(path) })
    expect(readdirSync(folder).filter((name) => !name.startsWith('store.sqlite-')).sort()).toEqual(['filler', 'store.sqlite'])
    rmSync(join(folder, 'filler'))
    expect(await store.verify(first.sessionId)).toMatchObject({ intact: true, closed: true, records: 3 })
    expect(await store.annotations(first.sessionId)).toEqual({ notes: [], tags: [] })
    expect(await store.sessions()).toHaveLength(1)
    expect(integrityOf(path)).toEqual([['ok']])
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7].map((step) => 150 + step * 170))('%i KiB more takes what there is room for, and what was acknowledged is verified', async (kibibytes) => {
    const folder = smallDisk()
    const path = join(folder, 'store.sqlite')
    const store = openStore(path)
    const first = opened()
    const writer = await store.create(first)
    fillUp(folder, Math.min(kibibytes * 1024, 1_200_000))
    let last = 1
    const error: unknown = await writeUntilRefused(writer, (seq) => { last = seq }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ reason: 'full' })
    const end = closing(last + 100)
    for (const event of end) await writer.append(event)
    await writer.close()
    const report = await store.verify(first.sessionId)
    expect(report).toMatchObject({ intact: true, problems: [], records: last + end.length })
  })
})

/** Waveforms and points in turns, one by one. */
async function writeUntilRefused(writer: SessionWriter, acknowledge: (seq: number) => void): Promise<void> {
  for (let seq = 2; seq < 100_000; seq++) {
    const raw = new Int16Array(4000).map((_, i) => (i * seq) % 997)
    await writer.append(seq % 2 === 0 ? recorded(seq, waveform({ raw, unit: 'V', step: 1, timeMs: 0 })) : point(seq))
    acknowledge(seq)
  }
}

describe.skipIf(cannotMount())('a disk that may only be read', () => {
  it('is read, refuses a session, and stays as it was', async () => {
    const folder = smallDisk()
    const path = join(folder, 'store.sqlite')
    const first = opened()
    await (await openStore(path).create(first)).close()
    execFileSync('mount', ['-o', 'remount,ro', folder])
    const before = contentsOf(folder)
    const store = openStore(path)
    expect(await eventsOf(store, first.sessionId)).toEqual([first])
    await expect(store.create(opened())).rejects.toMatchObject({ reason: 'write', message: expect.stringContaining(path) })
    await expect(openStore(join(folder, 'new.sqlite')).create(opened())).rejects.toMatchObject({ reason: 'write' })
    expect(contentsOf(folder)).toEqual(before)
  })
})
