import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { ConnectionError, parseResourceName } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { usbInventory, usbtmc } from '../src/index.ts'
import { opened, patience, text } from './support/opened.ts'

const mostHeldMs = 20
const rounds = 3
/** Long enough for the monitor to look once more: what held the loop at the end shows then. */
const samplingMs = 5
const blockBytes = 4_000_000

/**
 * The longest time between two turns of the event loop while `body` runs, in ms. Of several rounds the shortest: another program that
 * takes the processor for a moment does so in one of them, what this one does is in all.
 */
async function longestHeldMs(body: () => Promise<void>): Promise<number> {
  let shortest = Infinity
  for (let round = 0; round < rounds; round += 1) {
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

/** That no call of libusb holds it, whatever a device does, is shown by test/guest/own-loop.ts. */
describe('the event loop is held for less than 20 ms', () => {
  it('by looking for devices, listing them, and failing to open one', async () => {
    const nowhere = parseResourceName('USB0::0x1::0x2::NOWHERE::INSTR')
    expect(await longestHeldMs(async () => {
      for await (const { resources } of usbtmc().discover?.() ?? []) expect(resources).toHaveLength(1)
      await usbInventory()
      await expect(usbtmc().connect(nowhere)).rejects.toBeInstanceOf(ConnectionError)
    })).toBeLessThan(mostHeldMs)
  })

  it('by a block of 4 MB that is read', { timeout: 60_000 }, async () => {
    await using rig = await opened()
    const into = new Uint8Array(blockBytes + 10)
    expect(await longestHeldMs(async () => {
      await rig.connection.write(text(`CONT:BLOC? ${blockBytes}`), patience)
      for (let length = 0; length < into.length;) length += (await rig.connection.read({ into: into.subarray(length), ...patience })).data.length
    })).toBeLessThan(mostHeldMs)
  })

  it('by a block of 4 MB that is written', { timeout: 60_000 }, async () => {
    // The instrument is in this process: it takes the bytes and thinks nothing of them.
    await using rig = await opened({ tamper: { write: () => true } })
    const message = Buffer.concat([Buffer.from(`DATA #7${blockBytes}`), new Uint8Array(blockBytes).fill(65), Buffer.from('\n')])
    expect(await longestHeldMs(() => rig.connection.write(message, { timeoutMs: 20_000 }))).toBeLessThan(mostHeldMs)
  })

  it('by a read that times out, and the recovery', async () => {
    await using rig = await opened()
    expect(await longestHeldMs(async () => {
      await rig.connection.write(text('CONT:HOLD? late'), patience)
      await expect(rig.connection.read({ timeoutMs: 30 })).rejects.toThrow('Time-out')
      await rig.connection.clear(patience)
    })).toBeLessThan(mostHeldMs)
  })
})
