import { join } from 'node:path'
import { sqliteStore } from '@lab/store-sqlite'
import { type Benchmark, figureWanted } from './harness.ts'
import { simulatedSweep } from './simulated-sweep.ts'
import { temporaryFolder } from './temporary-folder.ts'

const points = 2_000_000
/** Where growth is counted from: caches and compiled code are there by then. */
const settled = 200_000

function residentMegabytes(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss() / 1e6
}

async function growth(path: string): Promise<number> {
  let start: number | undefined
  let most = 0
  await using store = sqliteStore(path)
  await simulatedSweep(store, points, (done) => {
    if (done < settled) return
    start ??= residentMegabytes()
    most = Math.max(most, process.memoryUsage.rss() / 1e6)
  })
  return Math.max(most, residentMegabytes()) - (start ?? Number.NaN)
}

/** How much a long sweep grows the process, peaks included. */
export const memoryBenchmark: Benchmark = {
  name: 'memory',
  description: `growth of resident memory over a simulated sweep of ${points.toLocaleString('en')} points into SQLite`,
  async run(compare) {
    await using folder = await temporaryFolder()
    await compare({
      unit: 'MB',
      rounds: 1,
      warmup: 0,
      subject: { name: 'growth after the first 200,000 points', round: () => growth(join(folder.path, 'memory.sqlite')) },
      peers: [],
      wanted: figureWanted('at most', 64, 'MB'),
    })
  },
}
