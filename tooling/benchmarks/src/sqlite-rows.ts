import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { SessionEvent, SessionStore } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { type Benchmark, ratioWanted } from './harness.ts'
import { pointEvent, openedSession } from './sqlite-events.ts'
import { BareRows } from './sqlite-bare-rows.ts'
import { qcodesRowsPerSecond } from './sqlite-qcodes.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { secondsOf } from './timing.ts'

const rows = 300_000
const qcodesRows = 20_000
/** As many as a session lets wait. */
const rowsPerCommit = 1024

function* points(count: number): Generator<SessionEvent> {
  for (let row = 0; row < count; row++) yield pointEvent(row + 2)
}

/** Rows a second into a session of a store: at most twice a commit's worth on the way. */
async function storeRate(store: SessionStore): Promise<number> {
  const writer = await store.create(openedSession(randomUUID()))
  const seconds = await secondsOf(async () => {
    let before: Promise<void> | undefined
    let last: Promise<void> | undefined
    for (const event of points(rows)) {
      last = writer.append(event)
      if (event.seq % rowsPerCommit !== 0) continue
      await before
      before = last
    }
    await last
  })
  await writer.close()
  return rows / seconds
}

/** Rows durable a second: against a loop written by hand, and against the dataset writer of QCoDeS. */
export const sqliteRowsBenchmark: Benchmark = {
  name: 'sqlite-rows',
  description: `${rows.toLocaleString('en')} points of three numbers into SQLite, durable, with marks and chain; rows a second`,
  async run(compare) {
    await using folder = await temporaryFolder()
    await using store = sqliteStore(join(folder.path, 'ours.sqlite'))
    using bare = new BareRows(join(folder.path, 'bare.sqlite'))
    let session = 0
    const bareRate = async (): Promise<number> => rows / await secondsOf(async () => bare.write(++session, points(rows), rowsPerCommit))
    const subject = { name: 'store-sqlite', round: () => storeRate(store) }
    await compare({
      unit: 'rows/s', rounds: 7, subject, wanted: ratioWanted('at least', 0.8),
      peers: [{ name: 'better-sqlite3 by hand, same table, commits of 1,024', round: bareRate }],
    })
    const qcodes = (period: number) => async (): Promise<number> => {
      return qcodesRowsPerSecond(join(folder.path, `qcodes-${randomUUID()}.db`), qcodesRows, period) ?? Number.NaN
    }
    if (Number.isNaN(await qcodes(5)())) {
      console.log('  QCoDeS is not installed in ~/.cache/lab-counterparts/qcodes: no comparison with it.')
      return
    }
    await compare({
      unit: 'rows/s', rounds: 5, warmup: 0, subject, wanted: ratioWanted('at least', 20),
      peers: [
        { name: 'QCoDeS, written every 5 s as it does by default', round: qcodes(5) },
        { name: 'QCoDeS, written after every millisecond', round: qcodes(0.001) },
      ],
    })
  },
}
