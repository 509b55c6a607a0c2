import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ArchiveWriter } from '@lab/core'
import { expect, it } from 'vitest'
import { opened, point } from './support/events.ts'
import { newStore } from './support/fixture.ts'

const seconds = Number(process.env['LAB_POLL_SECONDS'] ?? 3)
const child = fileURLToPath(new URL('./support/polling-child.ts', import.meta.url))

/** Writes 10,000 rows a second in groups of 100; how long the slowest hundredth of the groups took at least, in milliseconds. */
async function write(writer: ArchiveWriter, from: number, groups: number): Promise<number> {
  const times: number[] = []
  const durable: Promise<void>[] = []
  const start = performance.now()
  for (let group = 0; group < groups; group++) {
    const sent = performance.now()
    let last: Promise<void> | undefined
    for (let i = 0; i < 100; i++) last = writer.append(point(from + group * 100 + i))
    if (last !== undefined) durable.push(last.then(() => { times.push(performance.now() - sent) }))
    await sleep(Math.max(0, start + (group + 1) * 10 - performance.now()))
  }
  await Promise.all(durable)
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN
}

it(`a reader that polls 20 times a second and 10,000 rows a second do not disturb each other, for ${seconds} s`, { timeout: 30_000 + seconds * 4000 }, async () => {
  const { store, path } = newStore()
  const writer = await store.create(opened())
  const groups = Math.ceil(seconds * 50)
  const alone = await write(writer, 2, groups)
  const reader = spawn(process.execPath, ['--conditions=lab-source', child, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(reader, 'exit')
  await once(reader.stdout, 'data')
  const said = text(reader.stdout)
  const started = performance.now()
  const together = await write(writer, 2 + groups * 100, groups)
  const ended = performance.now()
  await writer.close()
  reader.stdin.end()
  expect((await exited)[0]).toBe(0)
  const { polls, rows } = JSON.parse(await said) as { readonly polls: number; readonly rows: number }
  console.log(`p99 of a group: alone ${alone.toFixed(1)} ms, with a reader ${together.toFixed(1)} ms; ${polls} polls, ${rows} rows`)
  // What is written after the last poll is not read; gaps are an error of the reader itself.
  expect(rows).toBeGreaterThan(groups * 200 * 0.8)
  // The first poll takes everything that is there.
  expect(polls).toBeGreaterThan((ended - started) / 50 / 3)
  // Two busy cores give tails of their own: what must not be is a writer that waits for a reader.
  expect(together).toBeLessThan(3 * alone + 100)
})
