import { join } from 'node:path'
import { expect, it } from 'vitest'
import { closed, declared, opened, point } from './support/events.ts'
import { batchOf, beginSession, openStore, temporaryFolder } from './support/fixture.ts'

const points = 150_000
const limits = { groupRows: 65_536, groupBytes: 32 * 1024 * 1024, journalBytes: 16 * 1024 * 1024 }

/** A session with full row groups. */
function session(root: string): string {
  const first = opened()
  const life = beginSession(root, first, limits)
  life.engine.commit(batchOf([declared(2)]))
  for (let seq = 3; seq < points; seq += 5000) life.engine.commit(batchOf(Array.from({ length: 5000 }, (_, i) => point(seq + i))))
  life.engine.commit(batchOf([closed(points + 5003)]))
  life.end()
  return first.sessionId
}

/** Time that this thread has worked, in milliseconds: that of other programs on the same processor does not count. */
function worked(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e3
}

/** The longest work for which nobody else had a turn while something was done, in milliseconds. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = worked()
  let over = false
  const tick = (): void => {
    const now = worked()
    longest = Math.max(longest, now - last)
    last = now
    if (!over) setImmediate(tick)
  }
  setImmediate(tick)
  await work()
  over = true
  return longest
}

async function drained(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

it('lets the caller go on while it verifies, reads columns and reads records', { timeout: 180_000 }, async () => {
  const root = join(temporaryFolder(), 'lab')
  const id = session(root)
  const store = openStore(root)
  const works: Record<string, () => Promise<unknown>> = {
    verify: async () => await store.verify(id),
    chunks: async () => await drained(store.chunks(id, 'regulation')),
    records: async () => await drained(store.records(id)),
  }
  const holds: Record<string, number> = {}
  for (const [name, work] of Object.entries(works)) {
    // The best of three: another program may have the processor in between.
    for (let round = 0; round < 3; round++) holds[name] = Math.min(holds[name] ?? Infinity, await longestHold(work))
  }
  expect(Math.max(...Object.values(holds))).toBeLessThan(20)
})
