import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SessionError } from '@lab/core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { closed, opened, point, recorded } from './support/events.ts'
import { eventsOf, lacks, newStore, temporaryFolder } from './support/fixture.ts'

const child = fileURLToPath(new URL('./support/child.ts', import.meta.url))

function runChild(mode: string, path: string, launcher: readonly string[] = []): ReturnType<typeof spawnSync> {
  const command = [...launcher, process.execPath, '--conditions=lab-source', child, mode, path]
  return spawnSync(command[0] ?? '', command.slice(1), { encoding: 'utf8', timeout: 15_000 })
}

describe('a writer', () => {
  it('has an event in the file when its promise resolves', async () => {
    const { store } = newStore()
    const first = opened()
    const writer = await store.create(first)
    for (let seq = 2; seq < 20; seq++) {
      await writer.append(point(seq))
      expect((await eventsOf(store, first.sessionId, seq)).map((event) => event.seq)).toEqual([seq])
    }
  })

  it('shares a commit among the events that come while the disk is busy', async () => {
    const { store } = newStore()
    const writer = await store.create(opened())
    const promises = new Set<Promise<void>>()
    for (let seq = 2; seq <= 1001; seq++) promises.add(writer.append(point(seq)))
    await Promise.all(promises)
    expect(promises.size).toBe(1)
  })

  it('keeps a batch small however much comes at once', async () => {
    const { store } = newStore()
    const writer = await store.create(opened())
    const promises = new Set<Promise<void>>()
    for (let seq = 2; seq <= 40_001; seq++) promises.add(writer.append(point(seq)))
    await Promise.all(promises)
    expect(promises.size).toBeGreaterThanOrEqual(Math.floor(40_000 / 4096))
  })

  it('does not block the event loop while its thread is held up', async () => {
    const { store, path } = newStore()
    const first = opened()
    const writer = await store.create(first)
    const other = new Database(path)
    other.exec('BEGIN IMMEDIATE')
    let durable = false
    const appended = writer.append(point(2)).then(() => { durable = true })
    for (let turn = 0; turn < 50; turn++) await sleep(1)
    expect(durable).toBe(false)
    other.exec('COMMIT')
    await appended
    other.close()
    expect(await eventsOf(store, first.sessionId)).toEqual([first, point(2)])
  })

  it('refuses events out of order and events after its end, and writes on', async () => {
    const { store } = newStore()
    const first = opened()
    const writer = await store.create(first)
    await writer.append(point(5))
    await expect(writer.append(point(5))).rejects.toThrow(/event 5 after event 5/)
    await expect(writer.append(point(4))).rejects.toMatchObject({ reason: 'write' })
    await writer.append(closed(6))
    await writer.close()
    await writer.close()
    await expect(writer.append(point(7))).rejects.toThrow(/was closed/)
    expect((await eventsOf(store, first.sessionId)).map(({ seq }) => seq)).toEqual([1, 5, 6])
  })

  it('refuses a value that cannot be stored and writes on', async () => {
    const { store } = newStore()
    const writer = await store.create(opened())
    const value: unknown = { probe: () => 1 }
    // The type forbids it; a script in plain JavaScript can do it all the same.
    await expect(writer.append(recorded(2, value as never))).rejects.toBeInstanceOf(SessionError)
    await writer.append(point(2))
  })

  it('writes what was appended before it is closed', async () => {
    const { store } = newStore()
    const first = opened()
    const writer = await store.create(first)
    const appended = [2, 3, 4].map(async (seq) => await writer.append(point(seq)))
    await writer.close()
    await Promise.all(appended)
    expect(await eventsOf(store, first.sessionId)).toHaveLength(4)
  })

  it('rejects the second session of the same id and leaves the first alone', async () => {
    const { store } = newStore()
    const first = opened()
    await store.create(first)
    await expect(store.create(first)).rejects.toMatchObject({ reason: 'write' })
    expect(await store.sessions()).toHaveLength(1)
  })

  it('leaves one plain file and no more', async () => {
    const { store, folder } = newStore()
    const writer = await store.create(opened())
    expect(readdirSync(folder).sort()).toEqual(['store.sqlite', 'store.sqlite-reserve', 'store.sqlite-shm', 'store.sqlite-wal'])
    for (let seq = 2; seq < 10_000; seq++) void writer.append(point(seq))
    await store.close()
    expect(readdirSync(folder)).toEqual(['store.sqlite'])
  })
})

describe('the log beside the file', () => {
  it('stays small however long a session is, also while it is read', async () => {
    const { store, path } = newStore()
    const first = opened()
    const writer = await store.create(first)
    let largest = 0
    for (let seq = 2; seq < 200_000; seq += 10_000) {
      await Promise.all(Array.from({ length: 10_000 }, async (_, i) => await writer.append(point(seq + i))))
      expect(await eventsOf(store, first.sessionId, seq + 9_999)).toHaveLength(1)
      largest = Math.max(largest, statSync(`${path}-wal`).size)
    }
    expect(statSync(path).size).toBeGreaterThan(30e6)
    expect(largest).toBeLessThan(25e6)
  })
})

describe('a process', () => {
  it('ends by itself when its store is idle and was never closed', () => {
    const path = `${temporaryFolder()}/s.sqlite`
    const { status, stdout } = runChild('idle', path)
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'idle\n' })
  })

  it('lives until what it appended is durable', () => {
    const path = `${temporaryFolder()}/s.sqlite`
    expect(runChild('append-and-leave', path)).toMatchObject({ status: 0, stdout: 'durable\n' })
  })

  it.skipIf(lacks('strace', '-V'))('synchronises the disk once for each event awaited alone, and not at all otherwise', () => {
    const folder = temporaryFolder()
    const strace = ['strace', '-f', '-qq', '-o', `${folder}/trace`, '-e', 'trace=fsync,fdatasync,write']
    const { status } = runChild('one-by-one', `${folder}/s.sqlite`, strace)
    expect(status).toBe(0)
    const trace = readFileSync(`${folder}/trace`, 'utf8')
    const between = trace.slice(trace.indexOf('<begin>'), trace.indexOf('<end>'))
    expect(between.match(/(fsync|fdatasync)\(/g)).toHaveLength(100)
  })
})
