import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { labFolder, script, startLab } from './run-lab.ts'
import { storeSweep } from './stored-sessions.ts'

const bench = `name: Supply
instruments:
  psu: { driver: keysight/EDU36311A, simulate: true }
store: { type: sqlite, path: data.sqlite }
`

describe('lab run whose output nobody reads any more', () => {
  it.each(['stdout', 'stderr'] as const)('makes the bench safe before it ends, when %s is closed', async (name) => {
    const folder = await labFolder(bench)
    const { child, ended, said } = startLab(folder, ['run', script('prints')])
    await said('measuring')
    child[name]?.destroy()
    await once(child, 'exit')
    expect((await ended).code).toBe(1)
    const store = sqliteStore(path.join(folder, 'data.sqlite'))
    const [session] = await store.sessions()
    const events: SessionEvent[] = []
    for await (const event of store.events(session?.id ?? '')) events.push(event)
    await store.close()
    expect(session?.status).toBe('aborted')
    expect(events.find((event) => event.type === 'made-safe')).toMatchObject({ instrument: 'psu', outcome: 'safe' })
  })
})

describe.skipIf(process.platform !== 'linux')('a command whose output cannot be written', () => {
  it('says so in one line and ends with 1', async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    const full = await open('/dev/full', 'w')
    const args = ['--conditions=lab-source', fileURLToPath(new URL('../src/lab.ts', import.meta.url)), 'export', id, '--format', 'csv']
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, stdio: ['ignore', full.fd, 'pipe'], encoding: 'utf8' })
    await full.close()
    expect(stderr).toMatch(/^error: Standard output cannot be written: ENOSPC.*\n$/)
    expect(status).toBe(1)
  })
})
