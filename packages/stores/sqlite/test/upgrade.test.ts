import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeEvent, waveform, type SessionEvent, type SessionOpened } from '@lab/core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { SqliteStore } from '../src/index.ts'
import { applicationId } from '../src/schema.ts'
import { statementsOfVersion1 } from '../src/schema-1.ts'
import { closed, largeWaveform, message, opened, point, recorded } from './support/events.ts'
import { contentsOf, eventsOf, openStore, temporaryFolder } from './support/fixture.ts'
import { recordsOf } from './support/transfer.ts'

interface OldFile {
  readonly path: string
  readonly folder: string
  readonly sessions: readonly SessionOpened[]
  readonly events: readonly (readonly SessionEvent[])[]
}

const samples = Int16Array.from({ length: 3000 }, (_, i) => i * 11)

function eventsOfOld(first: SessionOpened, points: number): SessionEvent[] {
  const end = points + 2
  return [
    first, ...Array.from({ length: points }, (_, i) => point(i + 2)),
    recorded(end, waveform({ raw: samples, unit: 'V', step: 1e-6, timeMs: 5 })),
    recorded(end + 1, [Uint8Array.of(1, 2), 'Ω µ 漢', Number.NaN, -0]), message(end + 2, ''), closed(end + 3),
  ]
}

/** A file as the first version left it, closed: a plain one, or one that is still in WAL mode. */
function oldFile(mode: 'DELETE' | 'WAL' = 'DELETE'): OldFile {
  const folder = temporaryFolder()
  const path = join(folder, 'old.sqlite')
  const sessions = [opened({ metadata: { operator: 'A. Example', dut: { serial: 'SN-1' } } }), opened({ name: 'zweite' }), opened({ name: 'third' })]
  const events = [eventsOfOld(sessions[0] ?? opened(), 2500), eventsOfOld(sessions[1] ?? opened(), 3), [sessions[2] ?? opened()]]
  const file = new Database(path)
  file.exec(`PRAGMA journal_mode = ${mode}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = 1; ${statementsOfVersion1}`)
  file.transaction(() => { for (const [i, all] of events.entries()) writeOld(file, i + 1, all) })()
  file.close()
  return { path, folder, sessions, events }
}

function writeOld(file: Database.Database, key: number, events: readonly SessionEvent[]): void {
  const [first] = events
  if (first?.type !== 'session-opened') throw new Error('no first event')
  const points = events.filter(({ type }) => type === 'point').length
  const end = events.find((event) => event.type === 'session-closed')
  file.prepare('INSERT INTO sessions (id, uuid, name, opened_ms, closed_ms, outcome, operator, points) VALUES (?,?,?,?,?,?,?,?)')
    .run(key, first.sessionId, first.name, first.timeMs, end?.timeMs ?? null, end?.outcome ?? null, 'A. Example', points)
  for (const event of events) {
    const { json, blobs } = encodeEvent(event)
    file.prepare('INSERT INTO events VALUES (?,?,?,?,?,?)').run(key, event.seq, event.type, event.timeMs, event.monotonicMs, json)
    for (const [i, blob] of blobs.entries()) file.prepare('INSERT INTO blobs VALUES (?,?,?,?)').run(key, event.seq, i, blob)
  }
}

function bytesOf(events: readonly SessionEvent[]): string[] {
  return events.map((event) => {
    const { json, blobs } = encodeEvent(event)
    return `${event.seq} ${Buffer.concat([Buffer.from(json), ...blobs]).toString('base64')}`
  })
}

const archiveCalls: Readonly<Record<string, (store: SqliteStore, id: string) => Promise<unknown>>> = {
  find: async (store) => await store.find({}),
  statistics: async (store) => await store.statistics(),
  annotations: async (store, id) => await store.annotations(id),
  annotate: async (store, id) => { await store.annotate(id, { addTags: ['x'] }) },
  integrity: async (store, id) => await store.integrity(id),
  verify: async (store, id) => await store.verify(id),
  acquisitions: async (store, id) => await store.acquisitions(id),
}

describe.each(['DELETE', 'WAL'] as const)('a file of version 1 (journal_mode %s)', (mode) => {
  it('is listed and read, and not a byte of it changes', async () => {
    const { path, folder, sessions, events } = oldFile(mode)
    const before = contentsOf(folder)
    const store = openStore(path)
    expect((await store.sessions()).map(({ name }) => name).sort()).toEqual(['regulation', 'third', 'zweite'])
    for (const [i, { sessionId }] of sessions.entries()) {
      expect(await eventsOf(store, sessionId)).toEqual(events[i])
      expect(await recordsOf(store, sessionId)).toEqual(bytesOf(events[i] ?? []))
    }
    expect(contentsOf(folder)).toEqual(before)
  })

  it.each(Object.entries(archiveCalls))('refuses %s with the way to bring it up to date, and stays as it was', async (_, call) => {
    const { path, folder, sessions } = oldFile(mode)
    const before = contentsOf(folder)
    const refused = call(openStore(path), sessions[0]?.sessionId ?? '')
    await expect(refused).rejects.toMatchObject({ reason: 'version', message: expect.stringContaining(path), hint: expect.stringContaining('upgrade()') })
    expect(contentsOf(folder)).toEqual(before)
  })

  const ways: Readonly<Record<string, (store: SqliteStore) => Promise<unknown>>> = {
    upgrade: async (store) => { await store.upgrade() },
    'the next session': async (store) => { await (await store.create(opened({ name: 'next' }))).close() },
  }
  it.each(Object.entries(ways))('is brought up to date by %s: records byte for byte, and verified from then on', async (_, way) => {
    const { path, sessions, events } = oldFile(mode)
    const store = openStore(path)
    await way(store)
    for (const [i, { sessionId }] of sessions.entries()) {
      expect(await recordsOf(store, sessionId)).toEqual(bytesOf(events[i] ?? []))
      expect(await store.verify(sessionId)).toMatchObject({ intact: true, problems: [], records: events[i]?.length })
    }
    expect((await store.find({ dut: 'SN-1' })).map(({ id }) => id)).toEqual([sessions[0]?.sessionId])
    expect((await store.find({ text: 'zweite' })).map(({ id }) => id)).toEqual([sessions[1]?.sessionId])
    expect(await store.statistics()).toMatchObject({ points: 2503 })
    expect(versionOf(path)).toBe(3)
  })
})

