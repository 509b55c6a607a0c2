/** Imports and requires every entry, and says what did not work. */
export function loadProgram(entries: readonly string[]): string {
  return `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
let failed = 0
for (const entry of ${JSON.stringify(entries)}) {
  for (const [way, load] of [['import', () => import(entry)], ['require', () => require(entry)]]) {
    try {
      if (Object.keys(await load()).length === 0) throw new Error('exports nothing')
    } catch (error) {
      failed += 1
      console.log(way + ' ' + entry + ': ' + error.message)
    }
  }
}
process.exit(failed > 0 ? 1 : 0)
`
}

/** Stores a session in a file and reads it back: what is published must also work, not only load. */
export const sessionProgram = `
import assert from 'node:assert/strict'
import { linspace, MeasurementSession } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
const store = sqliteStore(process.argv[2])
const session = await MeasurementSession.open({ name: 'packed', store })
const x = session.parameter('x', linspace(0, 1, 11), { unit: 'V' })
session.acquire('double', ({ at }) => ({ y: 2 * at(x) }))
await session.run()
await session.close()
const [summary] = await store.sessions()
assert.equal(summary.name, 'packed')
assert.equal(summary.points, 11)
await store.close()
`
