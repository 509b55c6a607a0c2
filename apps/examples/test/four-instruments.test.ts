import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isReading, type SessionEvent } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { beforeAll, describe, expect, it } from 'vitest'

const file = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
const command = file('../cli/src/lab.ts')

let told = ''
let checked = ''
const events: SessionEvent[] = []

async function lab(store: string, ...args: readonly string[]) {
  const { NODE_OPTIONS: _ours, ...clean } = process.env
  return await promisify(execFile)(
    process.execPath, ['--conditions=lab-source', command, ...args], { cwd: file('.'), env: { ...clean, LAB_STORE: store } },
  )
}

/** The script is run once, as its user would; every test looks at another part of what it left. */
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-four-'))
  try {
    const path = join(folder, 'data.sqlite')
    checked = (await lab(path, 'bench', 'check', 'four-instruments.yaml')).stdout
    const run = await lab(path, 'run', 'src/four-instruments.ts', '--simulate')
    told = run.stdout + run.stderr
    await using store = sqliteStore(path)
    for (const { id } of await store.sessions()) for await (const event of store.events(id)) events.push(event)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)

function recorded(name: string): unknown {
  return events.flatMap((event) => (event.type === 'recorded' && event.key === name ? [event.value] : []))[0]
}

function reading(name: string): { value: number; unit: string } {
  const value = recorded(name)
  if (!isReading(value)) throw new TypeError(`no reading '${name}' was recorded`)
  return value
}

describe('lab run --simulate on a bench of four instruments', () => {
  it('checks the file of the bench: every instrument with its driver and resource', () => {
    for (const model of ['EDU36311A', 'EDU34450A', 'EDU33212A', 'EDUX1052G']) expect(checked).toContain(model)
  })

  it('runs without any of them, and says what it has done', () => {
    expect(told).toContain('Four instruments')
    expect(events.at(-1)?.type).toBe('session-closed')
  })

  it('reads what the supply makes of the divider: 5 V through 10 kΩ, held by two paths of about 1 kΩ', () => {
    const held = 1 / (1 / 1000 + 1 / 1050)
    const { value, unit } = reading('bias')
    expect(unit).toBe('V')
    expect(value).toBeCloseTo(5 * held / (held + 10_000), 2)
  })

  it(
    'sees the generator with both: what the divider leaves of 2 V peak to peak, as the multimeter and the oscilloscope read it',
    () => {
    const lower = 1 / (1 / 1000 + 1 / 10_000)
    const rms = 2 / Math.sqrt(8) * lower / (lower + 1050)
    expect(reading('alternating').value / rms).toBeGreaterThan(0.99)
    expect(reading('alternating').value / rms).toBeLessThan(1.01)
    expect(reading('output').value / reading('alternating').value).toBeGreaterThan(0.95)
    expect(reading('output').value / reading('alternating').value).toBeLessThan(1.05)
  })

  it('keeps pictures of three displays, as files of their kind', () => {
    const attached = events.flatMap((event) => (event.type === 'attached' ? [[event.name, event.mediaType]] : []))
    expect(attached).toEqual([['psu.bmp', 'image/bmp'], ['awg.png', 'image/png'], ['scope.png', 'image/png']])
  })

  it('makes all four safe at the end', () => {
    const safe = events.flatMap((event) => (event.type === 'made-safe' ? [event] : []))
    expect(JSON.stringify(safe)).toMatch(/psu.*awg|awg.*psu/s)
  })
})