/** A file as the second version left it: marks, chain and labels, no samples beside the file. */
async function fileOfVersion2(): Promise<OldFile> {
  const folder = temporaryFolder()
  const path = join(folder, 'old.sqlite')
  const sessions = [opened({ metadata: { dut: { serial: 'SN-1' } } }), opened({ name: 'zweite' })]
  const events = [eventsOfOld(sessions[0] ?? opened(), 2500), eventsOfOld(sessions[1] ?? opened(), 3)]
  const store = openStore(path)
  for (const [i, first] of sessions.entries()) {
    const writer = await store.create(first)
    await Promise.all((events[i] ?? []).slice(1).map((event) => writer.append(event)))
    await writer.close()
  }
  await store.close()
  const file = new Database(path)
  file.exec('DROP INDEX sample_files')
  for (const column of ['file', 'offset', 'length']) file.exec(`ALTER TABLE blobs DROP COLUMN ${column}`)
  file.pragma('user_version = 2')
  file.close()
  return { path, folder, sessions, events }
}

describe('a file of version 2', () => {
  it('is read, searched and verified, and not a byte of it changes', async () => {
    const { path, folder, sessions, events } = await fileOfVersion2()
    const before = contentsOf(folder)
    const store = openStore(path)
    for (const [i, { sessionId }] of sessions.entries()) {
      expect(await eventsOf(store, sessionId)).toEqual(events[i])
      expect(await recordsOf(store, sessionId)).toEqual(bytesOf(events[i] ?? []))
      expect(await store.verify(sessionId)).toMatchObject({ intact: true, closed: true, records: events[i]?.length })
    }
    expect((await store.find({ dut: 'SN-1' })).map(({ id }) => id)).toEqual([sessions[0]?.sessionId])
    expect(await store.statistics()).toMatchObject({ sessions: 2, points: 2503 })
    expect(contentsOf(folder)).toEqual(before)
  })

  it('is annotated, backed up and compacted as it is', async () => {
    const { path, folder, sessions, events } = await fileOfVersion2()
    const store = openStore(path)
    const id = sessions[0]?.sessionId ?? ''
    await store.annotate(id, { addTags: ['old'] })
    expect(await store.annotations(id)).toEqual({ notes: [], tags: ['old'] })
    await store.vacuum()
    await store.backup(join(folder, 'copy.sqlite'))
    for (const one of [path, join(folder, 'copy.sqlite')]) {
      expect(await eventsOf(openStore(one), id)).toEqual(events[0])
      expect(versionOf(one)).toBe(2)
    }
  })

  const ways: Readonly<Record<string, (store: SqliteStore) => Promise<unknown>>> = {
    upgrade: async (store) => { await store.upgrade() },
    'the next session': async (store) => {
      const writer = await store.create(opened({ name: 'next' }))
      await writer.append(largeWaveform(2))
      await writer.close()
    },
  }
  it.each(Object.entries(ways))('is brought up to date by %s: records byte for byte', async (_, way) => {
    const { path, sessions, events } = await fileOfVersion2()
    const store = openStore(path)
    await way(store)
    expect(versionOf(path)).toBe(3)
    for (const [i, { sessionId }] of sessions.entries()) {
      expect(await recordsOf(store, sessionId)).toEqual(bytesOf(events[i] ?? []))
      expect(await store.verify(sessionId)).toMatchObject({ intact: true, problems: [], records: events[i]?.length })
    }
    for (const { id } of await store.sessions()) expect((await store.verify(id)).intact).toBe(true)
  })
})

function versionOf(path: string): unknown {
  const file = new Database(path, { readonly: true })
  try {
    return file.pragma('user_version', { simple: true })
  } finally {
    file.close()
  }
}

describe('upgrade', () => {
  it('changes nothing in a file that is up to date', async () => {
    const { path } = oldFile()
    const store = openStore(path)
    await store.upgrade()
    const before = readFileSync(path)
    await store.upgrade()
    expect((await recordsOf(store, (await store.sessions())[0]?.id ?? '')).length).toBeGreaterThan(0)
    expect(readFileSync(path).length).toBe(before.length)
  })

  it('leaves a file as it was where a record cannot be read', async () => {
    const { path, folder } = oldFile()
    const file = new Database(path)
    file.exec("UPDATE events SET body = 'not json' WHERE session = 2 AND seq = 1")
    file.close()
    const before = readFileSync(path)
    await expect(openStore(path).upgrade()).rejects.toMatchObject({ reason: 'corrupt' })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(Object.keys(contentsOf(folder))).toEqual(['old.sqlite'])
  })
})
