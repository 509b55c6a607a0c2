import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { ConnectionError, ProtocolError } from '@lab/core'
import type { ServedLink } from '@lab/core/transport'
import { servedContract } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { serveUsbIp, type UsbIpServer } from '../src/device/index.ts'
import { UsbIpAttachment } from '../src/device/usbip-attachment.ts'
import { commandBytes } from '../src/device/usbip-message.ts'
import { identity } from './support/memory-rig.ts'
import { mutated } from './support/mutate.ts'
import { Random } from './support/random.ts'

const list = Uint8Array.of(1, 0x11, 0x80, 5, 0, 0, 0, 0)

function importOf(busId: string): Uint8Array {
  const bytes = new Uint8Array(40)
  bytes.set([1, 0x11, 0x80, 3])
  bytes.set(new TextEncoder().encode(busId), 8)
  return bytes
}

/** A submit: a control request of the device descriptor. */
function submit(sequence: number, { endpoint = 0, direction = 1, length = 18 } = {}): Uint8Array {
  const bytes = new Uint8Array(commandBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 1)
  view.setUint32(4, sequence)
  view.setUint32(12, direction)
  view.setUint32(16, endpoint)
  view.setInt32(24, length)
  bytes.set([0x80, 6, 0, 1, 0, 0, 18, 0], 40)
  return bytes
}

/** A host takes back a transfer. */
function unlink(sequence: number, victim: number): Uint8Array {
  const bytes = new Uint8Array(commandBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 2)
  view.setUint32(4, sequence)
  view.setUint32(20, victim)
  return bytes
}

/** A link whose service requests are made by the test. */
function withServiceRequests(link: ServedLink, take: (listener: (statusByte: number) => void) => void): ServedLink {
  const own: Pick<ServedLink, 'onServiceRequest'> = {
    onServiceRequest: (listener) => {
      take(listener)
      return () => undefined
    },
  }
  return new Proxy(link, {
    get: (target, name): unknown => {
      const value: unknown = Reflect.get(name in own ? own : target, name)
      return value instanceof Function ? value.bind(target) as unknown : value
    },
  })
}

async function served(): Promise<UsbIpServer> {
  return await serveUsbIp([{ instrument: servedContract(), identity }], { host: '127.0.0.1', port: 0 })
}

async function dial({ port }: UsbIpServer): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

async function received(socket: Socket, length: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  while (bytes.length < length) {
    const [chunk] = await once(socket, 'data')
    bytes = Buffer.concat([bytes, chunk as Buffer])
  }
  return bytes
}

describe('a USB/IP server', () => {
  it('lists its devices and hands one out to one host at a time', async () => {
    const server = await served()
    const listing = await dial(server)
    listing.write(list)
    const answer = await received(listing, 12 + 312 + 4)
    expect(answer.readUInt32BE(8)).toBe(1)
    expect(answer.subarray(12 + 256, 12 + 259).toString()).toBe('1-1')
    const first = await dial(server)
    first.write(importOf('1-1'))
    expect((await received(first, 8 + 312)).readUInt32BE(4)).toBe(0)
    const second = await dial(server)
    second.write(importOf('1-1'))
    expect((await received(second, 8)).readUInt32BE(4)).toBe(1)
    await server.close()
  })

  it('answers the descriptor of a device that was imported', async () => {
    const server = await served()
    const host = await dial(server)
    host.write(importOf('1-1'))
    await received(host, 8 + 312)
    host.write(submit(7))
    const reply = await received(host, commandBytes + 18)
    expect([reply.readUInt32BE(4), reply.readInt32BE(20), reply.readInt32BE(24)]).toEqual([7, 0, 18])
    expect(reply.readUInt16LE(commandBytes + 8)).toBe(0x2a8d)
    await server.close()
  })

  it('says that its port is taken', async () => {
    const server = await served()
    await expect(serveUsbIp([], { host: '127.0.0.1', port: server.port })).rejects.toThrow(ConnectionError)
    await server.close()
  })

  it('sends away whoever speaks something else, and goes on serving', async () => {
    const random = new Random(15)
    const server = await served()
    for (let round = 0; round < 200; round += 1) {
      const socket = await dial(server)
      socket.on('error', () => undefined)
      const closed = once(socket, 'close')
      socket.resume()
      socket.write(mutated(random, Uint8Array.of(...list, ...submit(round))))
      socket.end()
      await closed
    }
    const host = await dial(server)
    host.write(list)
    expect((await received(host, 12)).readUInt32BE(8)).toBe(1)
    await server.close()
  })
})

