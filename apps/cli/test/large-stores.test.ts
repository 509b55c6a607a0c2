import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import type { ArchiveStore } from '@lab/core'
import { lacksPython, runPython } from '@lab/counterparts'
import { parquetStore } from '@lab/store-parquet'
import { sqliteStore } from '@lab/store-sqlite'
import { describe, expect, it } from 'vitest'
import { cellOf, knownInPython, writeRows, writeWaveforms } from './large-session.ts'
import { labFolder } from './run-lab.ts'

/** Small unless told otherwise: `LAB_SIZE=full` writes 5 million rows and 500 waveforms of a million samples, some 2 GB a store. */
const full = process.env['LAB_SIZE'] === 'full'
const rows = full ? 5_000_000 : 30_000
const waveforms = full ? 500 : 5
const samples = full ? 1_000_000 : 200_000
const timeout = full ? 1_800_000 : 90_000

interface Kind {
  readonly file: string
  readonly open: (path: string) => ArchiveStore & AsyncDisposable
  readonly bytes: (path: string) => number
  /** Programs that print how many rows, and how many times, are right. */
  readonly rows: Readonly<Record<string, string>>
  /** Programs that print how many waveforms are right. */
  readonly waveforms: Readonly<Record<string, string>>
}

function bytesUnder(folder: string): number {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stats = statSync(path.join(folder, name))
    return sum + (stats.isFile() ? stats.size : 0)
  }, 0)
}

const kinds: Readonly<Record<string, Kind>> = {
  SQLite: {
    file: 'lab.sqlite', open: (file) => sqliteStore(file), bytes: (file) => statSync(file).size + bytesUnder(`${file}-waveforms`),
    rows: {
      sqlite3: `
import sqlite3
db = sqlite3.connect('file:' + root + '?mode=ro', uri=True)
y, ns, missing = numpy.full(count, numpy.nan), numpy.empty(count, numpy.int64), numpy.zeros(count, bool)
for n, (idx, value, cell, ms) in enumerate(db.execute("SELECT idx, value, CASE WHEN value IS NULL THEN cell END, time_ms FROM readings WHERE session = 1 AND name = 'y' ORDER BY seq")):
    if idx != n: raise SystemExit(f'row {idx} after {n - 1}')
    if value is not None: y[n] = value
    missing[n] = cell == 'null'
    ns[n] = round(ms * 8) * 125000
print(rows(y, missing), times(ns))`,
    },
    waveforms: {
      numpy: `
import sqlite3
db = sqlite3.connect('file:' + root + '?mode=ro', uri=True)
found = db.execute('SELECT seq, file, offset, length FROM blobs WHERE session = 2')
print(sum(samples(seq, numpy.fromfile(f'{root}-waveforms/{file}', 'u1', size, offset=offset)) for seq, file, offset, size in found))`,
    },
  },
  Parquet: {
    file: 'lab', open: (folder) => parquetStore(folder), bytes: bytesUnder,
    rows: {
      pyarrow: `
import pyarrow.dataset as ds, glob
t = ds.dataset(sorted(glob.glob(root + '/**/points-*.parquet', recursive=True))).to_table(columns=['seq', 'time', 'y']).sort_by('seq')
print(rows(t['y'].to_numpy(), t['y'].is_null().to_numpy()), times(t['time'].cast('int64').to_numpy()))`,
      pandas: `
import pandas as pd
f = pd.concat([pd.read_parquet(p, columns=['seq', 'time', 'y'], dtype_backend='pyarrow') for p in __import__('glob').glob(root + '/**/points-*.parquet', recursive=True)]).sort_values('seq')
print(rows(f['y'].to_numpy(dtype='float64', na_value=numpy.nan), f['y'].array._pa_array.is_null().to_numpy()), times(f['time'].astype('int64[pyarrow]').to_numpy(dtype='int64')))`,
      polars: `
import polars as pl
f = pl.scan_parquet(root + '/**/points-*.parquet').select('seq', 'time', 'y').sort('seq').collect()
print(rows(f['y'].to_numpy().astype('float64'), f['y'].is_null().to_numpy()), times(f['time'].cast(pl.Int64).to_numpy()))`,
      DuckDB: `
import duckdb
f = duckdb.sql(f"select y, y is null as gone, epoch_ns(time) as ns from read_parquet('{root}/**/points-*.parquet') order by seq").fetchnumpy()
print(rows(numpy.ma.filled(f['y'], numpy.nan), f['gone']), times(f['ns']))`,
    },
    waveforms: {
      pyarrow: `
import pyarrow.parquet as pq, glob
files = [pq.ParquetFile(p) for p in glob.glob(root + '/**/_events-*.parquet', recursive=True)]
found = (row for f in files for b in f.iter_batches(16, columns=['seq', 'samples', 'sample_type']) for row in b.to_pylist())
print(sum(samples(r['seq'], r['samples']) for r in found if r['sample_type'] == 'int16'))`,
      polars: `
import polars as pl, glob
found = (row for p in glob.glob(root + '/**/_events-*.parquet', recursive=True) for row in pl.read_parquet(p, columns=['seq', 'samples', 'sample_type']).iter_rows())
print(sum(samples(seq, raw) for seq, raw, kind in found if kind == 'int16'))`,
      DuckDB: `
import duckdb
r = duckdb.execute(f"select seq, samples from read_parquet('{root}/**/_events-*.parquet') where sample_type = 'int16'")
right = 0
while found := r.fetchmany(16): right += sum(samples(seq, raw) for seq, raw in found)
print(right)`,
    },
  },
}

