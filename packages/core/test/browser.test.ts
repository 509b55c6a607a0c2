import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

/** A session of its own, run where there is no Node. Ends with one line of JSON in `report`. */
const program = `
  import { linspace, MeasurementSession, memoryStore, parseResourceName, readTable } from './src/index.ts'
  const store = memoryStore()
  const session = await MeasurementSession.open({ name: 'in a browser', store })
  const x = session.parameter('x', linspace(0, 2, 3), { unit: 'V' })
  session.acquire('square', ({ at }) => ({ y: { value: at(x) ** 2, unit: 'V', timeMs: 0 } }))
  session.task('beside', ({ record }) => record('beside', true))
  const { points } = await session.run()
  await session.close()
  const table = await readTable(store, session.id, 'square')
  const [summary] = await store.sessions()
  report(JSON.stringify({
    points, y: [...table.columns[1].values], status: summary.status, node: typeof process,
    host: parseResourceName('TCPIP::h::5025::SOCKET').host,
  }))
`
const expected = { points: 3, y: [0, 1, 4], status: 'completed', node: 'undefined', host: 'h' }

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' },
    bundle: true, write: false, format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

if (chromium === undefined) console.warn('A test is skipped: Chromium is not installed.')

describe('the package without Node', () => {
  it('runs a session in a bare V8 context that has only web globals', async () => {
    const code = await bundle()
    const reported = await new Promise<string>((resolve, reject) => {
      const context = createContext({
        AbortController, AbortSignal, DOMException, MessageChannel, performance, crypto, setTimeout, clearTimeout, console, report: resolve,
      })
      const running: Promise<void> = runInContext(`(async () => {${code}})()`, context)
      running.catch(reject)
    })
    expect(JSON.parse(reported)).toEqual(expected)
  })

  it.skipIf(chromium === undefined && process.env['CI'] === undefined)('runs a session in headless Chromium', { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-browser-'))
    try {
      const page = join(folder, 'page.html')
      const code = `const report = (text) => { document.body.textContent = text }\n${await bundle()}`
      await writeFile(page, `<!doctype html><meta charset="utf-8"><body><script type="module">${code}</script></body>`)
      const { stdout } = await promisify(execFile)(chromium ?? 'chromium', [
        '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', `--user-data-dir=${join(folder, 'profile')}`, '--virtual-time-budget=5000', '--dump-dom', page,
      ])
      const body = /<body>(.*?)<\/body>/s.exec(stdout)?.[1] ?? ''
      expect(JSON.parse(body)).toEqual(expected)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  })
})
