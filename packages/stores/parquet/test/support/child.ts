// A process of its own for the tests: writes a store until it is killed.
import { writeSync } from 'node:fs'
import { parquetStore } from '../../src/index.ts'
import { mixed, opened } from './events.ts'

const [path = ''] = process.argv.slice(2)
const store = parquetStore({ path, groupRows: 300, flushMs: 25 })
const writer = await store.create(opened())

// Acknowledges `seq` when it is durable, in groups of changing size.
for (let seq = 2; ;) {
  const size = 1 + ((seq * 7919) % 97)
  const appended = Array.from({ length: size }, (_, i) => writer.append(mixed(seq + i)))
  seq += size
  await Promise.all(appended)
  writeSync(1, `${seq - 1}\n`)
}
