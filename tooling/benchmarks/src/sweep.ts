import { join } from 'node:path'
import { encodeEvent, memoryStore, type PointAcquired } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { BareSqlite } from './bare-sqlite.ts'
import { type Benchmark, figureWanted } from './harness.ts'
import { simulatedSweep } from './simulated-sweep.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { secondsOf } from './timing.ts'

const points = 200_000

/** The text of points like those of the sweep. */
function* bodies(): Iterable<string> {
  for (let index = 0; index < points; index += 1) {
    const point: PointAcquired = {
      type: 'point', seq: index + 1, timeMs: performance.timeOrigin + performance.now(), monotonicMs: performance.now(),
      acquisition: 'sweep', index, cells: [index / points, 0.0000012345 * index], details: [null, { timeMs: performance.now() }],
    }
    yield encodeEvent(point).json
  }
}

/** Sweeps of one query a point, stored durably, against what bounds them: the measurement alone, and the storage alone. */
export const sweepBenchmark: Benchmark = {
  name: 'sweep',
  description: `simulated sweep of one query a point, ${points.toLocaleString('en')} points into SQLite`,
  async run(compare) {
    await using folder = await temporaryFolder()
    let file = 0
    const nextFile = (): string => join(folder.path, `${(file += 1)}.sqlite`)
    const durable = async (): Promise<void> => {
      await using store = sqliteStore(nextFile())
      await simulatedSweep(store, points)
    }
    const inMemory = async (): Promise<void> => {
      await using store = memoryStore()
      await simulatedSweep(store, points)
    }
    const bare = async (): Promise<void> => {
      using database = new BareSqlite(nextFile())
      database.insertMany(bodies())
    }
    const speed = async (task: () => Promise<void>): Promise<number> => points / (await secondsOf(task))
    await compare({
      unit: 'points/s',
      rounds: 3,
      subject: { name: 'sweep, durable', round: () => speed(durable) },
      peers: [
        { name: 'the same sweep, in memory', round: () => speed(inMemory) },
        { name: 'bare inserts of the same texts', round: () => speed(bare) },
      ],
      wanted: figureWanted('at least', 50_000, 'points/s'),
    })
  },
}
