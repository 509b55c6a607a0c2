/**
 * The device is served by the event loop of the program that uses it. A call that held up this loop until the device, or the kernel on
 * its behalf, has answered would never come back, and what the tests wait for would not happen.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { parseResourceName, TimeoutError, type Connection } from '@lab/core'
import { servedContract } from '@lab/testing'
import { serveUsbIp } from '../../src/device/index.ts'
import { usbtmc, watchUsbtmc } from '../../src/index.ts'

const run = promisify(execFile)
const identity = { vendorId: 0x2a8d, productId: 0x8f01, manufacturer: 'LAB', product: 'CONTRACT', serial: 'OWNLOOP' }
const resource = 'USB0::0x2A8D::0x8F01::OWNLOOP::INSTR'
const patience = { timeoutMs: 20_000 }
const blockBytes = 1_000_000

async function query(connection: Connection, message: string): Promise<string> {
  await connection.write(Buffer.from(`${message}\n`), patience)
  return Buffer.from((await connection.read(patience)).data).toString().trim()
}

async function blockLength(connection: Connection): Promise<number> {
  await connection.write(Buffer.from(`CONT:BLOC? ${blockBytes}\n`), patience)
  for (let length = 0; ;) {
    const { data, end } = await connection.read(patience)
    length += data.length
    if (end === 'end') return length
  }
}

void describe('an event loop that serves the USB device it uses', () => {
  void it('sees it coming, uses it, gives it back to the kernel, and sees it going', { timeout: 120_000 }, async () => {
    const server = await serveUsbIp([{ instrument: servedContract(), identity }], { host: '127.0.0.1', port: 0 })
    const changes = watchUsbtmc({ timeoutMs: 100_000 })
    const coming = changes.next()
    await run('usbip', ['--tcp-port', String(server.port), 'attach', '-r', '127.0.0.1', '-b', '1-1'])
    assert.partialDeepStrictEqual((await coming).value, { change: 'attached', instrument: { resources: [resource] } })
    for (let round = 0; round < 3; round += 1) {
      const connection = await usbtmc().connect(parseResourceName(resource), patience)
      assert.equal(await query(connection, '*IDN?'), 'LAB,CONTRACT,1,1.0')
      assert.equal(await blockLength(connection), blockBytes + 10)
      await connection.write(Buffer.from('CONT:HOLD? late\n'), patience)
      await assert.rejects(connection.read({ timeoutMs: 100 }), TimeoutError)
      await connection.clear(patience)
      assert.equal(await query(connection, '*IDN?'), 'LAB,CONTRACT,1,1.0')
      await connection.close()
    }
    const going = changes.next()
    await server.close()
    assert.partialDeepStrictEqual((await going).value, { change: 'detached' })
    await changes.return(undefined)
  })
})
