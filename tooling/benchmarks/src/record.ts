import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { encodeEvent, MeasurementSession } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { BareSqlite } from './bare-sqlite.ts'
import type { Benchmark } from './harness.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { medianMicroseconds } from './timing.ts'

const recordsARound = 400

/** What one record is as text. */
function body(index: number): string {
  const stamp = { seq: index + 1, timeMs: performance.timeOrigin + performance.now(), monotonicMs: performance.now() }
  return encodeEvent({ ...stamp, type: 'recorded', key: 'value', value: index / 7 }).json
}

/** The physical limit: append to a file and synchronise it with the disk. */
function bareFile(path: string): Disposable & { append(text: string): void } {
  const file = openSync(path, 'a')
  return {
    append: (text) => {
      writeSync(file, text)
      fdatasyncSync(file)
    },
    [Symbol.dispose]: () => {
      closeSync(file)
    },
  }
}

/** `session.record` awaited one by one, against one bare commit of the same text, and one bare synchronised write. */
export const recordBenchmark: Benchmark = {
  name: 'record',
  description: `session.record awaited one by one into SQLite: median of ${recordsARound} a round`,
  async run(compare) {
    await using folder = await temporaryFolder()
    await using store = sqliteStore(join(folder.path, 'record.sqlite'))
    await using session = await MeasurementSession.open({ name: 'record benchmark', store, guardProcess: false })
    using database = new BareSqlite(join(folder.path, 'bare.sqlite'))
    using file = bareFile(join(folder.path, 'bare.txt'))
    await compare({
      unit: 'µs',
      rounds: 15,
      warmup: 2,
      subject: { name: 'session.record', round: () => medianMicroseconds(recordsARound, (index) => session.record('value', index / 7)) },
      peers: [
        { name: 'bare SQLite commit', round: () => medianMicroseconds(recordsARound, async (index) => database.insert(body(index))) },
        { name: 'bare write and fdatasync', round: () => medianMicroseconds(recordsARound, async (index) => file.append(body(index))) },
      ],
    })
  },
}
