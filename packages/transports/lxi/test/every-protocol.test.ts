import { connect as connectTcp } from 'node:net'
import { parseResourceName, type Connection, type ConnectOptions } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { lxi } from '../src/index.ts'
import { serveHislip, serveRawSocket, serveVxi11, type ServedDevice, type ServedProtocol } from '../src/server/index.ts'
import { ask, bytes, line } from './support/dialogue.ts'
import { hostileProxy } from './support/hostile-proxy.ts'
import { handlesBackTo, openHandles } from './support/open-handles.ts'
import { contractDevice } from './support/contract-device.ts'

interface Protocol {
  readonly name: string
  serve(device: ServedDevice, options: { readonly host: string; readonly port: number }): Promise<ServedProtocol>
  resource(host: string, port: number): string
  settings?(port: number): ConnectOptions['settings']
}

const rawSocket: Protocol = { name: 'raw socket', serve: serveRawSocket, resource: (host, port) => `TCPIP::${host}::${port}::SOCKET` }
const vxi11: Protocol = {
  name: 'VXI-11',
  serve: (device, options) => serveVxi11({ inst0: device }, { ...options, portmapper: false }),
  resource: (host) => `TCPIP::${host}::inst0::INSTR`,
  settings: (port) => ({ port }),
}
const hislip: Protocol = {
  name: 'HiSLIP',
  serve: (device, options) => serveHislip({ hislip0: device }, options),
  resource: (host, port) => `TCPIP::${host}::hislip0,${port}::INSTR`,
}

const patient = { timeoutMs: 5000 }
const loopback = '127.0.0.1'

function connect(protocol: Protocol, port: number, options: ConnectOptions = {}, host = loopback): Promise<Connection> {
  return lxi().connect(parseResourceName(protocol.resource(host, port)), { settings: protocol.settings?.(port), ...options })
}

/** A contract instrument over one protocol; afterwards no handle may be left that was not there before. */
async function served(
  protocol: Protocol, body: (port: number) => Promise<void>, host = loopback,
): Promise<void> {
  const before = openHandles()
  const server = await protocol.serve(contractDevice(), { host, port: 0 })
  try {
    await body(server.port)
  } finally {
    await server.close()
  }
  expect(await handlesBackTo(before)).toBeLessThanOrEqual(before)
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe.each([rawSocket, vxi11, hislip])('over $name', (protocol) => {
  it('500 clients one after the other leave nothing behind, however they go', async () => {
    await served(protocol, async (port) => {
      for (let client = 0; client < 250; client++) {
        await using link = await connect(protocol, port)
        if (client % 5 === 0) expect(await ask(link, 'CONT:ECHO? here', patient)).toBe('here')
      }
      for (let client = 0; client < 250; client++) {
        const socket = connectTcp(port, loopback)
        await new Promise((resolve) => socket.once('connect', resolve))
        if (client % 2 === 0) socket.write('HS')
        socket.resetAndDestroy()
      }
      await using link = await connect(protocol, port)
      expect(await ask(link, '*IDN?', patient)).toBe('LAB,CONTRACT,1,1.0')
    })
  })

  it('an opening that is aborted at any moment leaves nothing behind', async () => {
    await served(protocol, async (port) => {
      const reason = new Error('enough')
      for (let count = 0; count < 30; count++) {
        const controller = new AbortController()
        const opening = connect(protocol, port, { signal: controller.signal })
        await turns(count)
        controller.abort(reason)
        const opened = await opening.catch((error: unknown) => error)
        if (opened === reason) continue
        const link = opened as Connection // `connect` gives a connection or rejects
        expect(await ask(link, '*IDN?', patient)).toBe('LAB,CONTRACT,1,1.0')
        await link.close()
      }
    })
  })

  it.each([2 ** 31, 2 ** 40, Infinity])('a time-out of %d ms is one, and not over at once', async (timeoutMs) => {
    await served(protocol, async (port) => {
      await using link = await connect(protocol, port, { timeoutMs })
      await link.write(bytes('CONT:LATE? 30,late\n'), { timeoutMs })
      expect(await line(link, { timeoutMs })).toBe('late')
    })
  })

  it('a block comes whole in reads of one byte', async () => {
    await served(protocol, async (port) => {
      await using link = await connect(protocol, port)
      await link.write(bytes('CONT:BLOC? 5000\n'))
      let last: number | undefined
      for (let count = 0; count < 5007; count++) {
        const { data } = await link.read({ maxBytes: 1, ...patient })
        expect(data.length).toBe(1)
        last = data[0]
      }
      expect(last).toBe(10)
      expect(await ask(link, 'CONT:ECHO? next', patient)).toBe('next')
    })
  })

  it('device clears one upon the other in the middle of a block leave it in step', async () => {
    await served(protocol, async (port) => {
      await using link = await connect(protocol, port)
      for (let round = 0; round < 10; round++) {
        await link.write(bytes('CONT:BLOC? 3000000\n'), patient)
        await link.read(patient)
        const clears = [link.clear(), link.clear(), link.clear()]
        await Promise.allSettled(clears)
        await link.clear(patient)
        expect(await ask(link, `CONT:ECHO? ${round}`, patient)).toBe(String(round))
      }
    })
  })

  it('it is reached by host name, and by an IPv6 address', async () => {
    await served(protocol, async (port) => {
      await using link = await connect(protocol, port, patient, 'localhost')
      expect(await ask(link, '*IDN?', patient)).toBe('LAB,CONTRACT,1,1.0')
    })
    await served(protocol, async (port) => {
      await using link = await connect(protocol, port, patient, '[::1]')
      expect(await ask(link, '*IDN?', patient)).toBe('LAB,CONTRACT,1,1.0')
    }, '::1')
  })
})

describe.each([vxi11, hislip])('over $name', (protocol) => {
  it('the lock of a client that breaks off goes to the one that waits for it', async () => {
    await served(protocol, async (port) => {
      await using proxy = await hostileProxy({ port })
      await using holder = await connect(protocol, proxy.port)
      await using other = await connect(protocol, port)
      await holder.lock()
      const waiting = other.lock(patient)
      await ask(holder, '*IDN?', patient)
      proxy.reset()
      await using _ = await waiting
      expect(await ask(other, 'CONT:ECHO? mine', patient)).toBe('mine')
    })
  })

  it('a storm of service requests neither loses one nor disturbs the answers', async () => {
    await served(protocol, async (port) => {
      await using link = await connect(protocol, port)
      const requests = await link.serviceRequests()
      const seen = requests[Symbol.asyncIterator]()
      for (let request = 0; request < 200; request++) {
        await link.write(bytes('CONT:SRQ\n'), patient)
        if (request % 10 === 0) expect(await ask(link, `CONT:ECHO? ${request}`, patient)).toBe(String(request))
        expect(Number((await seen.next()).value) & 0x40).toBe(0x40)
      }
      await requests[Symbol.asyncDispose]()
    })
  })
})
