import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PointAcquired, SessionEvent, SessionOpened } from '@lab/core'
import { lacksPython, runPython } from '@lab/counterparts'
import { parquetStore } from '@lab/store-parquet'
import { BareParquet } from './bare-parquet.ts'
import { ratioWanted, type Benchmark } from './harness.ts'
import { temporaryFolder } from './temporary-folder.ts'

const points = 1_048_576
const groupRows = 65_536
const stretch = 4096
const startMs = Date.UTC(2026, 10, 22)

function opened(): SessionOpened {
  return { type: 'session-opened', seq: 1, timeMs: startMs, monotonicMs: 0, schemaVersion: 2, sessionId: crypto.randomUUID(), name: 'bench', metadata: {}, instruments: [] }
}

const declared: SessionEvent = {
  type: 'columns-declared', seq: 2, timeMs: startMs, monotonicMs: 0, acquisition: 'sweep',
  columns: [{ name: 'vin', role: 'parameter', kind: 'number', unit: 'V' }, { name: 'vout', role: 'result', kind: 'number', unit: 'V' }],
}

/** Readings of five and a half digits over a sweep of 81 steps, with noise, as a multimeter gives them. */
function samplePoints(): PointAcquired[] {
  let timeMs = startMs
  return Array.from({ length: points }, (_, index) => {
    timeMs += 20 + Math.random() * 0.05
    const vout = Math.round((3.3 + Math.random() * 1e-3) * 1e6) / 1e6
    return {
      type: 'point', seq: index + 3, timeMs, monotonicMs: timeMs - startMs + 0.123, acquisition: 'sweep', index, cells: [4 + (index % 81) * 0.1, vout],
      details: [null, { uncertainty: { standard: 1e-4 * vout + 5e-5 } }],
    }
  })
}

async function writeStore(path: string, rows: readonly PointAcquired[]): Promise<number> {
  await using store = parquetStore({ path, groupRows })
  const writer = await store.create(opened())
  await writer.append(declared)
  const begun = performance.now()
  // As the loop by hand, nobody waits for more than a row group that is not yet durable.
  const underWay: Promise<void>[] = []
  for (const [i, point] of rows.entries()) {
    const durable = writer.append(point)
    if (i % stretch !== 0) continue
    underWay.push(durable)
    if (underWay.length > groupRows / stretch) await underWay.shift()
  }
  await Promise.all(underWay)
  await writer.close()
  return rows.length / (performance.now() - begun)
}

function writeBare(path: string, rows: readonly PointAcquired[]): number {
  const begun = performance.now()
  {
    using bare = new BareParquet(path)
    for (let from = 0; from < rows.length; from += groupRows) bare.write(rows.slice(from, from + groupRows))
  }
  return rows.length / (performance.now() - begun)
}

function pointFiles(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /points-.*\.parquet$/.test(name)).map((name) => join(path, name))
}

const rewrite = `
import sys, time, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
begun = time.perf_counter()
pq.write_table(table, sys.argv[2], compression='zstd', row_group_size=65536)
print(table.num_rows / (time.perf_counter() - begun) / 1e3)
`

const copy = `
import sys, time, duckdb
db = duckdb.connect()
db.execute(f"create table points as from read_parquet('{sys.argv[1]}')")
begun = time.perf_counter()
db.execute(f"copy points to '{sys.argv[2]}' (format parquet, compression zstd, row_group_size 65536)")
print(db.execute('select count(*) from points').fetchone()[0] / (time.perf_counter() - begun) / 1e3)
`

/** Points through the store, durable, against a loop by hand that writes the same columns, and against pyarrow. */
export const parquetBenchmark: Benchmark = {
  name: 'parquet',
  description: `${points.toLocaleString('en')} points with uncertainty into Parquet: chain, marks, journal and all`,
  async run(compare) {
    await using folder = await temporaryFolder()
    const rows = samplePoints()
    let round = 0
    const store = async (): Promise<number> => await writeStore(join(folder.path, `lab${round++}`), rows)
    await store()
    const [file = ''] = pointFiles(join(folder.path, 'lab0'))
    const other = join(folder.path, 'pyarrow.parquet')
    const pyarrow = { name: 'pyarrow write_table', round: async () => Number(runPython(rewrite, { args: [file, other] })) }
    const duckdb = { name: 'DuckDB copy', round: async () => Number(runPython(copy, { args: [file, join(folder.path, 'duckdb.parquet')] })) }
    const hasPython = !lacksPython('pyarrow', 'duckdb')
    await compare({
      unit: 'rows/ms', rounds: 5,
      subject: { name: 'store', round: store },
      peers: [{ name: 'bare hyparquet-writer', round: async () => writeBare(join(folder.path, 'bare.parquet'), rows) }, ...(hasPython ? [pyarrow, duckdb] : [])],
      wanted: ratioWanted('at least', 0.8),
    })
    if (!hasPython) return
    await compare({
      unit: 'MB', rounds: 1, warmup: 0,
      subject: { name: 'file of the store', round: async () => statSync(file).size / 1e6 },
      peers: [
        { name: 'the same by pyarrow with zstd', round: async () => statSync(other).size / 1e6 },
        { name: 'bare hyparquet-writer', round: async () => statSync(join(folder.path, 'bare.parquet')).size / 1e6 },
      ],
      wanted: ratioWanted('at most', 1.1),
    })
  },
}
