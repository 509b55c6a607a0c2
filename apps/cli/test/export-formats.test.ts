import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { lacksPython, runPython } from '@lab/counterparts'
import { describe, expect, it } from 'vitest'
import { replaceFile } from '../src/export/export-target.ts'
import { nanosecondsOf } from '../src/export/nanoseconds.ts'
import { lab, labFolder } from './run-lab.ts'
import { storeOdd, storeSweep, storeTwo } from './stored-sessions.ts'

/** What programs of others have to find in the odd session: float64 as the bytes they are. */
const expected = {
  names: ['time', 'n', 'U, "quer" Ω', 'text', 'flag', 'V/I', 'u(V/I)', 'wave', 'start(wave)', 'step(wave)', 'ragged', 'start(ragged)', 'step(ragged)'],
  numbers: ['nan', '7ff0000000000000', 'fff0000000000000', '8000000000000000', '0000000000000000', '0000000000000001', '3fb999999999999a', null],
  texts: ['', null, ' lead', 'trail ', 'a,"b"', 'line\nend', '電圧 Ω', 'x'],
  flags: [true, false, true, null, true, false, true, false],
  ratio: [0, 1, 2, 3, 4, 5, 6, 7],
  waves: [0, 1, 2, 3, 4, 5, 6, 7].map((n) => [n * 0.5, 0 - n * 0.5, 16383.5]),
  ragged: [[], null, ...[2, 3, 4, 5, 6, 7].map((n) => new Array<number>(n).fill(0))],
}

const hexOf = `
import json, math, struct, sys
def bits(v): return None if v is None else 'nan' if math.isnan(v) else struct.pack('>d', v).hex()
def tell(names, numbers, texts, flags, ratio, waves, ragged, **more):
    print(json.dumps(dict(names=names, numbers=[bits(v) for v in numbers], texts=texts, flags=flags, ratio=ratio, waves=waves, ragged=ragged, **more)))
def row(columns): return [columns[n] for n in ('U, "quer" Ω', 'text', 'flag', 'V/I', 'wave', 'ragged')]
`

function read(program: string, file: string): unknown {
  return JSON.parse(runPython(hexOf + program, { args: [file] }))
}

function jsonOf(line: string): Record<string, unknown> {
  const value: Record<string, unknown> = JSON.parse(line)
  return value
}

async function exportOdd(format: string): Promise<{ readonly folder: string; readonly file: string; readonly id: string; readonly times: readonly string[] }> {
  const folder = await labFolder()
  const id = await storeOdd(folder)
  const file = path.join(folder, `odd.${format}`)
  const { code, stderr } = await lab(folder, ['export', id, '-f', format, '-o', file])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const events = (await lab(folder, ['follow', id, '--json'])).stdout.trim().split('\n').map((line) => jsonOf(line))
  return { folder, file, id, times: events.filter((event) => event['type'] === 'point').map((event) => String(nanosecondsOf(Number(event['timeMs'])))) }
}