async function timed<T>(what: string, count: number, body: () => Promise<T> | T): Promise<T> {
  const started = performance.now()
  const result = await body()
  const seconds = (performance.now() - started) / 1000
  if (full) console.log(`${what}: ${seconds.toFixed(2)} s, ${Math.round(count / seconds).toLocaleString('en')}/s`)
  return result
}

async function wrongRows(store: ArchiveStore, id: string): Promise<{ readonly rows: number; readonly wrong: number }> {
  let [row, wrong] = [0, 0]
  for await (const { columns: [y], rows: count } of store.chunks(id, 'a')) {
    for (let i = 0; i < count; i++, row++) if (!Object.is(y?.values[i], cellOf(row) ?? Number.NaN)) wrong++
  }
  return { rows: row, wrong }
}

describe.skipIf(lacksPython('numpy', 'pyarrow', 'pandas', 'polars', 'duckdb')).each(Object.entries(kinds))('a large store of %s', (name, kind) => {
  it(`with ${rows} rows and ${waveforms} waveforms of ${samples} samples is read bit for bit, by this package and by others`, { timeout }, async () => {
    const file = path.join(await labFolder(), kind.file)
    await using store = kind.open(file)
    const one = await timed(`${name}: rows written`, rows, async () => await writeRows(store, rows))
    const rowBytes = kind.bytes(file)
    const two = await timed(`${name}: waveforms written`, waveforms, async () => await writeWaveforms(store, waveforms, samples))
    const waveBytes = kind.bytes(file) - rowBytes
    if (full) console.log(`${name}: ${(rowBytes / rows).toFixed(1)} bytes a row, waveforms ${((100 * waveBytes) / waveforms / samples / 8).toFixed(1)} % of float64`)

    expect(await timed(`${name}: rows read`, rows, async () => await wrongRows(store, one))).toEqual({ rows, wrong: 0 })
    const args = [file, String(rows), String(samples)]
    for (const [reader, program] of Object.entries(kind.rows)) {
      const printed = await timed(`${name}: rows read by ${reader}`, rows, () => runPython(knownInPython + program, { args }))
      expect([reader, printed]).toEqual([reader, `${rows} ${rows}\n`])
    }
    for (const [reader, program] of Object.entries(kind.waveforms)) {
      const printed = await timed(`${name}: waveforms read by ${reader}`, waveforms, () => runPython(knownInPython + program, { args }))
      expect([reader, printed]).toEqual([reader, `${waveforms}\n`])
    }
    await timed(`${name}: records verified`, rows + waveforms, async () => {
      for (const id of [one, two]) expect(await store.verify(id)).toMatchObject({ intact: true, closed: true })
    })
  })
})
