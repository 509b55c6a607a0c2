import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError, type StoreFailure } from '@lab/core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { applicationId } from '../src/schema.ts'
import { opened, point } from './support/events.ts'
import { contentsOf, eventsOf, newStore, openStore, temporaryFolder } from './support/fixture.ts'

interface BadFile {
  readonly what: string
  readonly reason: StoreFailure
  readonly words: RegExp
  make(path: string): void
}

function sqlite(path: string, statements: string): void {
  const database = new Database(path)
  database.exec(statements)
  database.close()
}

const badFiles: readonly BadFile[] = [
  {
    what: 'a text file', reason: 'format', words: /is not an SQLite file/,
    make: (path) => writeFileSync(path, 'time,voltage\n'.repeat(1000)),
  },
  ...[1, 99, 100, 511, 512, 513, 4096].map((length): BadFile => ({
    what: `a file of ${length} bytes`, reason: 'format', words: /is not an SQLite file/,
    make: (path) => writeFileSync(path, 'x'.repeat(length)),
  })),
  {
    what: 'an SQLite file of another application', reason: 'format', words: /of another application/,
    make: (path) => sqlite(path, 'PRAGMA application_id = 7; CREATE TABLE sessions (id)'),
  },
  {
    what: 'an SQLite file of another application that uses a log', reason: 'format', words: /of another application/,
    make: (path) => sqlite(path, 'PRAGMA journal_mode = WAL; CREATE TABLE sessions (id)'),
  },
  {
    what: 'a store of a newer version', reason: 'version', words: /written by a newer version/,
    make: (path) => sqlite(path, `PRAGMA application_id = ${applicationId}; PRAGMA user_version = 4; CREATE TABLE sessions (id)`),
  },
  {
    what: 'a store without its tables', reason: 'corrupt', words: /is damaged/,
    make: (path) => sqlite(path, `PRAGMA application_id = ${applicationId}; PRAGMA user_version = 1; CREATE TABLE other (id)`),
  },
  { what: 'a folder', reason: 'format', words: /is a folder/, make: (path) => mkdirSync(path) },
]

describe.each(badFiles)('$what', ({ reason, words, make }) => {
  const attempts = {
    writing: async (path: string) => await openStore(path).create(opened()),
    listing: async (path: string) => await openStore(path).sessions(),
    reading: async (path: string) => await eventsOf(openStore(path), 'x'),
  }
  it.each(Object.entries(attempts))(`is refused for ${reason} when %s, and left as it was`, async (_, attempt) => {
    const folder = temporaryFolder()
    const path = join(folder, 'data.sqlite')
    make(path)
    const before = contentsOf(folder)
    const error: unknown = await attempt(path).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ reason, message: expect.stringMatching(words), hint: expect.stringMatching(/./) })
    expect(String(error)).toContain(path)
    expect(contentsOf(folder)).toEqual(before)
  })
})

describe('a damaged store', () => {
  it('is refused as corrupt, and left as it was', async () => {
    const { store, path, folder } = newStore()
    const first = opened()
    const writer = await store.create(first)
    for (let seq = 2; seq < 2000; seq++) void writer.append(point(seq))
    await store.close()
    truncateSync(path, 8192)
    const before = contentsOf(folder)
    const again = openStore(path)
    await expect(again.create(opened())).rejects.toMatchObject({ reason: 'corrupt', message: expect.stringContaining(path) })
    await expect(again.sessions()).rejects.toMatchObject({ reason: 'corrupt' })
    expect(contentsOf(folder)).toEqual(before)
  })

  it('names the event that cannot be decoded', async () => {
    const { store, path } = newStore()
    const first = opened()
    await (await store.create(first)).close()
    sqlite(path, "UPDATE events SET body = 'not json'")
    await expect(eventsOf(store, first.sessionId)).rejects.toMatchObject({
      reason: 'corrupt', message: expect.stringContaining(`Event 1 in ${path} is damaged`),
    })
  })
})

describe('a missing folder', () => {
  it('is named when a session is to be written into it', async () => {
    const path = join(temporaryFolder(), 'missing', 'data.sqlite')
    await expect(openStore(path).create(opened())).rejects.toMatchObject({
      reason: 'write', message: expect.stringContaining(path), hint: expect.stringContaining('folder exists'),
    })
  })
})
