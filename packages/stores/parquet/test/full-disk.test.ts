import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { waveform } from '@lab/core'
import { lacksProgram } from '@lab/counterparts'
import { describe, expect, it, onTestFinished } from 'vitest'
import { recoverSessions } from '../src/engine/recovery.ts'
import { machineDisk } from '../src/files/disk.ts'
import { closing, declared, mixed, opened, point, recorded } from './support/events.ts'
import { batchOf, beginSession, eventsOf, openStore, smallLimits, temporaryFolder } from './support/fixture.ts'
import { SmallDisk } from './support/small-disk.ts'

const reserveBytes = 256 * 1024

interface Outcome {
  /** The last `seq` that was acknowledged before the disk was full; 0 where the session could not be begun. */
  readonly last: number
  readonly id: string
}

/** Writes until the disk is full, then closes the session with the room that was kept. */
function writeUntilFull(root: string, room: number): Outcome {
  const disk = new SmallDisk(room)
  const first = opened()
  let life: ReturnType<typeof beginSession>
  try {
    life = beginSession(root, first, smallLimits, disk)
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
    return { last: 0, id: first.sessionId }
  }
  let last = 1
  try {
    for (let seq = 2; seq < 3000; seq += 10) {
      life.engine.commit(batchOf(Array.from({ length: 10 }, (_, i) => mixed(seq + i))))
      last = seq + 9
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
    life.releaseReserve()
    life.engine.commit(batchOf([mixed(last + 1), ...closing(last + 20)]), true)
  }
  life.end()
  return { last, id: first.sessionId }
}

async function check(root: string, { last, id }: Outcome): Promise<void> {
  const store = openStore(root)
  const events = await eventsOf(store, id, 2)
  const end = closing(last + 20)
  expect(events.slice(-4)).toEqual(end)
  const before = events.slice(0, -4)
  // A message of the batch that failed is one of the events that are kept.
  expect(before.slice(0, last - 1)).toEqual(Array.from({ length: last - 1 }, (_, i) => mixed(i + 2)))
  expect(before.slice(last - 1).every(({ type }) => type === 'message')).toBe(true)
  expect((await store.session(id)).status).toBe('failed')
  expect((await store.verify(id)).problems).toEqual([])
  await store.close()
}

describe('a disk that is full', () => {
  it('keeps what was acknowledged and the closing events, wherever the room ends', { timeout: 300_000 }, async () => {
    let begun = 0
    for (let room = 0; room < 40_000; room += 613) {
      const root = join(temporaryFolder(), 'lab')
      const outcome = writeUntilFull(root, reserveBytes + room)
      if (outcome.last === 0) {
        expect(existsSync(root)).toBe(false)
        continue
      }
      begun++
      await check(root, outcome)
      recoverSessions({ disk: machineDisk, root, limits: smallLimits, isAlive: () => false })
      await check(root, outcome)
      expect(readdirSync(root).filter((name) => name === '_running')).toEqual([])
    }
    expect(begun).toBeGreaterThan(50)
  })
})

/** A file system of its own. */
function smallFileSystem(megabytes: number): string {
  const folder = join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  onTestFinished(() => { execFileSync('umount', ['-l', folder]) })
  return folder
}

describe.skipIf(lacksProgram('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'))('a file system that is full', () => {
  it('rejects events with StoreError (full), and still takes the events that close the session', { timeout: 60_000 }, async () => {
    const root = join(smallFileSystem(2), 'lab')
    const store = openStore(root)
    const first = opened()
    const writer = await store.create(first)
    await writer.append(declared(2))
    let last = 2
    const error = await (async () => {
      for (;;) {
        try {
          await Promise.all(Array.from({ length: 50 }, (_, i) => writer.append(point(last + 1 + i))))
        } catch (cause) {
          return cause
        }
        last += 50
      }
    })()
    expect(error).toMatchObject({ name: 'StoreError', reason: 'full', message: expect.stringContaining(root) })
    await expect(writer.append(point(last + 51))).rejects.toMatchObject({ reason: 'full' })
    const end = closing(last + 60)
    for (const event of end) await writer.append(event)
    await writer.close()
    const events = await eventsOf(store, first.sessionId, 3)
    expect(events.slice(-4)).toEqual(end)
    expect(events.slice(0, -4)).toEqual(Array.from({ length: last - 2 }, (_, i) => point(i + 3)))
    expect(await store.session(first.sessionId)).toMatchObject({ status: 'failed', points: last - 2 })
    expect((await store.verify(first.sessionId)).problems).toEqual([])
  })

  it('rejects a waveform that does not fit, and goes on to close', { timeout: 60_000 }, async () => {
    const store = openStore(join(smallFileSystem(2), 'lab'))
    const first = opened()
    const writer = await store.create(first)
    const noise = Uint8Array.from({ length: 4_000_000 }, () => Math.random() * 256)
    await expect(writer.append(recorded(2, waveform({ raw: noise, unit: 'V', step: 1, timeMs: 1 })))).rejects.toMatchObject({ reason: 'full' })
    for (const event of closing(3)) await writer.append(event)
    await writer.close()
    expect(await eventsOf(store, first.sessionId)).toEqual([first, ...closing(3)])
    expect((await store.verify(first.sessionId)).problems).toEqual([])
  })

  it('is found out before a session begins, and nothing is left of it', { timeout: 60_000 }, async () => {
    const disk = smallFileSystem(2)
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 100 * 1024, 1))
    await expect(openStore(join(disk, 'lab')).create(opened())).rejects.toMatchObject({ reason: 'full' })
    expect(readdirSync(disk)).toEqual(['filler'])
  })
})
