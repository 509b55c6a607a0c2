import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from './support/fixture.ts'

const packageFolder = fileURLToPath(new URL('..', import.meta.url))

/** The package as plain JavaScript, in a place from which its dependencies are found. */
function asJavaScript(): string {
  const cache = join(packageFolder, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'built-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of readdirSync(join(packageFolder, 'src'))) {
    const text = stripTypeScriptTypes(readFileSync(join(packageFolder, 'src', name), 'utf8'))
    writeFileSync(join(folder, name.replace('.ts', '.js')), text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"))
  }
  return folder
}

it('finds its writer thread also when it is built', () => {
  const program = join(asJavaScript(), 'program.js')
  writeFileSync(program, `
    import { sqliteStore } from './index.js'
    await using store = sqliteStore(process.argv[2])
    const stamp = { timeMs: 1, monotonicMs: 1 }
    const writer = await store.create({
      ...stamp, seq: 1, type: 'session-opened', schemaVersion: 1, sessionId: 'id', name: 'built', metadata: {}, instruments: [],
    })
    await writer.append({ ...stamp, seq: 2, type: 'session-closed', outcome: 'completed' })
    console.log((await store.session('id')).status)
  `)
  const command = ['--conditions=lab-source', program, join(temporaryFolder(), 's.sqlite')]
  expect(spawnSync(process.execPath, command, { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: 'completed\n' })
})