describe.skipIf(lacksPython('pyarrow'))('what pyarrow reads', () => {
  it('of a Parquet file is every value bit for bit, with units and what is known of the session', async () => {
    const { file, id, times } = await exportOdd('parquet')
    const found = read(`
import pyarrow.parquet as pq
t = pq.read_table(sys.argv[1])
m = {k.decode(): json.loads(v) if v[:1] in b'[{' else v.decode() for k, v in t.schema.metadata.items()}
tell(t.column_names, *row(t.to_pydict()), times=[str(v.value) for v in t['time']], zone=t.schema.field('time').type.tz, session=m['lab.session']['id'],
  acquisition=m['lab.acquisition'], units={c['name']: [c.get('unit'), c.get('ucum')] for c in m['lab.columns']}, codec=pq.ParquetFile(sys.argv[1]).metadata.row_group(0).column(1).compression)
`, file)
    expect(found).toEqual({
      ...expected, times, zone: null, session: id, acquisition: 'odd', codec: 'ZSTD',
      units: expect.objectContaining({ 'n': ['V', 'V'], 'V/I': ['Ω', 'Ohm'], 'u(V/I)': ['Ω', 'Ohm'], 'wave': ['V', 'V'], 'step(wave)': ['s', 's'], 'text': [null, null] }),
    })
  })

  it('of an Arrow file and of a stream is the same', { timeout: 90_000 }, async () => {
    const { file, folder, id, times } = await exportOdd('arrow')
    const program = (open: string): string => `
import pyarrow as pa
t = ${open}.read_all()
t.validate(full=True)
f = t.schema.field('V/I')
tell(t.column_names, *row(t.to_pydict()), times=[str(v.value) for v in t['time']], zone=t.schema.field('time').type.tz,
  unit=[f.metadata[b'unit'].decode(), f.metadata[b'ucum'].decode()], acquisition=t.schema.metadata[b'lab.acquisition'].decode())
`
    const same = { ...expected, times, zone: null, unit: ['Ω', 'Ohm'], acquisition: 'odd' }
    expect(read(program('pa.ipc.open_file(sys.argv[1])'), file)).toEqual(same)
    const stream = path.join(folder, 'stream.arrow')
    runPython('import subprocess, sys; subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "wb"), check=True)', {
      args: [stream, process.execPath, '--conditions=lab-source', path.resolve(import.meta.dirname, '../src/lab.ts'), 'export', id, '-f', 'arrow', '--store', path.join(folder, 'data.sqlite')],
    })
    expect(read(program('pa.ipc.open_stream(sys.argv[1])'), stream)).toEqual(same)
  })
})

describe.skipIf(lacksPython('pandas', 'polars', 'duckdb', 'pyarrow'))('what pandas, polars and DuckDB read', () => {
  it('of a Parquet file is the same', { timeout: 90_000 }, async () => {
    const { file, times } = await exportOdd('parquet')
    const polars = read(`
import polars as pl
t = pl.read_parquet(sys.argv[1])
tell(t.columns, *row(t.to_dict(as_series=False)), times=[str(v) for v in t['time'].cast(pl.Int64)])
`, file)
    expect(polars).toEqual({ ...expected, times })
    const duckdb = read(`
import duckdb
r = duckdb.sql(f"select *, epoch_ns(time) from read_parquet('{sys.argv[1]}')")
c = dict(zip(r.columns, zip(*r.fetchall())))
tell(r.columns[:-1], *[list(v) for v in row(c)], times=[str(v) for v in list(c.values())[-1]])
`, file)
    expect(duckdb).toEqual({ ...expected, times })
    const pandas = read(`
import pandas as pd
t = pd.read_parquet(sys.argv[1])
print(json.dumps(dict(names=list(t.columns), times=[str(v) for v in t['time'].astype('int64')], ratio=list(t['V/I']), type=str(t['time'].dtype))))
`, file)
    expect(pandas).toEqual({ names: expected.names, times, ratio: expected.ratio, type: 'datetime64[ns]' })
  })
})

describe.skipIf(lacksPython('h5py'))('what h5py reads', () => {
  it('of an HDF5 file is every value bit for bit, with units', async () => {
    const { file, id, times } = await exportOdd('hdf5')
    const found = read(`
import h5py
f = h5py.File(sys.argv[1])
names = [f[k].attrs['long_name'] for k in f if 'long_name' in f[k].attrs]
gone = [bool(v) for v in f['text (missing)'][...]]
texts = [None if g else v for v, g in zip(f['text'].asstr()[...].tolist(), gone)]
flags = [None if g else bool(v) for v, g in zip(f['flag'][...].tolist(), f['flag (missing)'][...].tolist())]
r = f['ragged']
tell(sorted(names), f['U, "quer" Ω'][...].tolist(), texts, flags, f['V∕I'][...].tolist(), f['wave'][...].tolist(),
  [r[str(i)][...].tolist() if str(i) in r else None for i in range(8)], times=[str(v) for v in f['time'][...].tolist()],
  unit=[f['V∕I'].attrs['units'], f['V∕I'].attrs['ucum']], session=json.loads(f.attrs['lab.session'])['id'])
`, file)
    // HDF5 has no missing number: it is NaN.
    expect(found).toEqual({
      ...expected, names: expected.names.toSorted(), numbers: [...expected.numbers.slice(0, -1), 'nan'], times, unit: ['Ω', 'Ohm'], session: id,
    })
  })
})

