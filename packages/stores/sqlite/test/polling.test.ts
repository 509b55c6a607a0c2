import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ArchiveWriter } from '@lab/core'
import { expect, it, onTestFinished } from 'vitest'
import { opened, point } from './support/events.ts'
import { newStore } from './support/fixture.ts'

const seconds = Number(process.env['LAB_POLL_SECONDS'] ?? 3)
/** As many alone as with a reader, in turns: what else the machine does meets both alike. */
const phases = 6
const groups = Math.ceil((seconds * 100) / phases)
const child = fileURLToPath(new URL('./support/polling-child.ts', import.meta.url))

/** Writes 10,000 rows a second in groups of 100; how long each group took to be durable, in milliseconds. */
async function write(writer: ArchiveWriter, from: number): Promise<readonly number[]> {
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
  return times
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}

/**
 * The p99 of a phase that was little disturbed: the lower quartile over all of them. Other programs on the same cores lengthen some phases; a
 * writer that waits for a reader is slow in every one.
 */
function p99(found: readonly (readonly number[])[]): number {
  return quantile(found.map((times) => quantile(times, 0.99)), 0.25)
}

/** Another process that reads. */
class Reader {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>
  readonly #exited: Promise<unknown[]>

  constructor(path: string) {
    this.#process = spawn(process.execPath, ['--conditions=lab-source', child, path], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#exited = once(this.#process, 'exit')
    this.#lines = createInterface(this.#process.stdout)[Symbol.asyncIterator]()
    onTestFinished(() => { this.#process.kill('SIGKILL') })
  }

  async said(): Promise<string> {
    return String((await this.#lines.next()).value)
  }

  start(): void {
    this.#process.stdin.write('go\n')
  }

  async hold(): Promise<void> {
    this.#process.stdin.write('hold\n')
    expect(await this.said()).toBe('held')
  }

  async end(): Promise<{ readonly polls: number; readonly rows: number }> {
    this.#process.stdin.end()
    const said: unknown = JSON.parse(await this.said())
    expect(await this.#exited).toEqual([0, null])
    return said as { readonly polls: number; readonly rows: number }
  }
}

it(`a reader that polls 20 times a second and 10,000 rows a second do not disturb each other, for ${seconds} s`, { timeout: 30_000 + seconds * 6000 }, async () => {
  const { store, path } = newStore()
  const writer = await store.create(opened())
  const reader = new Reader(path)
  expect(await reader.said()).toBe('ready')
  const [alone, together]: [(readonly number[])[], (readonly number[])[]] = [[], []]
  let [next, readingMs] = [2, 0]
  for (let phase = 0; phase < 2 * phases; phase++, next += groups * 100) {
    const reads = phase % 2 === 1
    const started = performance.now()
    if (reads) reader.start()
    const times = await write(writer, next)
    if (reads) await reader.hold()
    if (reads) readingMs += performance.now() - started
    ;(reads ? together : alone).push(times)
  }
  await writer.close()
  const { polls, rows } = await reader.end()
  console.log(`p99 of a group: alone ${p99(alone).toFixed(1)} ms, with a reader ${p99(together).toFixed(1)} ms; ${polls} polls, ${rows} rows`)
  expect(rows).toBe(next - 1)
  // A poll takes what has come meanwhile, so that busy cores make them fewer and not wrong.
  expect(polls).toBeGreaterThan(readingMs / 50 / 2)
  expect(p99(together)).toBeLessThan(2 * p99(alone) + 20)
})
