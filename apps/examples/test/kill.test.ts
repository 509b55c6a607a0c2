import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { linspace, readTable } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { Child } from './fixtures/child.ts'
import { supplyAndMeter } from './fixtures/simulated-bench.ts'

const script = new URL('./fixtures/endless-sweep.ts', import.meta.url).pathname
const kills = 50
const atOnce = 2

/** The values that the process had said to be acknowledged. */
function acknowledgedValues(lines: readonly string[]): Float64Array {
  const batches = lines.flatMap((line) => /^acknowledged \d+ (\S+)$/.exec(line)?.[1] ?? [])
  const bytes = Buffer.concat(batches.map((text) => Buffer.from(text, 'base64')))
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

/** Starts a sweep, kills it at a random moment, and looks at what is left. Returns how many points were acknowledged. */
async function killOnce(folder: string, benchFile: string, number: number): Promise<number> {
  const file = join(folder, `killed-${number}.sqlite`)
  await using child = new Child([script], { LAB_BENCH: benchFile, LAB_SIMULATE: '1', LAB_STORE: file })
  await child.line(/^acknowledged /)
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
  child.process.kill('SIGKILL')
  await child.exited
  const acknowledged = acknowledgedValues(child.lines)
  const database = new Database(file, { readonly: true })
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  database.close()
  await using store = sqliteStore(file)
  const [session] = await store.sessions()
  expect(session?.status).toBe('interrupted')
  const { columns, rows } = await readTable(store, session?.id ?? '', 'sweep')
  expect(rows).toBeGreaterThanOrEqual(acknowledged.length)
  const [vin, vout] = columns
  const stored = vout?.values.slice(0, acknowledged.length)
  if (!(stored instanceof Float64Array)) throw new Error('vout is not a column of numbers')
  expect(Buffer.from(stored.buffer).equals(Buffer.from(acknowledged.buffer))).toBe(true)
  const axis = linspace(0, 5, 10_000_000)
  for (const row of [0, Math.floor(rows / 2), rows - 1]) expect(vin?.values[row]).toBe(axis.at(row))
  return acknowledged.length
}

describe('a sweep that is killed', () => {
  it(`has lost nothing that was acknowledged, ${kills} times at random moments`, { timeout: 240_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-kill-'))
    try {
      const benchFile = join(folder, 'bench.yaml')
      await writeFile(benchFile, supplyAndMeter)
      const acknowledged: number[] = []
      let next = 0
      const worker = async (): Promise<void> => {
        while (next < kills) acknowledged.push(await killOnce(folder, benchFile, next++))
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      expect(acknowledged).toHaveLength(kills)
      expect(Math.max(...acknowledged)).toBeGreaterThan(Math.min(...acknowledged))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
