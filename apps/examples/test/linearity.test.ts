import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isReading, type SessionEvent } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'

const script = fileURLToPath(new URL('../src/linearity.ts', import.meta.url))

async function run(): Promise<{ readonly output: string; readonly events: readonly SessionEvent[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-linearity-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'data.sqlite')
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { ...process.env, LAB_STORE: path } })
  await using store = sqliteStore(path)
  const events: SessionEvent[] = []
  for (const { id } of await store.sessions()) for await (const event of store.events(id)) events.push(event)
  return { output: stdout, events }
}

describe('the linearity example', () => {
  it('measures with uncertainty, prints its budget and judges the ratio, whose gain has gone out', { timeout:
    30_000 }, async () => {
    const { output, events } = await run()
    expect(output).toMatch(
      /^at 5 V: [45]\.\d+\(\d+\) V, at 10 V: (?:9|10)\.\d+\(\d+\) V, power (?:9\d\d|1\.0)\S* m?W\nratio [12]\.\d+\(\d+\)\n/,
    )
    expect(output).toContain('pass: the ratio lies within its tolerance with a probability of 1.000000')
    expect(output).toContain('offset')
    const recorded = new Map(events.flatMap((event) => (event.type === 'recorded' ? [[event.key, event.value]] : [])))
    const ratio = recorded.get('ratio')
    if (!isReading(ratio)) throw new TypeError('no ratio was recorded')
    const gain = ratio.uncertainty?.components?.filter(({ name }) => name.startsWith('accuracy') && name.includes(', gain ('))
      ?? []
    for (const { standard } of gain) expect(Math.abs(standard)).toBeLessThan(2e-6)
    expect(ratio.uncertainty?.standard).toBeGreaterThan(5e-5)
    expect(ratio.uncertainty?.standard).toBeLessThan(2e-3)
    expect(recorded.get('verdict')).toMatchObject({ verdict: 'pass', rule: 'guarded', unit: '1' })
  })

  it('records calibration and temperature with the session', { timeout: 30_000 }, async () => {
    const [opened] = (await run()).events
    expect(opened).toMatchObject({
      type: 'session-opened',
      instruments: [
        { alias: 'psu', environment: { temperature: 30.5 } },
        { alias: 'dmm', calibration: { certificate: 'C-2026-0117', apply: true } },
      ],
    })
  })
})
