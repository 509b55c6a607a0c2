import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { encodeEvent, waveform, type SessionEvent } from '@lab/core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { SqliteStore } from '../src/index.ts'
import { closed, largeWaveform, opened, point, recorded } from './support/events.ts'
import { eventsOf, expectEvents, integrityOf, lacks, newStore, openStore, python, temporaryFolder } from './support/fixture.ts'
import { recordsOf, transferOf } from './support/transfer.ts'

interface Written {
  readonly store: SqliteStore
  readonly path: string
  readonly folder: string
  readonly id: string
  readonly events: readonly SessionEvent[]
  /** The folder beside the store, and the one file in it. */
  readonly beside: string
  readonly file: string
}

/** A session with two large waveforms, a small one, and one value with large and small bytes. */
async function written(): Promise<Written> {
  const { store, path, folder } = newStore()
  const first = opened()
  const mixed = [new Uint8Array(300_001).fill(7), Uint8Array.of(1, 2), new Float64Array(40_000).fill(-0.5)].map((raw) => waveform({ raw, unit: 'V', step: 1, timeMs: 1 }))
  const events = [
    first, largeWaveform(2), point(3), recorded(4, waveform({ raw: Int16Array.of(1, 2), unit: 'V', step: 1, timeMs: 0 })), recorded(5, mixed),
    largeWaveform(6), closed(7),
  ]
  const writer = await store.create(first)
  await Promise.all(events.slice(1).map((event) => writer.append(event)))
  await writer.close()
  const beside = `${path}-waveforms`
  const [name = ''] = readdirSync(beside)
  return { store, path, folder, id: first.sessionId, events, beside, file: join(beside, name) }
}

describe('large samples', () => {
  it('lie beside the store as the instrument sent them, and come back as they were', async () => {
    const { store, id, events, folder, beside, path } = await written()
    expectEvents(await eventsOf(store, id), events)
    expect(await store.verify(id)).toMatchObject({ intact: true, closed: true, records: 7 })
    expect(readdirSync(folder).sort()).toEqual(['store.sqlite', 'store.sqlite-waveforms'])
    expect(readdirSync(beside)).toHaveLength(1)
    expect(readFileSync(path).length).toBeLessThan(200_000)
  })

  it('are counted by the statistics', async () => {
    const { store, path, file } = await written()
    expect((await store.statistics()).bytes).toBe(readFileSync(path).length + readFileSync(file).length)
  })

  it.skipIf(lacks('python3', '-c', 'import sqlite3'))('are read by any program from the file, offset and length in the table; their mark is a CRC-32', async () => {
    const { path, beside } = await written()
    const rows = python(`import zlib, struct
db = sqlite3.connect(sys.argv[1])
rows = []
for seq, body, mark, name, offset, length in db.execute('SELECT e.seq, e.body, e.mark, b.file, b.offset, b.length FROM blobs b JOIN events e USING (session, seq) WHERE e.seq IN (2, 6) ORDER BY 1'):
    with open(os.path.join(sys.argv[2], name), 'rb') as file:
        file.seek(offset)
        samples = file.read(length)
    rows.append([seq, offset % 8, zlib.crc32(samples, zlib.crc32(body.encode())) == mark, struct.unpack('<4h', samples[:8])])
print(json.dumps(rows))`, path, beside)
    expect(rows).toEqual([2, 6].map((seq) => [seq, 0, true, [0, seq, 2 * seq, 3 * seq]]))
  })

  it('stay where links lead, and are found by the name of the file itself', async () => {
    const { path, id, events, folder } = await written()
    const link = join(folder, 'link.sqlite')
    symlinkSync(path, link)
    const store = openStore(link)
    expectEvents(await eventsOf(store, id), events)
    const next = opened()
    const writer = await store.create(next)
    await writer.append(largeWaveform(2))
    await writer.close()
    expect(readdirSync(`${path}-waveforms`)).toHaveLength(2)
    expectEvents(await eventsOf(openStore(path), next.sessionId), [next, largeWaveform(2)])
  })

  it('of several sessions at once do not meet', async () => {
    const { store, path } = newStore()
    const sessions = [opened(), opened(), opened()]
    await Promise.all(sessions.map(async (first, i) => {
      const writer = await (i === 0 ? store : openStore(path)).create(first)
      for (let seq = 2; seq < 8; seq++) await writer.append(largeWaveform(seq + i))
      await writer.close()
    }))
    for (const [i, first] of sessions.entries()) {
      expectEvents((await eventsOf(store, first.sessionId)).slice(1), [2, 3, 4, 5, 6, 7].map((seq) => largeWaveform(seq + i)))
      expect((await store.verify(first.sessionId)).intact).toBe(true)
    }
  })
})

