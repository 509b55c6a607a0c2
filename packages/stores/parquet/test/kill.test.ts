import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { closed, mixed, opened } from './support/events.ts'
import { eventsOf, openStore, temporaryFolder } from './support/fixture.ts'

const child = fileURLToPath(new URL('./support/child.ts', import.meta.url))
const kills = Number(process.env['LAB_KILLS'] ?? 12)

/** Kills a writing process some milliseconds after its first acknowledgement; the last `seq` it acknowledged. */
async function killWhileWriting(path: string, afterMs: number): Promise<number> {
  const writing = spawn(process.execPath, ['--conditions=lab-source', child, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  writing.stdout.setEncoding('latin1').on('data', (text: string) => { said += text })
  const ended = once(writing, 'close')
  await once(writing.stdout, 'data')
  setTimeout(() => writing.kill('SIGKILL'), afterMs)
  await ended
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

describe('kill -9 at a random moment', () => {
  it(`loses nothing that was acknowledged, ${kills} times in one store`, { timeout: kills * 20_000 }, async () => {
    const path = join(temporaryFolder(), 'lab')
    const counts = new Map<string, number>()
    for (let kill = 0; kill < kills; kill++) {
      const acknowledged = await killWhileWriting(path, Math.random() * 150)
      const store = openStore(path)
      const sessions = await store.sessions()
      expect(sessions).toHaveLength(kill + 1)
      // Those of before were tidied by the process that was just killed.
      const fresh = sessions.filter(({ id }) => !counts.has(id))
      expect(fresh).toHaveLength(1)
      const id = fresh[0]?.id ?? ''
      expect(fresh[0]?.status).toBe('interrupted')
      const events = await eventsOf(store, id, 2)
      expect(events.length).toBeGreaterThanOrEqual(acknowledged - 1)
      for (const [i, event] of events.entries()) expect(event).toEqual(mixed(i + 2))
      counts.set(id, events.length)
      await store.close()
    }
    const store = openStore(path)
    const first = opened()
    const writer = await store.create(first)
    await writer.append(closed(2))
    await writer.close()
    expect(readdirSync(path, { recursive: true }).filter((name) => String(name).startsWith('_running'))).toEqual([])
    for (const [id, count] of counts) {
      expect((await store.verify(id)).problems).toEqual([])
      expect((await eventsOf(store, id, 2)).length).toBe(count)
    }
  })
})
