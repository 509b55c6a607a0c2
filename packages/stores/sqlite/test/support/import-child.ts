// A process of its own: copies the session of its third argument from one store into another and stops before the end.
import { writeSync } from 'node:fs'
import type { StoredRecord } from '@lab/core/integrity'
import { sqliteStore } from '../../src/index.ts'
import { transferOf } from './transfer.ts'

const [source = '', target = '', id = ''] = process.argv.slice(2)
const from = sqliteStore(source)
const { opened } = await transferOf(from, id)

async function* untilKilled(): AsyncGenerator<StoredRecord> {
  let count = 0
  for await (const record of from.records(id)) {
    // Everything before is durable by then: the copying waits for it.
    if (++count === 9000) {
      writeSync(1, 'half\n')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    }
    yield record
  }
}
await sqliteStore(target).import({ opened, records: untilKilled(), signatures: [], annotations: { notes: [], tags: [] } })