describe('a store without its samples', () => {
  it('says what is missing and where it belongs, reads the rest, and verify names the records', async () => {
    const { store, id, events, beside, path } = await written()
    renameSync(beside, `${beside}-moved`)
    await expect(eventsOf(store, id)).rejects.toMatchObject({
      reason: 'corrupt', message: expect.stringContaining(`Event 2 in ${path} is damaged. The samples of record 2 are missing: there is no ${beside}`),
      hint: expect.stringContaining('Put the folder back'),
    })
    expectEvents(await eventsOf(store, id, 7), events.slice(6))
    const { intact, problems } = await store.verify(id)
    expect(intact).toBe(false)
    expect(problems.map(({ kind, fromSeq }) => [kind, fromSeq])).toEqual([['unreadable', 2], ['unreadable', 5], ['unreadable', 6]])
    renameSync(`${beside}-moved`, beside)
    expect((await store.verify(id)).intact).toBe(true)
  })

  it('is refused by a backup, which leaves nothing behind', async () => {
    const { store, folder, beside } = await written()
    rmSync(beside, { recursive: true })
    await expect(store.backup(join(folder, 'copy.sqlite'))).rejects.toMatchObject({ name: 'StoreError' })
    expect(readdirSync(folder)).toEqual(['store.sqlite'])
  })
})

describe('verify', () => {
  const damages: Readonly<Record<string, readonly [seq: number, kind: string, damage: (written: Written, bytes: Buffer) => void]>> = {
    'a flipped bit': [5, 'altered', ({ file }, bytes) => { writeFileSync(file, bytes.fill(9, 300_500, 300_501)) }],
    'an end that was cut off': [6, 'unreadable', ({ file }, bytes) => { truncateSync(file, bytes.length - 1) }],
    'a place that was changed': [2, 'altered', ({ path }) => { change(path, 'UPDATE blobs SET offset = offset + 2 WHERE seq = 2') }],
    'a length that was changed': [2, 'altered', ({ path }) => { change(path, 'UPDATE blobs SET length = length - 2 WHERE seq = 2') }],
    'an impossible length': [2, 'unreadable', ({ path }) => { change(path, 'UPDATE blobs SET length = 1e300 WHERE seq = 2') }],
    'a negative offset': [2, 'unreadable', ({ path }) => { change(path, 'UPDATE blobs SET offset = -1 WHERE seq = 2') }],
    'a place that is text': [2, 'unreadable', ({ path }) => { change(path, "UPDATE blobs SET offset = 'x' WHERE seq = 2") }],
    'a file outside of the folder': [2, 'unreadable', ({ path }) => { change(path, "UPDATE blobs SET file = '../store.sqlite' WHERE seq = 2") }],
    'no file at all': [2, 'unreadable', ({ path }) => { change(path, 'UPDATE blobs SET file = NULL WHERE seq = 2') }],
    'another way of keeping': [2, 'altered', ({ path }) => { change(path, "UPDATE blobs SET codec = 'raw' WHERE seq = 2") }],
    'bytes in the table besides': [2, 'store', ({ path }) => { change(path, "UPDATE blobs SET data = x'00' WHERE seq = 2") }],
    'a check sum that was none': [2, 'store', ({ path }) => { change(path, 'UPDATE blobs SET crc = 5 WHERE seq = 2') }],
    'a place for samples in the table': [4, 'store', ({ path }) => { change(path, "UPDATE blobs SET file = '1-00000000.raw' WHERE seq = 4") }],
    'samples exchanged': [6, 'altered', ({ path }) => { change(path, 'UPDATE blobs SET offset = (SELECT offset FROM blobs WHERE seq = 2) WHERE seq = 6') }],
    'a folder in place of the file': [2, 'unreadable', ({ file }) => { rmSync(file); mkdirSync(file) }],
  }
  it.each(Object.entries(damages))('names the record after %s', async (_, [seq, kind, damage]) => {
    const all = await written()
    damage(all, readFileSync(all.file))
    const { intact, problems } = await all.store.verify(all.id)
    expect(intact).toBe(false)
    expect(problems).toContainEqual(expect.objectContaining({ kind, fromSeq: seq, toSeq: seq }))
  })
})

