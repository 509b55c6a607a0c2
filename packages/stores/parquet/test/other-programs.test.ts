import { join } from 'node:path'
import { waveform, type ColumnRecord, type StoredValue } from '@lab/core'
import { lacksPython, runPython } from '@lab/counterparts'
import { describe, expect, it } from 'vitest'
import { closed, opened, startMs } from './support/events.ts'
import { openStore, temporaryFolder } from './support/fixture.ts'

const numbers = [0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, -Number.MAX_VALUE, 0.1 + 0.2, 1 / 3, null]
const texts = ['', 'µΩ°', '测量', '👩‍🔬', 'a"b\\c\n', null]
const rows = 1000

const columns: readonly ColumnRecord[] = [
  { name: 'x', role: 'parameter', kind: 'number', unit: 'V' }, { name: 'note', role: 'result', kind: 'text' },
  { name: 'ok', role: 'result', kind: 'boolean' }, { name: 'trace', role: 'result', kind: 'waveform' }, { name: 'more', role: 'result', kind: 'json' },
]

const first = 2 ** 40

function timeAt(index: number): number {
  return startMs + index * 0.73
}

function cellsAt(index: number): StoredValue[] {
  const wave = waveform({ raw: Int16Array.of(index, -index, 32_767), unit: 'V', step: 1e-6, timeMs: 1, scale: 0.5, origin: 1, offset: 2 })
  const x = index < 500 ? numbers[index % numbers.length] ?? null : Math.sin(index)
  return [x, texts[index % texts.length] ?? null, index % 3 === 0 ? null : index % 3 === 1, index % 10 === 0 ? wave : null, index % 4 === 0 ? { a: index } : null]
}

/** A store with two sessions: the second has other columns in the same series. */
async function exampleStore(): Promise<string> {
  const path = join(temporaryFolder(), 'lab')
  await using store = openStore(path, { groupRows: 300 })
  for (const [session, extra] of [[0, []], [1, [{ name: 'y', role: 'result', kind: 'number' } as const]]] as const) {
    const writer = await store.create(opened({ seq: first, timeMs: startMs + session * 86_400_000 }))
    const stamp = (n: number): { seq: number; timeMs: number; monotonicMs: number } => ({ seq: first + n, timeMs: timeAt(n), monotonicMs: n / 3 })
    void writer.append({ ...stamp(1), type: 'columns-declared', acquisition: 'all kinds', columns: [...columns, ...extra] })
    for (let index = 0; index < rows; index++) {
      const details = index % 2 === 0 ? {} : { details: [{ uncertainty: { standard: index * 1e-6 } }, ...Array.from({ length: 4 + session }, () => null)] }
      void writer.append({ ...stamp(index + 2), type: 'point', acquisition: 'all kinds', index, cells: [...cellsAt(index), ...extra.map(() => index)], ...details })
    }
    await writer.append({ ...closed(0), ...stamp(rows + 2) })
    await writer.close()
  }
  return path
}

const prelude = `
import sys, json, struct, pyarrow.parquet as pq, pyarrow.dataset as ds, pandas as pd, polars as pl, duckdb
root = sys.argv[1]
glob = root + '/date=2026-11-22/**/points-all~20kinds-*.parquet'
lab = root + '/**/points-all~20kinds-*.parquet'
def bits(v): return None if v is None else struct.pack('<d', v).hex()
def show(t):
    rows = [dict(seq=r['seq'], time=str(r['ns']), index=r['index'], x=bits(r['x']), u=bits(r['x.uncertainty']), note=r['note'], ok=r['ok'],
        trace=None if r['trace'] is None else bytes(r['trace']).hex(), values=None if r['trace.values'] is None else list(r['trace.values']), more=r['more']) for r in t]
    print(json.dumps(sorted(rows, key=lambda r: r['seq'])))
`

