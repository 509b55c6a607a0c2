import { join } from 'node:path'
import { sqliteStore } from '@lab/store-sqlite'
import { type Benchmark, figureWanted } from './harness.ts'
import { openedSession, pointEvent } from './sqlite-events.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A million unless told otherwise: `LAB_BENCH_ROWS=50000000`. */
const rows = Number(process.env['LAB_BENCH_ROWS'] ?? 1_000_000)
/** Where growth is counted from: caches and compiled code are there by then. */
const settled = 200_000

async function growth(path: string): Promise<number> {
  await using store = sqliteStore(path)
  const writer = await store.create(openedSession('memory'))
  let [start, most] = [Number.NaN, 0]
  for (let row = 0; row < rows; row++) {
    const durable = writer.append(pointEvent(row + 2))
    if (row % 2048 === 0) await durable
    if (row === settled) start = process.memoryUsage.rss() / 1e6
    if (row > settled && row % 20_480 === 0) most = Math.max(most, process.memoryUsage.rss() / 1e6)
  }
  await writer.close()
  return most - start
}

/** How much writing very many rows grows the process, peaks included. */
export const sqliteMemoryBenchmark: Benchmark = {
  name: 'sqlite-memory',
  description: `growth of resident memory over ${rows.toLocaleString('en')} points appended to SQLite`,
  async run(compare) {
    await using folder = await temporaryFolder()
    await compare({
      unit: 'MB', rounds: 1, warmup: 0, peers: [], wanted: figureWanted('at most', 64, 'MB'),
      subject: { name: 'growth after the first 200,000 points', round: () => growth(join(folder.path, 'rows.sqlite')) },
    })
  },
}
