import { servedContract, transportContract, type TransportFixture } from '@lab/testing'
import { build } from 'esbuild'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectWebUsb } from '../src/web.ts'
import { MemoryPort } from './support/memory-port.ts'
import { WebUsbShim } from './support/webusb-shim.ts'

const identity = { vendorId: 0x2a8d, productId: 0x8f01, manufacturer: 'LAB', product: 'CONTRACT', serial: 'SN1' }

function shim(): WebUsbShim {
  return new WebUsbShim(new MemoryPort({ instrument: servedContract(), identity }))
}

async function open(): Promise<TransportFixture> {
  const device = shim()
  const connection = await connectWebUsb(device, { events: device })
  return { connection, breakLink: () => device.unplug(), [Symbol.asyncDispose]: () => connection.close() }
}

transportContract({ describe, it }, { name: 'USBTMC over WebUSB', open })

describe('WebUSB', () => {
  const text = (message: string): Uint8Array => new TextEncoder().encode(message)

  it('closes the device and stops listening when the connection is closed', async () => {
    const device = shim()
    const connection = await connectWebUsb(device, { events: device })
    expect([device.opened, device.listeners]).toEqual([true, 1])
    await connection.close()
    expect([device.opened, device.listeners]).toEqual([false, 0])
  })

  it('asks again and again although no transfer can be taken back', async () => {
    const device = shim()
    await using connection = await connectWebUsb(device, { events: device })
    for (let round = 0; round < 20; round += 1) {
      await connection.write(text('CONT:HOLD? late\n'))
      await expect(connection.read({ timeoutMs: 5 })).rejects.toThrow('no answer')
      await connection.clear()
      await connection.write(text(`CONT:ECHO? ${round}\n`))
      const { data } = await connection.read({ timeoutMs: 2000 })
      expect(new TextDecoder().decode(data)).toBe(`${round}\n`)
    }
  })

  it('does not let a write that was given up reach the device later', async () => {
    const device = shim()
    await using connection = await connectWebUsb(device, { events: device })
    device.port.faults.ofSend = () => 'hang'
    await expect(connection.write(text('CONT:LEV 7\n'), { timeoutMs: 5 })).rejects.toThrow('did not take')
    device.port.faults.clear()
    device.port.cancel('send')
    await connection.clear()
    await connection.write(text('CONT:LEV?\n'))
    const { data } = await connection.read({ timeoutMs: 2000 })
    expect(new TextDecoder().decode(data)).toBe('0\n')
  })

  it('has nothing of Node or libusb in what a browser loads', async () => {
    const { metafile } = await build({
      entryPoints: [join(import.meta.dirname, '../src/web.ts')], bundle: true, write: false, metafile: true, format: 'esm', platform: 'browser',
      target: 'es2022', conditions: ['lab-source'], logLevel: 'silent',
    })
    const inputs = Object.keys(metafile.inputs)
    expect(inputs.filter((input) => /libusb|node_modules/u.test(input))).toEqual([])
    expect(inputs.some((input) => input.endsWith('src/engine.ts'))).toBe(true)
  })
})
