import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recoverSessions } from '../src/engine/recovery.ts'
import type { SessionLife } from '../src/engine/session-life.ts'
import { machineDisk } from '../src/files/disk.ts'
import { closed, mixed, opened } from './support/events.ts'
import { batchOf, beginSession, eventsOf, openStore, smallLimits, temporaryFolder } from './support/fixture.ts'
import { ForgetfulDisk, PowerCut } from './support/forgetful-disk.ts'

const cuts = Number(process.env['LAB_POWER_CUTS'] ?? 60)
const events = 400

/** Writes until the power is cut or the session is closed; the last `seq` that was durable. */
function writeUntilCut(disk: ForgetfulDisk, root: string, first: ReturnType<typeof opened>): number {
  let durable = 0
  let life: SessionLife | undefined
  try {
    life = beginSession(root, first, smallLimits, disk)
    durable = 1
    for (let seq = 2; seq <= events;) {
      const size = 1 + ((seq * 7919) % 29)
      life.engine.commit(batchOf(Array.from({ length: size }, (_, i) => mixed(seq + i))))
      seq += size
      durable = seq - 1
    }
    life.engine.commit(batchOf([closed(durable + 1)]))
    durable++
    life.end()
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error
  } finally {
    life?.engine.close()
  }
  return durable
}

/** What is read of a session has everything durable, in order, and nothing that was not written. */
async function check(root: string, id: string, durable: number): Promise<void> {
  const store = openStore(root)
  const read = await eventsOf(store, id, 2)
  expect(read.length).toBeGreaterThanOrEqual(durable - 1)
  for (const [i, event] of read.entries()) if (event.type !== 'session-closed') expect(event).toEqual(mixed(i + 2))
  await store.close()
}

describe('a power cut', () => {
  it(`loses nothing that was acknowledged, at ${cuts} moments`, { timeout: cuts * 5000 }, async () => {
    for (let cut = 0; cut < cuts; cut++) {
      const folder = temporaryFolder()
      const root = join(folder, 'lab')
      const remains = join(folder, 'remains')
      const disk = new ForgetfulDisk(Math.floor(Math.random() * 500))
      const first = opened()
      const durable = writeUntilCut(disk, root, first)
      disk.remains(root, remains, Math.random)
      if (durable === 0) continue
      await check(remains, first.sessionId, durable)
      // The marker names this process, which lives: another one would find it dead.
      recoverSessions({ disk: machineDisk, root: remains, limits: smallLimits, isAlive: () => false })
      await check(remains, first.sessionId, durable)
      const store = openStore(remains)
      expect((await store.verify(first.sessionId)).problems).toEqual([])
      await store.close()
    }
  })
})
