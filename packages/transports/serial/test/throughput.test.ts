import { execFile } from 'node:child_process'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { TimeoutError } from '@lab/core'
import { encodeBlock } from '@lab/scpi'
import { describe, expect, it } from 'vitest'
import { serial } from '../src/index.ts'
import { farEnd, lines } from './support/far-end.ts'
import { opened } from './support/opened.ts'
import { lacksSocat, serialPair } from './support/serial-pair.ts'

const run = promisify(execFile)
const size = 4_000_000
const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) & 0xff)
const mostHeldMs = 20
const rounds = 3
/** Long enough for the monitor to look once more: what held the loop at the end shows then. */
const samplingMs = 5

/**
 * The longest time between two turns of the event loop while `body` runs, in ms. Of several rounds the shortest: another program that
 * takes the processor for a moment does so in one of them, what this one does is in all.
 */
async function longestHeldMs(body: () => Promise<void>): Promise<number> {
  let shortest = Infinity
  for (let round = 0; round < rounds; round++) {
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await pause(samplingMs)
    await body()
    await pause(samplingMs)
    delay.disable()
    shortest = Math.min(shortest, delay.max / 1e6)
  }
  return shortest
}

describe.skipIf(lacksSocat())('a large block', () => {
  it('comes whole while nobody reads, faster than any serial line', async () => {
    await using line = await opened(lines('\n', (_, far) => far.send(encodeBlock(bytes))), { baudRate: 921_600 })
    await line.connection.write(Buffer.from('WAVE?\n'))
    while (line.connection.unread < 1) await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, 200)) // it piles up
    const started = performance.now()
    const block = new Uint8Array(encodeBlock(bytes).length)
    for (let place = 0; place < block.length;) place += (await line.connection.read({ into: block.subarray(place) })).data.length
    expect(Buffer.compare(block, encodeBlock(bytes))).toBe(0)
    expect(size / (performance.now() - started)).toBeGreaterThan(92) // bytes a ms: 921,600 baud
  })

  it('is received without holding the event loop for more than 20 ms', async () => {
    await using line = await opened(lines('\n', (_, far) => far.send(encodeBlock(bytes))), { baudRate: 921_600 })
    const block = new Uint8Array(encodeBlock(bytes).length)
    const longest = await longestHeldMs(async () => {
      await line.connection.write(Buffer.from('WAVE?\n'))
      for (let place = 0; place < block.length;) place += (await line.connection.read({ into: block.subarray(place) })).data.length
      expect(Buffer.compare(block, encodeBlock(bytes))).toBe(0)
    })
    expect(longest).toBeLessThan(mostHeldMs)
  })

  it('is sent without holding the event loop for more than 20 ms', async () => {
    let received = 0
    let whole = Promise.withResolvers<undefined>()
    const message = Buffer.concat([Buffer.from('DATA '), encodeBlock(bytes), Buffer.from('\n')])
    await using line = await opened((piece) => {
      received += piece.length
      if (received === message.length) whole.resolve(undefined)
    }, { baudRate: 921_600 })
    const longest = await longestHeldMs(async () => {
      received = 0
      whole = Promise.withResolvers<undefined>()
      await line.connection.write(message)
      await whole.promise
    })
    expect(longest).toBeLessThan(mostHeldMs)
  })

  it('is waited for, opened for and closed for without holding the event loop for more than 20 ms', async () => {
    await using pair = await serialPair()
    await using end = await farEnd(pair.far, () => { /* it says nothing */ })
    const longest = await longestHeldMs(async () => {
      const connection = await serial().connect({ interface: 'ASRL', class: 'INSTR', port: pair.near })
      await expect(connection.read({ timeoutMs: 30 })).rejects.toBeInstanceOf(TimeoutError)
      await connection.clear()
      await connection.close()
    })
    expect(longest).toBeLessThan(mostHeldMs)
    end.send('still there\n')
  })
})

describe.skipIf(lacksSocat())('a program', () => {
  it('ends by itself once its connections are closed, and after its port has gone', async () => {
    await using pair = await serialPair()
    await using end = await farEnd(pair.far, lines('\n', (_, far) => far.send('LAB,X,1,1\n')))
    const program = `
      import { serial } from '@lab/transport-serial'
      const resource = { interface: 'ASRL', class: 'INSTR', port: process.argv[1] }
      const connection = await serial().connect(resource, { settings: { interCharacterTimeoutMs: 60000 } })
      await connection.write(Buffer.from('*IDN?\\n'))
      const { data } = await connection.read({ timeoutMs: 60000 })
      console.log(Buffer.from(data).toString().trim())
      await connection.close()`
    const started = performance.now()
    const { stdout } = await run(process.execPath, ['--conditions=lab-source', '--input-type=module', '-e', program, pair.near], {
      cwd: import.meta.dirname, timeout: 15_000,
    })
    expect(stdout.trim()).toBe('LAB,X,1,1')
    expect(performance.now() - started).toBeLessThan(15_000)
    end.send('still there\n')
  })
})
