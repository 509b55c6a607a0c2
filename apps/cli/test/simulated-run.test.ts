import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SessionSummary } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { lab, labFolder, script } from './run-lab.ts'
import { toldBy } from './told.ts'

const bench = `name: Zener
instruments:
  psu: { driver: keysight/EDU36311A, resource: 'TCPIP::127.0.0.1::1::SOCKET', limits: { 1: { voltage: { max: LIMIT } } } }
  dmm: { driver: keysight/EDU34450A, resource: 'TCPIP::127.0.0.1::2::SOCKET' }
simulation:
  circuit:
    - { connect: psu.1, nodes: [in, gnd] }
    - { resistor: 100, nodes: [in, out] }
    - { diode: { breakdownVoltage: 3.3 }, nodes: [gnd, out] }
    - { connect: dmm.input, nodes: [out, gnd] }
experiment: { operator: A. Example }
store: { type: sqlite, path: data.sqlite }
`

async function onlySession(folder: string): Promise<SessionSummary> {
  const store = sqliteStore(path.join(folder, 'data.sqlite'))
  const [session, ...others] = await store.sessions()
  await store.close()
  if (session === undefined || others.length > 0) throw new Error('expected one session')
  return session
}

describe('lab run on a bench', () => {
  it('simulates real instruments with --simulate, and the data shows the circuit', async () => {
    const folder = await labFolder(bench.replace('LIMIT', '5'))
    const run = await lab(folder, ['run', script('regulation'), '--simulate', '--json'])
    expect(toldBy(run.stderr).progress.at(-1)).toBe('11/11')
    expect(toldBy(run.stderr).lines).toEqual([''])
    expect(JSON.parse(run.stdout)).toMatchObject({ name: 'Regulation', outcome: 'completed', points: 11 })
    const session = await onlySession(folder)
    expect(session).toMatchObject({ operator: 'A. Example', status: 'completed' })
    const csv = (await lab(folder, ['export', session.id, '--format', 'csv'])).stdout.trim().split('\n')
    expect(csv[0]).toMatch(/^vin \[V\],vout \[V\]/)
    const last = (csv.at(-1) ?? '').split(',').map(Number)
    expect(last[0]).toBe(5)
    expect(last[1]).toBeGreaterThan(3)
    expect(last[1]).toBeLessThan(3.6)
  })

  it('ends with 1 and names the limit of the file where a script leaves it; the supply is off', async () => {
    const folder = await labFolder(bench.replace('LIMIT', '2'))
    const { code, stderr } = await lab(folder, ['run', script('regulation'), '--simulate'])
    expect(code).toBe(1)
    expect(stderr).toContain(' code: LAB_LIMIT\n')
    expect(stderr).toContain('bench.yaml')
    expect(stderr).toMatch(/ {3}at: .*regulation\.ts:14/)
    expect(stderr).toContain("'Regulation' failed: 5 points")
    const shown = (await lab(folder, ['show', (await onlySession(folder)).id])).stdout
    expect(shown).toMatch(/made safe\n(.*\n)* {4}psu: safe \(/)
  })

  it('names alias, resource and file where nothing answers', async () => {
    const folder = await labFolder(bench.replace('LIMIT', '5'))
    const { code, stderr } = await lab(folder, ['run', script('regulation')])
    expect(stderr).toContain("Instrument 'psu' at TCPIP0::127.0.0.1::1::SOCKET (bench.yaml): ")
    expect(stderr).toContain("\n  and Instrument 'dmm' at TCPIP0::127.0.0.1::2::SOCKET (bench.yaml): ")
    expect(stderr).toContain(' code: LAB_CONNECTION_REFUSED\n')
    expect(code).toBe(1)
  })
})