function change(path: string, statement: string): void {
  const file = new Database(path)
  file.exec(statement)
  file.close()
}

describe('maintenance', () => {
  it('a backup has the samples, while more are being written', async () => {
    const { store, id, events, folder } = await written()
    const next = opened()
    const writer = await store.create(next)
    await writer.append(largeWaveform(2))
    const more = writer.append(largeWaveform(3))
    const target = join(folder, 'copy.sqlite')
    await store.backup(target)
    await more
    await writer.close()
    const copy = openStore(target)
    expectEvents(await eventsOf(copy, id), events)
    expectEvents((await eventsOf(copy, next.sessionId)).slice(0, 2), [next, largeWaveform(2)])
    for (const one of [id, next.sessionId]) expect(await copy.verify(one)).toMatchObject({ intact: true })
    expect(integrityOf(target)).toEqual([['ok']])
    await expect(store.backup(target)).rejects.toThrow(/exists already/)
    rmSync(target)
    await expect(store.backup(target)).rejects.toThrow(/copy\.sqlite-waveforms exists already/)
  })

  it('a copy into another store brings them along, byte for byte', async () => {
    const { store, id, events } = await written()
    const other = newStore()
    await other.store.import(await transferOf(store, id))
    expectEvents(await eventsOf(other.store, id), events)
    expect(await recordsOf(other.store, id)).toEqual(await recordsOf(store, id))
    expect(await other.store.verify(id)).toMatchObject({ intact: true, closed: true })
  })

  it('a copy that fails leaves no samples behind', async () => {
    const { store, id } = await written()
    const other = newStore()
    const transfer = await transferOf(store, id)
    const broken = async function* (): typeof transfer.records extends AsyncIterable<infer T> ? AsyncGenerator<T> : never {
      for await (const record of transfer.records) {
        if (record.seq === 6) throw new Error('the cable was pulled')
        yield record
      }
    }
    await expect(other.store.import({ ...transfer, records: broken() })).rejects.toThrow('cable')
    expect(readdirSync(other.folder)).toEqual(['store.sqlite'])
  })

  it('vacuum removes what killed writers have left, and nothing that a record or a running session needs', async () => {
    const { store, id, events, path, beside, file } = await written()
    const leftBehind = join(beside, '99-0123abcd.raw')
    writeFileSync(leftBehind, 'x'.repeat(5000))
    const secondFile = join(beside, '1-0123abcd.raw')
    writeFileSync(secondFile, 'x'.repeat(5000))
    writeFileSync(join(beside, 'README.txt'), 'of somebody else')
    change(path, 'UPDATE sessions SET writer_pid = NULL')
    const before = readFileSync(file)
    writeFileSync(file, Buffer.concat([before, Buffer.alloc(5000, 1)]))
    await store.vacuum()
    expect([leftBehind, secondFile].map((one) => existsSync(one))).toEqual([false, false])
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(beside)).toContain('README.txt')
    expectEvents(await eventsOf(store, id), events)
  })

  it('vacuum leaves the file of a session alone that is being written', async () => {
    const { store, path } = newStore()
    const first = opened()
    const writer = await store.create(first)
    await writer.append(largeWaveform(2))
    const [name = ''] = readdirSync(`${path}-waveforms`)
    const file = join(`${path}-waveforms`, name)
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(5000)])) // samples on their way
    await store.vacuum().catch(() => undefined)
    expect(readFileSync(file).length).toBe(305_000)
    await writer.close()
  })

  it('a store is moved with its folder', async () => {
    const { path, id, events, beside } = await written()
    const folder = temporaryFolder()
    cpSync(path, join(folder, 'other.sqlite'))
    cpSync(beside, join(folder, 'other.sqlite-waveforms'), { recursive: true })
    expectEvents(await eventsOf(openStore(join(folder, 'other.sqlite')), id), events)
  })

  it('an earlier file whose session has the same number is never written over', async () => {
    const { store, path } = newStore()
    mkdirSync(`${path}-waveforms`)
    const old = join(`${path}-waveforms`, '1-0123abcd.raw')
    writeFileSync(old, 'precious')
    const first = opened({ sessionId: randomUUID() })
    const writer = await store.create(first)
    await writer.append(largeWaveform(2))
    await writer.close()
    expect(readFileSync(old, 'utf8')).toBe('precious')
    expectEvents(await eventsOf(store, first.sessionId), [first, largeWaveform(2)])
    expect(encodeEvent(largeWaveform(2)).blobs[0]?.length).toBe(300_000)
  })
})
