import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabError, waveform, type SessionEvent } from '@lab/core'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'
import { verifySession } from '../src/session-verification.ts'
import type { SessionRecord } from '../src/session-list.ts'
import { closed, largeWaveform, message, opened, point, recorded } from './support/events.ts'
import { newStore, openStore, temporaryFolder } from './support/fixture.ts'
import { seeded } from './support/seeded.ts'

const rounds = Number(process.env['LAB_TAMPER_ROUNDS'] ?? 1000)
const records = 120

/** A session of 120 records with a compressed waveform, one that is not, and one beside the file. */
async function writtenFile(): Promise<{ readonly path: string; readonly id: string }> {
  const { store, path } = newStore()
  const first = opened()
  const writer = await store.create(first)
  const events: SessionEvent[] = Array.from({ length: records - 2 }, (_, i) => (i % 3 === 0 ? message(i + 2, `text ${i}`) : point(i + 2)))
  events[40] = recorded(42, waveform({ raw: new Int16Array(2000).map((_, i) => i % 7), unit: 'V', step: 1, timeMs: 5 }))
  events[41] = recorded(43, [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)])
  events[44] = largeWaveform(46)
  await Promise.all([...events, closed(records)].map((event) => writer.append(event)))
  await writer.close()
  await store.close()
  return { path, id: first.sessionId }
}

interface Tampering {
  /** Where the change must be reported; undefined where it is outside of every record. */
  readonly seqs: readonly number[]
  readonly text: string
}

type Tamper = (file: Database.Database, pick: (count: number) => number) => Tampering

