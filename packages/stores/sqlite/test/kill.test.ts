import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { closed, eventAt, opened } from './support/events.ts'
import { eventsOf, expectEvents, integrityOf, lacks, openStore, temporaryFolder } from './support/fixture.ts'

const child = fileURLToPath(new URL('./support/child.ts', import.meta.url))
const kills = Number(process.env['LAB_KILL_ROUNDS'] ?? 24)

/** Kills a writing process some milliseconds after its first acknowledgement; the last `seq` it acknowledged. */
async function killWhileWriting(path: string, afterMs: number): Promise<number> {
  const command = ['--conditions=lab-source', child, 'until-killed', path]
  const writing = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  writing.stdout.setEncoding('latin1').on('data', (text: string) => { said += text })
  const ended = once(writing, 'close')
  await once(writing.stdout, 'data')
  setTimeout(() => writing.kill('SIGKILL'), afterMs)
  await ended
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

describe.skipIf(lacks('python3', '-c', 'import sqlite3'))('kill -9 at a random moment', () => {
  it(`loses nothing that was acknowledged, ${kills} times in one file`, { timeout: 10_000 + kills * 5000 }, async () => {
    const path = join(temporaryFolder(), 'killed.sqlite')
    for (let kill = 0; kill < kills; kill++) {
      const acknowledged = await killWhileWriting(path, Math.random() * 60)
      const store = openStore(path)
      const [session, ...before] = await store.sessions()
      expect(before).toHaveLength(kill)
      expect(session?.status).toBe('interrupted')
      const events = await eventsOf(store, session?.id ?? '', 2)
      expect(events.length).toBeGreaterThanOrEqual(acknowledged - 1)
      expect(session?.points).toBe(events.filter(({ type }) => type === 'point').length)
      expectEvents(events, events.map((_, i) => eventAt(i + 2)))
      expect(await store.verify(session?.id ?? '')).toMatchObject({ intact: true, closed: false, records: events.length + 1 })
      if (kill % 8 === 0) expect(integrityOfCopy(path, kill)).toEqual([['ok']])
    }
    await writeOnce(path)
  })

  it('is seen as interrupted also before anything repaired the file', { timeout: 30_000 }, async () => {
    const path = join(temporaryFolder(), 'killed.sqlite')
    await killWhileWriting(path, 5)
    expect((await openStore(path).sessions()).map(({ status }) => status)).toEqual(['interrupted'])
  })
})

/** Checks a copy of the file and its log, so that the next kill meets them as this one left them. */
function integrityOfCopy(path: string, kill: number): unknown {
  const copy = `${path}-copy-${kill}`
  copyFileSync(path, copy)
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`)
  return integrityOf(copy)
}

async function writeOnce(path: string): Promise<void> {
  const store = openStore(path)
  const first = opened()
  const writer = await store.create(first)
  await writer.append(closed(2))
  await writer.close()
  expect((await store.session(first.sessionId)).status).toBe('completed')
}
