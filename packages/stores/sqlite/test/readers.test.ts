import { execFileSync } from 'node:child_process'
import type { SessionEvent } from '@lab/core'
import { lacksPython, python as interpreter } from '@lab/counterparts'
import { describe, expect, it } from 'vitest'
import { opened } from './support/events.ts'
import { newStore } from './support/fixture.ts'

const text = 'Ω µ 漢字 😀 "quoted" \\ line\nfeed'
const special = [0, -0, Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53, 0.1 + 0.2, 1e23, -1 / 3]
const numbers = [...special, ...Array.from({ length: 2000 }, (_, i) => Math.tan(i + 1) * 10 ** ((i % 600) - 300))]

/** A session with a column of each kind; the rows of `number` hold every number of the list. */
async function written(): Promise<string> {
  const { store, path } = newStore()
  const stamp = (seq: number): { seq: number; timeMs: number; monotonicMs: number } => ({ seq, timeMs: 1_763_826_000_000 + seq * 2 ** -12, monotonicMs: seq })
  const columns = (['number', 'text', 'boolean'] as const).map((kind) => ({ name: kind, role: 'result', kind, ...(kind === 'number' ? { unit: 'Ω' } : {}) }) as const)
  const points = numbers.map((number, i): SessionEvent => ({
    ...stamp(i + 3), type: 'point', acquisition: 'a', index: i, cells: i === 5 ? [null, '', null] : [number, i === 6 ? null : text, i % 2 === 0],
  }))
  const writer = await store.create(opened())
  await writer.append({ ...stamp(2), type: 'columns-declared', acquisition: 'a', columns })
  await Promise.all(points.map((event) => writer.append(event)))
  await store.close()
  return path
}

const prelude = `
import sys, json, sqlite3, struct
def bits(value): return None if value is None or value != value else struct.pack('>d', value).hex()
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
query = "SELECT idx, value, time_ms, cell FROM readings WHERE session = 1 AND name = 'number' ORDER BY idx"
`

/** Each gives the numbers of `readings` as bits, with another reader. */
const readers: Readonly<Record<string, readonly [module: string, program: string]>> = {
  sqlite3: ['sqlite3', 'values = [row[1] for row in db.execute(query)]'],
  pandas: ['pandas', "import pandas\nvalues = pandas.read_sql_query(query, db)['value'].tolist()"],
  polars: ['polars', "import polars\nvalues = polars.read_database(query, db, infer_schema_length=None, schema_overrides={'value': polars.Float64})['value'].to_list()"],
  'DuckDB over a data frame of pandas': ['duckdb', 'import duckdb, pandas\nframe = pandas.read_sql_query(query, db)\nvalues = [row[0] for row in duckdb.sql("SELECT value FROM frame ORDER BY idx").fetchall()]'],
}

function bitsOf(value: number): string | null {
  if (Number.isNaN(value)) return null
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}

function run(program: string, path: string): unknown {
  return JSON.parse(execFileSync(interpreter, ['-c', `${prelude}${program}`, path], { encoding: 'utf8', maxBuffer: 1e8 }))
}

const expected = numbers.map((number, i) => (i === 5 ? null : bitsOf(number)))

describe.each(Object.entries(readers))('%s', (_, [module, program]) => {
  it.skipIf(lacksPython(module))('reads every number bit for bit: infinities and −0 as they are, NaN and no value as null', async () => {
    expect(run(`${program}\nprint(json.dumps([bits(value) for value in values]))`, await written())).toEqual(expected)
  })
})

describe.skipIf(lacksPython('sqlite3'))('the view of readings', () => {
  it('tells NaN from no value by the cell as JSON, and an empty text from none', async () => {
    const path = await written()
    const cells = run('print(json.dumps([row[3] for row in db.execute(query)][:6]))', path)
    expect(cells).toEqual(['0', '{"$number":"-0"}', '{"$number":"NaN"}', '{"$number":"Infinity"}', '{"$number":"-Infinity"}', 'null'])
    const texts = run(`print(json.dumps(db.execute("SELECT value, typeof(value) FROM readings WHERE name = 'text' AND idx BETWEEN 4 AND 6 ORDER BY idx").fetchall()))`, path)
    expect(texts).toEqual([[text, 'text'], ['', 'text'], [null, 'null']])
  })

  it('gives booleans as 1 and 0, units as UCUM codes, and times to the last bit', async () => {
    const path = await written()
    expect(run(`print(json.dumps(db.execute("SELECT value, typeof(value) FROM readings WHERE name = 'boolean' AND idx < 2 ORDER BY idx").fetchall()))`, path))
      .toEqual([[1, 'integer'], [0, 'integer']])
    expect(run(`print(json.dumps(db.execute("SELECT DISTINCT unit FROM readings WHERE name = 'number'").fetchall()))`, path)).toEqual([['Ohm']])
    expect(run('print(json.dumps([bits(row[2]) for row in db.execute(query)][:3]))', path)).toEqual([3, 4, 5].map((seq) => bitsOf(1_763_826_000_000 + seq * 2 ** -12)))
  })
})