function flipped(bytes: Uint8Array, pick: (count: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const at = pick(copy.length)
  copy[at] = (copy[at] ?? 0) ^ (1 << pick(8))
  return copy
}

/** The one file of samples beside a store. */
function sampleFileOf(file: Database.Database): string {
  const folder = `${file.name}-waveforms`
  return join(folder, readdirSync(folder)[0] ?? '')
}

interface EventRow {
  readonly seq: number
  readonly body: Buffer
}

function rowOf(file: Database.Database, seq: number): EventRow {
  const row = file.prepare<[number], EventRow>('SELECT seq, CAST(body AS BLOB) AS body FROM events WHERE seq = ?').get(seq)
  if (row === undefined) throw new Error(`no record ${seq}`)
  return row
}

const tamperings: Readonly<Record<string, Tamper>> = {
  'a bit of a record': (file, pick) => {
    const { seq, body } = rowOf(file, 1 + pick(records))
    file.prepare('UPDATE events SET body = CAST(? AS TEXT) WHERE seq = ?').run(flipped(body, pick), seq)
    return { seqs: [seq], text: `bit of ${seq}` }
  },
  'a bit of samples': (file, pick) => {
    const blobs = file.prepare<[], { readonly seq: number; readonly idx: number; readonly data: Buffer }>('SELECT * FROM blobs').all()
    const blob = blobs[pick(blobs.length)]
    if (blob === undefined) throw new Error('no blob')
    if (blob.data.length === 0) writeFileSync(sampleFileOf(file), flipped(readFileSync(sampleFileOf(file)), pick))
    else file.prepare('UPDATE blobs SET data = ? WHERE seq = ? AND idx = ?').run(flipped(blob.data, pick), blob.seq, blob.idx)
    return { seqs: [blob.seq], text: `samples of ${blob.seq}` }
  },
  'samples beside the file that are cut off, or gone': (file, pick) => {
    const path = sampleFileOf(file)
    if (pick(4) === 0) rmSync(path)
    else truncateSync(path, pick(statSync(path).size))
    return { seqs: [46], text: 'samples beside the file' }
  },
  'the place of samples': (file, pick) => {
    const change = ['offset = offset + 1', 'offset = offset - 1', 'length = length - 2', 'length = length + 1', 'offset = NULL', "file = 'x'", "codec = 'raw'", "codec = 'zstd'",
      'file = NULL', "data = x'00'", 'crc = 0', "offset = 'x'"][pick(12)] ?? ''
    file.exec(`UPDATE blobs SET ${change} WHERE seq = 46`)
    return { seqs: [46], text: change }
  },
  'two records that change places': (file, pick) => {
    const [a, b] = [1 + pick(records - 1), 0]
    const [one, two] = [rowOf(file, a), rowOf(file, a + 1 + b)]
    const update = file.prepare('UPDATE events SET body = CAST(? AS TEXT) WHERE seq = ?')
    update.run(two.body, one.seq)
    update.run(one.body, two.seq)
    return { seqs: [one.seq, two.seq], text: `swap ${one.seq} ${two.seq}` }
  },
  'a record that is gone': (file, pick) => {
    const seq = 1 + pick(records)
    file.prepare('DELETE FROM events WHERE seq = ?').run(seq)
    return { seqs: [seq], text: `deletion of ${seq}` }
  },
  'the end that is gone': (file, pick) => {
    const seq = 2 + pick(records - 2)
    file.prepare('DELETE FROM events WHERE seq > ?').run(seq)
    return { seqs: [seq + 1], text: `truncation behind ${seq}` }
  },
  'a record too many': (file, pick) => {
    const seq = 1 + pick(records)
    file.prepare('UPDATE events SET seq = -seq WHERE seq > ?').run(seq)
    file.prepare('UPDATE events SET seq = 1 - seq WHERE seq < 0').run()
    file.prepare('UPDATE blobs SET seq = -seq WHERE seq > ?').run(seq)
    file.prepare('UPDATE blobs SET seq = 1 - seq WHERE seq < 0').run()
    file.prepare('INSERT INTO events SELECT session, seq + 1, type, time_ms, monotonic_ms, body, mark FROM events WHERE seq = ?').run(seq)
    return { seqs: [seq + 1], text: `insertion behind ${seq}` }
  },
  'a mark': (file, pick) => {
    const seq = 1 + pick(records)
    file.prepare('UPDATE events SET mark = mark + 1 WHERE seq = ?').run(seq)
    return { seqs: [seq], text: `mark of ${seq}` }
  },
  'a time beside a record': (file, pick) => {
    const seq = 1 + pick(records)
    file.prepare(`UPDATE events SET ${pick(2) === 0 ? 'time_ms' : 'monotonic_ms'} = 5 WHERE seq = ?`).run(seq)
    return { seqs: [seq], text: `time of ${seq}` }
  },
  'what the list of sessions says': (file, pick) => {
    const changes = [
      "name = 'other'", 'opened_ms = 5', "outcome = 'failed'", 'points = points - 1', 'head_records = head_records - 1', 'closed_ms = 5',
      "operator = 'B'", 'operator = NULL', 'head_seq = head_seq + 1', 'head_digest = NULL',
    ]
    const change = changes[pick(changes.length)] ?? ''
    file.exec(`UPDATE sessions SET ${change}`)
    return { seqs: [], text: change }
  },
  'what a session is found by': (file, pick) => {
    const change = ["DELETE FROM labels WHERE kind = 'operator'", "UPDATE labels SET value = 'B'", "INSERT INTO labels VALUES (1, 'dut', 'SN 7')"][pick(3)] ?? ''
    file.exec(change)
    return { seqs: [], text: change }
  },
  'samples that are gone or of another record': (file, pick) => {
    const change = ['DELETE FROM blobs WHERE seq = 43 AND idx = 1', 'UPDATE blobs SET seq = 44 WHERE seq = 43', 'UPDATE blobs SET idx = 5 WHERE seq = 43 AND idx = 1',
      'UPDATE blobs SET idx = 1 - idx + 10 WHERE seq = 43', "UPDATE blobs SET codec = 'zstd' WHERE seq = 43", 'UPDATE blobs SET crc = crc + 1 WHERE seq = 43'][pick(6)] ?? ''
    file.exec(change)
    return { seqs: [43], text: change }
  },
  'samples too many': (file, pick) => {
    const seq = [1, 42, 43, 60, 200][pick(5)] ?? 1
    file.prepare("INSERT INTO blobs (session, seq, idx, data, codec, crc) VALUES (1, ?, 9, x'00', 'raw', ?)").run(seq, 0xd202ef8d)
    return { seqs: [seq], text: `samples for ${seq}` }
  },
  'a record before the first': (file, pick) => {
    const seq = -pick(3)
    file.prepare('INSERT INTO events SELECT session, ?, type, time_ms, monotonic_ms, body, mark FROM events WHERE seq = 5').run(seq)
    return { seqs: [seq], text: `record ${seq}` }
  },
  'the head of the chain': (file, pick) => {
    const { digest } = file.prepare<[], { readonly digest: Buffer }>('SELECT head_digest AS digest FROM sessions').get() ?? { digest: Buffer.alloc(32) }
    file.prepare('UPDATE sessions SET head_digest = ?').run(flipped(digest, pick))
    return { seqs: [], text: 'head' }
  },
}

/** Everything of a file that tampering may change, to put it back. */
function backup(file: Database.Database): () => void {
  const tables = ['sessions', 'events', 'blobs', 'labels']
  file.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA foreign_keys = OFF')
  for (const table of tables) file.exec(`CREATE TEMP TABLE kept_${table} AS SELECT * FROM ${table}`)
  const [path, samples] = [sampleFileOf(file), readFileSync(sampleFileOf(file))]
  return () => {
    writeFileSync(path, samples)
    for (const table of tables) file.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM kept_${table}`)
  }
}

describe('what was changed by others', () => {
  it(`is reported at the right record, ${rounds} times`, async () => {
    const { path, id } = await writtenFile()
    const file = new Database(path)
    const restore = backup(file)
    const random = seeded(7)
    const pick = (count: number): number => Math.floor(random() * count)
    const names = Object.keys(tamperings)
    for (let round = 0; round < rounds; round++) {
      const name = names[round % names.length] ?? ''
      const done = tamperings[name]?.(file, pick)
      const session = file.prepare<[string], SessionRecord>('SELECT * FROM sessions WHERE uuid = ?').get(id)
      if (session === undefined || done === undefined) throw new Error('no session')
      const { intact, problems } = await verifySession(file, session, {})
      const reported = problems.flatMap(({ fromSeq, toSeq }) => Array.from({ length: (toSeq ?? -1) - (fromSeq ?? 0) + 1 }, (_, i) => (fromSeq ?? 0) + i))
      expect({ name, ...done, intact, found: done.seqs.every((seq) => reported.includes(seq)), problems }).toMatchObject({ intact: false, found: true })
      restore()
    }
    file.close()
  }, 300_000)

  it('is reported for any bit of the first record, by which a session is listed and found', { timeout: 60_000 }, async () => {
    const { path } = await writtenFile()
    const file = new Database(path)
    file.pragma('synchronous = OFF')
    const session = file.prepare<[], SessionRecord>('SELECT * FROM sessions').get()
    if (session === undefined) throw new Error('no session')
    const { body } = rowOf(file, 1)
    const update = file.prepare('UPDATE events SET body = CAST(? AS TEXT) WHERE seq = 1')
    for (let bit = 0; bit < body.length * 8; bit += 3) {
      const changed = Uint8Array.from(body)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      update.run(changed)
      expect((await verifySession(file, session, {})).problems, `bit ${bit}`).toContainEqual(expect.objectContaining({ fromSeq: 1, toSeq: 1 }))
    }
    file.close()
  })

  it('never goes unnoticed in any byte of the file: it is reported, or the records are still byte for byte what they were', async () => {
    const { path, id } = await writtenFile()
    const copy = join(temporaryFolder(), 'copy.sqlite')
    copyFileSync(path, copy)
    cpSync(`${path}-waveforms`, `${copy}-waveforms`, { recursive: true })
    const beside = join(`${copy}-waveforms`, readdirSync(`${copy}-waveforms`)[0] ?? '')
    const before = await recordsOf(openStore(path), id)
    const random = seeded(11)
    for (let round = 0; round < Math.ceil(rounds / 20); round++) {
      const changed = round % 4 === 3 ? beside : copy
      const original = readFileSync(changed)
      const bytes = Buffer.from(original)
      const at = Math.floor(random() * bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
      writeFileSync(changed, bytes)
      const store = sqliteStore(copy)
      try {
        const { intact } = await store.verify(id)
        if (intact) expect(await recordsOf(store, id), `byte ${at}`).toEqual(before)
        if (changed === beside) expect(intact).toBe(false)
      } catch (error) {
        expect(error).toBeInstanceOf(LabError)
      } finally {
        await store.close()
        writeFileSync(changed, original)
      }
    }
  }, 300_000)
})

async function recordsOf(store: ReturnType<typeof sqliteStore>, id: string): Promise<string[]> {
  const all: string[] = []
  for await (const { seq, json, blobs } of store.records(id)) all.push(`${seq} ${Buffer.concat([json, ...blobs]).toString('base64')}`)
  return all
}