describe('lab export', () => {
  it('gives the same rows from a Parquet store', { timeout: 90_000 }, async () => {
    const { folder, id } = await exportOdd('ndjson')
    await lab(folder, ['convert', 'data.sqlite', 'copy/'])
    const [one, other] = await Promise.all(['data.sqlite', 'copy/'].map((store) => lab(folder, ['export', id, '-f', 'ndjson', '--time', '--store', store])))
    expect(other?.stdout).toBe(one?.stdout)
    const rows = one?.stdout.trim().split('\n').map((line) => jsonOf(line)) ?? []
    expect(rows.map((row) => row['U, "quer" Ω'])).toEqual([
      { $number: 'NaN' }, { $number: 'Infinity' }, { $number: '-Infinity' }, { $number: '-0' }, 0, 5e-324, 0.1, null,
    ])
    expect(rows.map((row) => row['text'])).toEqual(expected.texts)
    expect(rows[0]).toMatchObject({ index: 0, time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) })
  })

  it('puts units into a row of their own, and what is known of the session above, when asked', async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    const { stdout } = await lab(folder, ['export', id, '-f', 'csv', '--units', 'row', '--header'])
    const lines = stdout.split('\n')
    expect(lines.slice(0, 2)).toEqual([`# session: ${id}`, '# name: Sweep, with a comma'])
    expect(lines).toContain('# operator: A. Example')
    const head = lines.findIndex((line) => !line.startsWith('#'))
    expect(lines.slice(head, head + 3)).toEqual(['vin,vout,u(vout),note,passed', 'V,V,V,,', '0,0,0.001,"zero, ""start""",true'])
  })

  it('names the acquisition of each line where there are several', async () => {
    const folder = await labFolder()
    const id = await storeTwo(folder)
    const { stdout } = await lab(folder, ['export', id, '-f', 'ndjson'])
    expect(stdout.trim().split('\n').map((line): unknown => JSON.parse(line))).toMatchObject([
      { acquisition: 'first', index: 0, b: { $number: 'Infinity' } }, { acquisition: 'first', index: 1 }, { acquisition: 'second', index: 0 }, { acquisition: 'second', index: 1 },
    ])
  })

  it.each([
    [['-f', 'hdf5'], 'Name it with -o <file>.'],
    [['-f', 'json', '--units', 'row'], 'Leave out --units, or choose --format csv.'],
    [['-f', 'parquet', '--time', '-o', 'x.parquet'], 'Leave out --time, or choose --format csv or ndjson.'],
  ])('refuses %j before anything is written', async (args, hint) => {
    const folder = await labFolder()
    const { code, stderr } = await lab(folder, ['export', 'abc', ...args])
    expect(stderr).toContain(` hint: ${hint}`)
    expect(code).toBe(2)
  })
})

describe('replaceFile', () => {
  it('leaves the file as it was, and nothing beside it, when writing fails', async () => {
    const folder = await labFolder('')
    const file = path.join(folder, 'a.csv')
    await replaceFile(file, async (beside) => await writeFile(beside, 'before'))
    await expect(replaceFile(file, async (beside) => {
      await writeFile(beside, 'half')
      throw new Error('full')
    })).rejects.toThrow('full')
    expect(await readFile(file, 'utf8')).toBe('before')
    expect(readdirSync(folder)).toEqual(['a.csv'])
    expect(existsSync(`${file}.${process.pid}.part`)).toBe(false)
  })
})
