import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from './support/fixture.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))
const tsup = fileURLToPath(new URL('../../../../node_modules/.bin/tsup', import.meta.url))

/** The package as it is built, in a place from which its dependencies are found. */
function built(): string {
  const cache = join(packageFolder, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'built-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  execFileSync(tsup, ['--no-dts', '--silent', '--out-dir', folder], { cwd: packageFolder })
  return folder
}

it('finds its threads also when it is built', { timeout: 60_000 }, () => {
  const program = join(built(), 'program.js')
  writeFileSync(program, `
    import { parquetStore } from './index.js'
    await using store = parquetStore(process.argv[2])
    const stamp = { timeMs: 1, monotonicMs: 1 }
    const writer = await store.create({
      ...stamp, seq: 1, type: 'session-opened', schemaVersion: 1, sessionId: 'id', name: 'built', metadata: {}, instruments: [],
    })
    await writer.append({ ...stamp, seq: 2, type: 'session-closed', outcome: 'completed' })
    await writer.close()
    await store.compact('id')
    console.log((await store.session('id')).status, (await store.verify('id')).intact)
  `)
  const command = ['--conditions=lab-source', program, join(temporaryFolder(), 'lab')]
  expect(spawnSync(process.execPath, command, { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: 'completed true\n' })
})
