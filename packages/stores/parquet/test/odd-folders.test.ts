import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ColumnRecord, SessionEvent } from '@lab/core'
import { lacksPython, runPython } from '@lab/counterparts'
import { describe, expect, it } from 'vitest'
import { closed, opened, stamp } from './support/events.ts'
import { eventsOf, openStore, temporaryFolder } from './support/fixture.ts'

const acquisition = 'odd/name é'

function column(name: string, kind: ColumnRecord['kind'] = 'number'): ColumnRecord {
  return { name, role: 'result', kind }
}

function declared(seq: number, columns: readonly ColumnRecord[]): SessionEvent {
  return { ...stamp(seq), type: 'columns-declared', acquisition, columns }
}

function point(seq: number, index: number, cells: readonly (number | string | null)[]): SessionEvent {
  const details = cells.map((cell) => cell === null ? null : { uncertainty: { standard: 0.1 } })
  return { ...stamp(seq), type: 'point', acquisition, index, cells, details }
}

const names = ['a.b', 'x/y', 'v', 'v.uncertainty', 'Ω µ 日本', '', ' ', 'seq', 'SEQ', 'date', '"quoted"', "it's", 'constructor', 'lone \ud800']

/** Sessions with columns that nobody expects, by their ids. */
const sessions: Record<string, readonly SessionEvent[]> = {
  'odd-names': [declared(2, names.map((name) => column(name))), point(3, 0, names.map((_, i) => i)), closed(4)],
  'all-null': [declared(2, [column('v'), column('t', 'text')]), point(3, 0, [null, null]), closed(4)],
  'other-kinds': [declared(2, [column('v')]), point(3, 0, [1]), declared(4, [column('v', 'text')]), point(5, 1, ['two']), closed(6)],
  empty: [],
}

const reading = `
import sys, duckdb, pandas
root = sys.argv[1]
files = f"read_parquet('{root}/**/*.parquet', hive_partitioning=true, union_by_name=true)"
rows = duckdb.sql(f"select session, count(*) from {files} group by 1 order by 1")
print(dict(rows.fetchall()), pandas.read_parquet(root + '/date=2026-11-22/session=odd-names').shape[0])
`

async function writeAll(root: string): Promise<void> {
  const store = openStore(root)
  for (const [sessionId, events] of Object.entries(sessions)) {
    const writer = await store.create(opened({ sessionId }))
    for (const event of events) await writer.append(event)
    await writer.close()
  }
}

describe('a folder in which people have put things', () => {
  it('gives back odd names, columns without values or of another kind, and empty sessions, beside what is none of ours', async () => {
    const root = join(temporaryFolder(), 'lab')
    await writeAll(root)
    const day = join(root, 'date=2026-11-22')
    for (const folder of ['foreign', 'session=fake']) mkdirSync(join(day, folder))
    for (const file of ['README.txt', 'date=2026-11-22/notes.txt', 'date=2026-11-22/session=fake/x']) writeFileSync(join(root, file), 'x')
    mkdirSync(join(root, 'date=nonsense'))
    const store = openStore(root)
    expect((await store.sessions()).map(({ id }) => id).sort()).toEqual(Object.keys(sessions).sort())
    for (const [id, events] of Object.entries(sessions)) {
      expect(await eventsOf(store, id, 2)).toEqual(events)
      expect((await store.verify(id)).problems).toEqual([])
    }
  })

  it.skipIf(lacksPython('duckdb', 'pandas', 'pyarrow'))('is one dataset for DuckDB and pandas all the same', { timeout: 60_000 }, async () => {
    const root = join(temporaryFolder(), 'lab')
    await writeAll(root)
    expect(runPython(reading, { args: [root] }).trim()).toBe("{'all-null': 4, 'empty': 1, 'odd-names': 4, 'other-kinds': 6} 1")
  })
})
