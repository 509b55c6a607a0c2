import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { SqliteStore } from '../src/index.ts'
import { closed, opened } from './support/events.ts'
import { eventsOf, integrityOf, lacks, openStore, temporaryFolder } from './support/fixture.ts'
import { Disk, readDeeds } from './support/power-cut.ts'
import { seeded } from './support/seeded.ts'

const cuts = Number(process.env['LAB_POWER_CUTS'] ?? 60)
const here = (name: string): string => fileURLToPath(new URL(`./support/${name}`, import.meta.url))

/** Lets a process write sessions and gives all it has done to its files. */
function recordedDeeds(folder: string): ReturnType<typeof readDeeds> {
  const [library, log] = [join(folder, 'power-cut.so'), join(folder, 'deeds')]
  const files = join(folder, 'files')
  mkdirSync(files)
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, here('power-cut.c'), '-ldl', '-lpthread'])
  const command = ['--conditions=lab-source', here('sessions-child.ts'), join(files, 'store.sqlite')]
  const env = { ...process.env, LD_PRELOAD: library, LAB_POWER_FOLDER: files, LAB_POWER_LOG: log }
  execFileSync(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  return readDeeds(log)
}

/** What was acknowledged: of each session its last event, and what else was said. */
function acknowledged(said: string): Map<string, { last: number; signed: boolean; tagged: boolean }> {
  const sessions = new Map<string, { last: number; signed: boolean; tagged: boolean }>()
  for (const line of said.split('\n').slice(0, -1)) {
    const [id = '', what] = line.split(' ')
    const session = sessions.get(id) ?? { last: 0, signed: false, tagged: false }
    sessions.set(id, session)
    if (what === 'signed') session.signed = true
    else if (what === 'tagged') session.tagged = true
    else session.last = Number(what)
  }
  return sessions
}

/** Opens what is left as anybody would, and expects everything acknowledged in it. */
async function expectAll(path: string, said: string, cut: number): Promise<void> {
  const store = openStore(path)
  const sessions = acknowledged(said)
  if (sessions.size === 0) return
  for (const [id, { last, signed, tagged }] of sessions) {
    const events = await eventsOf(store, id)
    expect(events.length, `events of ${id} after cut ${cut}`).toBeGreaterThanOrEqual(last)
    const { intact, problems, signatures } = await store.verify(id)
    expect({ cut, intact, problems }).toEqual({ cut, intact: true, problems: [] })
    if (signed) expect(signatures.length, `signatures after cut ${cut}`).toBeGreaterThan(0)
    if (tagged) expect((await store.annotations(id)).tags, `tags after cut ${cut}`).toEqual(['kept'])
  }
  if (cut % 6 === 0) await expectToWorkOn(path, store)
}

async function expectToWorkOn(path: string, store: SqliteStore): Promise<void> {
  const next = opened()
  const writer = await store.create(next)
  await writer.append(closed(2))
  await writer.close()
  await store.close()
  expect((await openStore(path).verify(next.sessionId)).intact).toBe(true)
  expect(integrityOf(path)).toEqual([['ok']])
}

describe.skipIf(process.platform !== 'linux' || lacks('cc', '--version') || lacks('python3', '-c', 'import sqlite3'))('a power cut', () => {
  it(`that loses any part of what was not synchronised loses nothing acknowledged, ${cuts} times`, { timeout: 300_000 }, async () => {
    const folder = temporaryFolder()
    const deeds = recordedDeeds(folder)
    expect(deeds.filter(({ kind }) => kind === 'said').length).toBeGreaterThan(30)
    expect(deeds.filter(({ kind }) => kind === 'sync').length).toBeGreaterThan(50)
    const random = seeded(23)
    let most = 0
    for (let cut = 0; cut < cuts; cut++) {
      const at = Math.floor(random() * (deeds.length + 1))
      const disk = new Disk(join(folder, 'files'), deeds.slice(0, at))
      const share = [0, 1, 0.5, 0.1, 0.9][cut % 5] ?? 0
      const target = join(folder, `cut-${cut}`)
      disk.afterCut(target, random(), () => random() < share)
      await expectAll(join(target, 'store.sqlite'), disk.said, cut)
      most = Math.max(most, disk.said.split('\n').length)
      rmSync(target, { recursive: true })
    }
    expect(most).toBeGreaterThan(20)
  })

  it('would be noticed: without synchronisation events are lost', async () => {
    const folder = temporaryFolder()
    const deeds = recordedDeeds(folder).filter(({ kind }) => kind !== 'sync')
    const disk = new Disk(join(folder, 'files'), deeds)
    const target = join(folder, 'cut')
    disk.afterCut(target, 1, () => false)
    expect(disk.said).toContain(' 1\n')
    expect(integrityOf(join(target, 'store.sqlite'))).toEqual([['ok']])
    await expect(openStore(join(target, 'store.sqlite')).sessions()).resolves.toEqual([])
  })
})