const readers: Record<string, string> = {
  pyarrow: `
t = ds.dataset(root + '/date=2026-11-22', partitioning='hive').to_table()
t = t.append_column('ns', t['time'].cast('int64'))
show(t.to_pylist())`,
  pandas: `
import math
f = pd.read_parquet(root + '/date=2026-11-22', dtype_backend='pyarrow')
f['ns'] = f['time'].astype('int64[pyarrow]')
show([{k: (None if v is pd.NA else v) for k, v in r.items()} for r in f.to_dict('records')])`,
  polars: `
f = pl.scan_parquet(glob, hive_partitioning=True).with_columns(ns=pl.col('time').cast(pl.Int64)).collect()
show(f.to_dicts())`,
  duckdb: `
r = duckdb.sql(f"select *, epoch_ns(time) as ns from read_parquet('{glob}', hive_partitioning=true)")
names = r.columns
show([dict(zip(names, row)) for row in r.fetchall()])`,
}

function bits(value: number | null): string | null {
  if (value === null) return null
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes.toString('hex')
}

function expectedRows(): unknown[] {
  return Array.from({ length: rows }, (_, index) => {
    const [x, note, ok, , more] = cellsAt(index)
    const time = timeAt(index + 2)
    const whole = Math.floor(time)
    return {
      seq: first + index + 2, time: String(BigInt(whole) * 1_000_000n + BigInt(Math.round((time - whole) * 1e6))), index,
      x: bits(typeof x === 'number' ? x : null), u: index % 2 === 0 ? null : bits(index * 1e-6), note, ok,
      trace: index % 10 === 0 ? Buffer.from(Int16Array.of(index, -index, 32_767).buffer).toString('hex') : null,
      values: index % 10 === 0 ? [index, -index, 32_767].map((raw) => (raw - 1) * 0.5 + 2) : null, more: more === null ? null : JSON.stringify(more),
    }
  })
}

describe.skipIf(lacksPython('pyarrow', 'pandas', 'polars', 'duckdb'))('other programs', () => {
  it('read every value bit for bit, times to the nanosecond', { timeout: 120_000 }, async () => {
    const path = await exampleStore()
    for (const [name, program] of Object.entries(readers)) {
      expect([name, JSON.parse(runPython(prelude + program, { args: [path] }))]).toEqual([name, expectedRows()])
    }
  })

  it('read a series whose columns differ from session to session as one table', { timeout: 120_000 }, async () => {
    const program = `${prelude}
print(json.dumps([
  duckdb.sql(f"select session, date::varchar, count(*), count(y) from read_parquet('{lab}', hive_partitioning=true, union_by_name=true) group by all order by 2").fetchall(),
  duckdb.sql(f"select count(*) from read_parquet('{lab}', union_by_name=true) where x > 0.9").fetchall(),
  pl.scan_parquet(lab, hive_partitioning=True, missing_columns='insert', extra_columns='ignore').select(pl.len()).collect().rows(),
  ds.dataset(root, partitioning='hive').to_table().num_rows,
  [len(pd.read_parquet(root))],
]))`
    const [sessions, ...counts] = JSON.parse(runPython(program, { args: [await exampleStore()] })) as unknown[][]
    expect(sessions?.map((row) => (row as unknown[]).slice(1))).toEqual([['2026-11-22', rows, 0], ['2026-11-23', rows, rows]])
    expect(counts.slice(1)).toEqual([[[2 * rows]], 2 * rows, [2 * rows]])
  })

  it('find units, uncertainty and what the session was in the metadata of every file', { timeout: 120_000 }, async () => {
    const program = `${prelude}
import glob as g
files = sorted(g.glob(glob, recursive=True))
m = {k.decode(): v.decode() for k, v in pq.read_schema(files[0]).metadata.items()}
events = sorted(g.glob(root + '/date=2026-11-22/**/_events-*.parquet', recursive=True))
print(json.dumps([m['lab.acquisition'], json.loads(m['lab.columns'])[0], m['lab.session_name'], json.loads(m['lab.metadata']), m['lab.schema_version'], pq.read_table(events[0])['type'].to_pylist()]))`
    expect(JSON.parse(runPython(program, { args: [await exampleStore()] }))).toEqual([
      'all kinds', { name: 'x', role: 'parameter', kind: 'number', unit: 'V', column: 'x', uncertaintyColumn: 'x.uncertainty' }, 'regulation',
      { operator: 'A. Example' }, '2', ['session-opened', 'columns-declared', 'session-closed'],
    ])
  })
})
