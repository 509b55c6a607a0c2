import { join } from 'node:path'
import type { ArchiveStore, ColumnsDeclared } from '@lab/core'
import { parquetStore } from '@lab/store-parquet'
import { sqliteStore } from '@lab/store-sqlite'
import { type Benchmark, figureWanted } from './harness.ts'
import { openedSession, pointEvent } from './sqlite-events.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A million unless told otherwise: `LAB_BENCH_ROWS=50000000`. */
const rows = Number(process.env['LAB_BENCH_ROWS'] ?? 1_000_000)
/** Where growth is counted from: caches and compiled code are there by then. */
const settled = 200_000

const declared: ColumnsDeclared = {
  type: 'columns-declared', seq: 2, timeMs: 1_763_826_000_000, monotonicMs: 0, acquisition: 'sweep',
  columns: ['x', 'sine', 'cosine'].map((name) => ({ name, role: 'result', kind: 'number', unit: 'V' })),
}

async function growth(store: ArchiveStore & AsyncDisposable): Promise<number> {
  await using _ = store
  const writer = await store.create(openedSession(crypto.randomUUID()))
  await writer.append(declared)
  let [start, most] = [Number.NaN, 0]
  for (let row = 0; row < rows; row++) {
    const durable = writer.append(pointEvent(row + 3))
    if (row % 2048 === 0) await durable
    if (row === settled) start = process.memoryUsage.rss() / 1e6
    if (row > settled && row % 20_480 === 0) most = Math.max(most, process.memoryUsage.rss() / 1e6)
  }
  await writer.close()
  return Math.max(most, process.memoryUsage.rss() / 1e6) - start
}

function memoryBenchmark(name: string, storeOf: (folder: string) => ArchiveStore & AsyncDisposable): Benchmark {
  return {
    name: `${name.toLowerCase()}-memory`,
    description: `growth of resident memory over ${rows.toLocaleString('en')} points appended to ${name}`,
    async run(compare) {
      await using folder = await temporaryFolder()
      await compare({
        unit: 'MB', rounds: 1, warmup: 0, peers: [], wanted: figureWanted('at most', 64, 'MB'),
        subject: { name: 'growth after the first 200,000 points, peaks included', round: () => growth(storeOf(folder.path)) },
      })
    },
  }
}

/** How much writing very many rows grows the process. */
export const sqliteMemoryBenchmark = memoryBenchmark('SQLite', (folder) => sqliteStore(join(folder, 'rows.sqlite')))
export const parquetMemoryBenchmark = memoryBenchmark('Parquet', (folder) => parquetStore(join(folder, 'lab')))
