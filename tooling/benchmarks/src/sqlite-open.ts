import { join } from 'node:path'
import type { SessionStore } from '@lab/core'
import { sqliteStore, type SqliteStore } from '@lab/store-sqlite'
import Database from 'better-sqlite3'
import { type Benchmark, ratioWanted } from './harness.ts'
import { openedSession } from './sqlite-events.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { medianMicroseconds } from './timing.ts'

/** 100 MB unless told otherwise: `LAB_BENCH_STORE_MB=1000` makes a store of a gigabyte. */
const megabytes = Number(process.env['LAB_BENCH_STORE_MB'] ?? 100)
const sessions = 100_000
const calls = 40

/** Puts many sessions and much data into a store, faster than by recording them. */
async function fill(path: string): Promise<void> {
  await using store = sqliteStore(path)
  await (await store.create(openedSession('00000000-first'))).close()
  const database = new Database(path)
  database.exec(`PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; BEGIN;
    WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${sessions})
      INSERT INTO sessions (id, uuid, name, opened_ms, closed_ms, outcome, operator, points)
      SELECT i, printf('%08x-%04x-4000-8000-0123456789ab', (i * 2654435761) % 4294967296, i % 65536), 'sweep ' || (i % 977), 1e12 + i, 1e12 + i, 'completed',
        'operator ' || (i % 50), 0 FROM n;
    INSERT INTO labels SELECT id, 'dut', 'SN-' || (id % 50000) FROM sessions WHERE id > 1;
    INSERT INTO session_text (rowid, name, metadata, notes, tags) SELECT id, name, 'SN-' || (id % 50000), '', '' FROM sessions WHERE id > 1;
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${megabytes * 2})
      INSERT INTO blobs (session, seq, idx, data, codec, crc) SELECT 2, i, 0, randomblob(500000), 'raw', 0 FROM n;
    COMMIT; PRAGMA journal_mode = DELETE`)
  database.close()
}

/** One question to the store, and the same in bare SQL on a connection opened for it. */
interface Question {
  readonly text: string
  readonly ask: (store: SqliteStore) => Promise<unknown>
  readonly sql: string
  readonly values: readonly (string | number)[]
}

const uuidOf = (id: number): string => `${((id * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, '0')}-${(id % 65_536).toString(16).padStart(4, '0')}`
const questions: readonly Question[] = [
  {
    text: 'a session by its id', ask: (store: SessionStore) => store.session(uuidOf(77_777)),
    sql: 'SELECT * FROM sessions WHERE uuid >= ? AND uuid < ?', values: [uuidOf(77_777), `${uuidOf(77_777)}\u{10FFFF}`],
  },
  {
    text: 'sessions by the serial number of the device', ask: (store) => store.find({ dut: 'SN-4711' }),
    sql: "SELECT s.* FROM sessions s WHERE id IN (SELECT session FROM labels WHERE kind = 'dut' AND value = ?) ORDER BY opened_ms DESC", values: ['SN-4711'],
  },
  {
    text: 'sessions by a word', ask: (store) => store.find({ text: 'SN 4711' }),
    sql: 'SELECT s.* FROM sessions s WHERE id IN (SELECT rowid FROM session_text WHERE session_text MATCH ?) ORDER BY opened_ms DESC', values: ['"SN" "4711"'],
  },
  {
    text: 'the 20 last sessions', ask: (store) => store.find({ limit: 20 }),
    sql: 'SELECT * FROM sessions WHERE incoming = 0 ORDER BY opened_ms DESC, id DESC LIMIT 20', values: [],
  },
]

function bare(path: string, { sql, values }: Question): unknown {
  const database = new Database(path)
  try {
    return database.prepare(sql).all(...values)
  } finally {
    database.close()
  }
}

/** How long it takes to open a large store and to find a session in it, against bare SQL with the same indexes. */
export const sqliteOpenBenchmark: Benchmark = {
  name: 'sqlite-open',
  description: `a store of ${sessions.toLocaleString('en')} sessions and ${megabytes.toLocaleString('en')} MB, opened and asked: medians of ${calls}`,
  async run(compare) {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'large.sqlite')
    await fill(path)
    for (const question of questions) {
      await compare({
        unit: 'µs', rounds: 5, wanted: ratioWanted('at most', 2),
        subject: {
          name: question.text,
          round: () => medianMicroseconds(calls, async () => {
            await using store = sqliteStore(path)
            await question.ask(store)
          }),
        },
        peers: [{ name: 'open, the same in SQL, close', round: () => medianMicroseconds(calls, async () => bare(path, question)) }],
      })
    }
  },
}
