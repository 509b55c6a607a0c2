import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { createServer, connect, type Socket, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'
import { Child } from './fixtures/child.ts'
import { simulatedBench, supplyAndMeter, type SimulatedBench } from './fixtures/simulated-bench.ts'

const script = new URL('./fixtures/supply-on.ts', import.meta.url).pathname

/** Asks the simulator until every output is off; how long that took from `since` (epoch ms), or until two seconds are over. */
async function msUntilOff(bench: SimulatedBench, since: number): Promise<number> {
  for (;;) {
    const outputs = await bench.ask('psu', 'OUTP? (@1:3)')
    const elapsed = Date.now() - since
    if (outputs === '0,0,0' || elapsed > 2000) return elapsed
  }
}

async function logOf(file: string, child: Child): Promise<SessionEvent[]> {
  const id = (await child.line(/^session /)).split(' ')[1] ?? ''
  await using store = sqliteStore(file)
  const events: SessionEvent[] = []
  for await (const event of store.events(id)) events.push(event)
  return events
}

function madeSafe(events: readonly SessionEvent[]) {
  return events.filter((event) => event.type === 'made-safe').map(({ instrument, outcome }) => `${instrument} ${outcome}`)
}

/** When the process said that it fails now. */
async function failingSince(child: Child): Promise<number> {
  return Number((await child.line(/^failing /)).split(' ')[1])
}

async function start(bench: SimulatedBench, how: string, environment: Readonly<Record<string, string>> = {}): Promise<Child> {
  const child = new Child([script, how], { LAB_BENCH: bench.benchFile, ...environment })
  const on = await child.line(/^on /)
  expect(Number(on.split(' ')[1])).toBeCloseTo(4, 1)
  expect(await bench.ask('psu', 'OUTP? (@1:3)')).toBe('1,0,0')
  child.process.stdin.write('seen\n')
  return child
}

describe('the bench is left safe, asked at the simulator', { timeout: 40_000 }, () => {
  it.concurrent.each([
    ['acquire-throws', 1, /acquire broke/],
    ['task-rejects', 1, /task broke/],
    ['abort-signal', 1, /aborted/],
    ['uncaught-exception', 1, /not caught/],
    ['unhandled-rejection', 1, /not handled/],
  ])('when it ends by %s', async (how, code, said) => {
    await using bench = await simulatedBench(supplyAndMeter)
    await using child = await start(bench, how)
    expect(await msUntilOff(bench, await failingSince(child))).toBeLessThan(1000)
    expect(await child.exited).toEqual({ code, signal: null })
    expect(child.stderr).toMatch(said)
    const events = await logOf(join(bench.folder, 'data.sqlite'), child)
    expect(madeSafe(events)).toEqual(expect.arrayContaining(['psu safe', 'dmm safe']))
    expect(events.at(-1)).toMatchObject({ type: 'session-closed', error: { message: expect.stringMatching(said) } })
  })

  it.concurrent.each([
    ['SIGINT', 1], ['SIGINT', 2], ['SIGTERM', 1],
  ] as const)('on %s sent %d times', async (signal, times) => {
    await using bench = await simulatedBench(supplyAndMeter)
    await using child = await start(bench, 'hangs')
    const sent = Date.now()
    child.process.kill(signal)
    if (times === 2) setTimeout(() => child.process.kill(signal), 30)
    expect(await msUntilOff(bench, sent)).toBeLessThan(1000)
    expect(await child.exited).toEqual({ code: null, signal })
    const events = await logOf(join(bench.folder, 'data.sqlite'), child)
    expect(madeSafe(events)).toEqual(expect.arrayContaining(['psu safe', 'dmm safe']))
    expect(events.at(-1)).toMatchObject({
      type: 'session-closed', outcome: 'aborted', error: { message: `The process received ${signal}.` },
    })
  })

  it.concurrent.each(['closed', 'frozen'] as const)('when the link of the meter is %s', async (fault) => {
    await using bench = await simulatedBench(supplyAndMeter)
    await using proxy = await faultyProxy(bench.ports['dmm'] ?? 0)
    writeFileSync(
      bench.benchFile, readFileSync(bench.benchFile, 'utf8').replace(`::${bench.ports['dmm']}::`, `::${proxy.port}::`),
    )
    await using child = await start(bench, `meter-link-${fault}`)
    proxy[fault]()
    const since = Number((await child.line(/^caught /)).split(' ')[1])
    expect(await msUntilOff(bench, since)).toBeLessThan(1000)
    expect((await child.exited).code).toBe(1)
    const events = await logOf(join(bench.folder, 'data.sqlite'), child)
    expect(madeSafe(events)).toEqual(expect.arrayContaining(['psu safe', 'dmm failed']))
    expect(events.at(-1)).toMatchObject({ type: 'session-closed', outcome: 'failed' })
  })

  it.skipIf(!canMount() && process.env['CI'] === undefined)("when the store's disk is full", async () => {
    await using bench = await simulatedBench(supplyAndMeter)
    using disk = smallDisk()
    const file = join(disk.folder, 'data.sqlite')
    await using child = await start(bench, 'disk-full', { LAB_STORE: file })
    const since = Number((await child.line(/^caught /)).split(' ')[1])
    expect(await msUntilOff(bench, since)).toBeLessThan(1000)
    expect((await child.exited).code).toBe(1)
    expect(child.lines.find((line) => line.startsWith('caught'))).toMatch(/StoreError.*no room|full/i)
    const events = await logOf(file, child)
    expect(madeSafe(events)).toEqual(expect.arrayContaining(['psu safe', 'dmm safe']))
    expect(events.at(-1)).toMatchObject({ type: 'session-closed', outcome: 'failed', error: { code: 'LAB_STORE_FULL' } })
  })
})

/** Passes bytes on to a port until it is told to close its connections or to swallow everything. */
async function faultyProxy(port: number) {
  const sockets = new Set<Socket>()
  let frozen = false
  const server = createServer((client) => {
    const upstream = connect({ port, host: '127.0.0.1' })
    for (const [from, to] of [[client, upstream], [upstream, client]] as const) {
      sockets.add(from)
      from.on('data', (data) => frozen || to.write(data))
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const destroyAll = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    port: (server.address() as AddressInfo).port,
    closed() {
      server.close()
      destroyAll()
    },
    frozen() {
      frozen = true
    },
    async [Symbol.asyncDispose]() {
      destroyAll()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

function canMount(): boolean {
  try {
    smallDisk()[Symbol.dispose]()
    return true
  } catch (error) {
    console.warn(`Disk-full test skipped: a small file system cannot be mounted here (${String(error)}).`)
    return false
  }
}

/** A file system of two megabytes. */
function smallDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'lab-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' })
  return {
    folder,
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
