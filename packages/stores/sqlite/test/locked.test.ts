import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { TimeoutError } from '@lab/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { closed, opened, point } from './support/events.ts'
import { contentsOf, eventsOf, lacks, newStore, openStore, temporaryFolder } from './support/fixture.ts'

/** Another program that holds a lock until its input ends. */
async function hold(path: string, statements: string): Promise<ChildProcess & { readonly release: () => Promise<void> }> {
  const program = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2].split(';'): db.execute(statement).fetchall()
print('held', flush=True)
sys.stdin.read()`
  const holder = spawn('python3', ['-c', program, path, statements], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => { holder.kill('SIGKILL') })
  await once(holder.stdout, 'data')
  const release = async (): Promise<void> => {
    holder.stdin.end()
    await once(holder, 'close')
  }
  return Object.assign(holder, { release })
}

async function closedStore(): Promise<{ readonly path: string; readonly folder: string; readonly id: string }> {
  const { store, path, folder } = newStore()
  const first = opened()
  const writer = await store.create(first)
  await writer.append(closed(2))
  await store.close()
  return { path, folder, id: first.sessionId }
}

describe.skipIf(lacks('python3', '-c', 'import sqlite3'))('a store that another program has locked', () => {
  it('is waited for only so long, and left as it was', async () => {
    const { path, folder } = await closedStore()
    const holder = await hold(path, 'BEGIN EXCLUSIVE')
    const before = contentsOf(folder)
    const store = openStore(path, { lockTimeoutMs: 200 })
    const started = performance.now()
    await expect(store.create(opened())).rejects.toMatchObject({ reason: 'locked', message: expect.stringContaining(path) })
    await expect(store.sessions()).rejects.toMatchObject({ reason: 'locked', hint: expect.stringContaining('lockTimeoutMs') })
    expect(performance.now() - started).toBeGreaterThan(390)
    expect(performance.now() - started).toBeLessThan(3000)
    expect(contentsOf(folder)).toEqual(before)
    await holder.release()
  })

  it('is used as soon as it is free', async () => {
    const { path, id } = await closedStore()
    const holder = await hold(path, 'BEGIN EXCLUSIVE')
    const store = openStore(path)
    const listing = store.sessions()
    const creating = store.create(opened())
    await holder.release()
    expect((await listing).some((session) => session.id === id)).toBe(true)
    await (await creating).append(closed(2))
  })

  it('does not hold up the event loop while it is waited for', async () => {
    const { path } = await closedStore()
    const holder = await hold(path, 'BEGIN EXCLUSIVE')
    const listing = openStore(path, { lockTimeoutMs: 300 }).sessions().catch(() => 'refused')
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    expect(await listing).toBe('refused')
    clearInterval(timer)
    expect(turns).toBeGreaterThan(20)
    await holder.release()
  })

  it('ends a read after the time-out of its caller, or with its signal', async () => {
    const { path } = await closedStore()
    const holder = await hold(path, 'BEGIN EXCLUSIVE')
    const store = openStore(path)
    await expect(store.sessions({ timeoutMs: 50 })).rejects.toBeInstanceOf(TimeoutError)
    const reason = new Error('enough')
    const controller = new AbortController()
    const listing = store.sessions({ signal: controller.signal })
    controller.abort(reason)
    await expect(listing).rejects.toBe(reason)
    await holder.release()
  })

  it('rejects an event and all later ones when the lock comes during a session', async () => {
    const path = join(temporaryFolder(), 'store.sqlite')
    const store = openStore(path, { lockTimeoutMs: 100 })
    const first = opened()
    const writer = await store.create(first)
    await writer.append(point(2))
    const holder = await hold(path, 'BEGIN IMMEDIATE')
    await expect(writer.append(point(3))).rejects.toMatchObject({ reason: 'locked' })
    await holder.release()
    await expect(writer.append(point(4))).rejects.toMatchObject({ reason: 'locked' })
    await expect(writer.append(closed(5))).rejects.toMatchObject({ reason: 'locked' })
    await writer.close()
    expect(await eventsOf(store, first.sessionId)).toEqual([first, point(2)])
    expect((await store.session(first.sessionId)).status).toBe('interrupted')
  })
})