describe('a USB/IP attachment', () => {
  it('answers 100,000 mutated commands or refuses them, whichever way they are cut', { timeout: 60_000 }, () => {
    const random = new Random(16)
    let sent = 0
    const open = (): UsbIpAttachment => (
      new UsbIpAttachment({ instrument: servedContract(), identity }, (bytes) => { sent += bytes.length }))
    let attachment = open()
    for (let round = 0; round < 100_000; round += 1) {
      const command = submit(round, { endpoint: random.below(4), direction: random.below(2), length: random.below(64) })
      const bytes = mutated(random, command)
      const cut = random.below(bytes.length + 1)
      if (round % 20 === 0) {
        // One that waits for the data of a large transfer is no test of anything more.
        attachment.close()
        attachment = open()
      }
      try {
        attachment.receive(bytes.subarray(0, cut))
        attachment.receive(bytes.subarray(cut))
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error
        attachment.close()
        attachment = open()
      }
    }
    expect(sent).toBeGreaterThan(1_000_000)
    attachment.close()
  })

  it('takes in a large transfer in small pieces in time', () => {
    const attachment = new UsbIpAttachment({ instrument: servedContract(), identity }, () => undefined)
    const start = performance.now()
    attachment.receive(submit(1, { endpoint: 1, direction: 0, length: 32_000_000 }))
    for (let piece = 0; piece < 4000; piece += 1) attachment.receive(new Uint8Array(8000))
    expect(performance.now() - start).toBeLessThan(2000)
    attachment.close()
  })

  it('counts the transfers that wait, and those no more that the host has taken back', async () => {
    const server = await served()
    expect(server.waiting('1-1')).toBe(0)
    const host = await dial(server)
    host.write(importOf('1-1'))
    await received(host, 8 + 312)
    host.write(submit(1, { endpoint: 3, length: 2 }))
    host.write(submit(2, { endpoint: 2, length: 512 }))
    host.write(submit(3))
    await received(host, commandBytes + 18)
    expect([server.waiting('1-1'), server.waiting('1-2')]).toEqual([2, 0])
    host.write(unlink(4, 2))
    expect((await received(host, commandBytes)).readInt32BE(20)).toBe(-104)
    expect(server.waiting('1-1')).toBe(1)
    host.destroy()
    await expect.poll(() => server.waiting('1-1')).toBe(0)
    await server.close()
  })

  it('gives a transfer what came while another one was served', () => {
    let request: ((statusByte: number) => void) | undefined
    const link = servedContract().openLink()
    const instrument = { openLink: () => withServiceRequests(link, (listener) => { request = listener }) }
    const sent: Uint8Array[] = []
    const attachment = new UsbIpAttachment({
      instrument, identity,
      tamper: {
        read: () => {
          request?.(0x50)
          request = undefined
          return undefined
        },
      },
    }, (bytes) => sent.push(bytes))
    attachment.receive(submit(1, { endpoint: 3, length: 2 }))
    expect(sent).toEqual([])
    attachment.receive(submit(2, { endpoint: 2, length: 512 }))
    expect(sent.at(-1)).toEqual(Uint8Array.of(0x81, 0x50))
    expect(attachment.waiting).toBe(1)
    attachment.close()
  })
})
