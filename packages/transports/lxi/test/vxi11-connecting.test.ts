import { ConnectionError, SettingError, TimeoutError } from '@lab/core'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { serveVxi11 } from '../src/server/vxi11-server.ts'
import { checkOptions } from '../src/settings.ts'
import { openVxi11 } from '../src/vxi11/open.ts'
import { serve } from './contract-server.ts'
import { hostileProxy } from './support/hostile-proxy.ts'
import { handlesBackTo, openHandles } from './support/open-handles.ts'
import { contractDevice } from './support/contract-device.ts'
import { ask, connectVxi11, vxi11Resource } from './support/vxi11-fixtures.ts'

const settings = checkOptions({})
const soon = { timeoutMs: 2000 }
const local = { host: '127.0.0.1', port: 0, portmapper: { port: 0 } } as const

async function freePort(): Promise<number> {
  const server = await serve(() => undefined)
  const { port } = server
  await server[Symbol.asyncDispose]()
  return port
}

async function failureOf(opening: Promise<unknown>): Promise<ConnectionError> {
  const error: unknown = await opening.catch((caught: unknown) => caught)
  if (!(error instanceof ConnectionError)) throw new Error(`expected a ConnectionError, got ${String(error)}`)
  return error
}

/** A web server that answers whatever it is sent, on a free port. */
async function webServer(): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createHttpServer((_request, response) => response.end('hello'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}

describe('opening a VXI-11 link', () => {
  it('asks the portmapper for the port', async () => {
    const server = await serveVxi11({ inst0: contractDevice() }, local)
    const connection = await openVxi11(vxi11Resource(), settings, { settings: { portmapperPort: server.portmapperPort } })
    expect(await ask(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
    await connection.close()
    await server.close()
  })

  it('remembers the port until that port refuses, and asks again then', async () => {
    const first = await serveVxi11({ inst0: contractDevice() }, local)
    const options = { settings: { portmapperPort: first.portmapperPort } }
    await (await openVxi11(vxi11Resource(), settings, options)).close()
    await first.close()
    const second = await serveVxi11({ inst0: contractDevice() }, { ...local, portmapper: { port: first.portmapperPort ?? 0 } })
    expect(second.port).not.toBe(first.port)
    const connection = await openVxi11(vxi11Resource(), settings, options)
    expect(await ask(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
    await connection.close()
    await second.close()
  })

  it('a remembered port spares the portmapper', async () => {
    const server = await serveVxi11({ inst0: contractDevice() }, local)
    await using mapper = await hostileProxy({ port: server.portmapperPort ?? 0 })
    const options = { settings: { portmapperPort: mapper.port }, ...soon }
    for (let i = 0; i < 3; i++) await (await openVxi11(vxi11Resource(), settings, options)).close()
    expect(mapper.accepted).toBe(1)
    await server.close()
  })

  it('takes the port of the settings, or of the resource, without a portmapper', async () => {
    const server = await serveVxi11({ inst0: contractDevice() }, { ...local, portmapper: false })
    await (await connectVxi11(server.port)).close()
    const connection = await openVxi11({ ...vxi11Resource(), port: server.port }, settings, soon)
    expect(await ask(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
    await connection.close()
    await server.close()
  })

  it.each([
    ['::1', '[::1]'], ['127.0.0.1', 'localhost'], ['::', '[::1]'], ['0.0.0.0', '127.0.0.1'],
  ])('a server on %s is reached as %s, service requests too', async (host, name) => {
    const server = await serveVxi11({ inst0: contractDevice() }, { ...local, host })
    const options = { settings: { portmapperPort: server.portmapperPort }, ...soon }
    const connection = await openVxi11(vxi11Resource(name), settings, options)
    expect(await ask(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
    const requests = await connection.serviceRequests(soon)
    await connection.write(Buffer.from('CONT:SRQ\n'))
    expect((await requests[Symbol.asyncIterator]().next()).value).toBe(0x40)
    await requests[Symbol.asyncDispose]()
    await connection.close()
    await server.close()
  })

  it('reaches each of several devices by its name, whatever its case', async () => {
    const devices = { inst0: contractDevice(), inst1: contractDevice(), 'gpib0,5': contractDevice() }
    const server = await serveVxi11(devices, { ...local, portmapper: false })
    for (const [level, device] of ['inst0', 'INST1', 'gpib0,5'].entries()) {
      const connection = await connectVxi11(server.port, { device })
      await connection.write(Buffer.from(`CONT:LEV ${level + 1}\n`))
      await connection.close()
    }
    const first = await connectVxi11(server.port)
    expect(await ask(first, 'CONT:LEV?')).toBe('1')
    await first.close()
    const { message, reason, hint } = await failureOf(connectVxi11(server.port, { device: 'inst7' }))
    expect([message, reason]).toEqual(['127.0.0.1 inst7, create_link: VXI-11 error 3 (device not accessible).', 'refused'])
    expect(hint).toContain('Check the device name')
    await server.close()
  })

  it('a closed portmapper is named, and what to do', async () => {
    const port = await freePort()
    const options = { settings: { portmapperPort: port }, ...soon }
    const { message, hint, reason } = await failureOf(openVxi11(vxi11Resource(), settings, options))
    expect(message).toBe(`The portmapper at 127.0.0.1:${port} cannot be asked: 127.0.0.1:${port} refused the connection.`)
    expect(hint).toContain('`port` in `connection`')
    expect(reason).toBe('refused')
  })

  it('a closed core port is named', async () => {
    const port = await freePort()
    const { message, reason } = await failureOf(connectVxi11(port, soon))
    expect([message, reason]).toEqual([`127.0.0.1:${port} refused the connection.`, 'refused'])
  })

  it('an unknown host is named', async () => {
    const { message, reason } = await failureOf(openVxi11(vxi11Resource('no-such-host.invalid'), settings, { timeoutMs: 10_000 }))
    expect(message).toMatch(/no-such-host\.invalid:111 cannot be reached: the host name/)
    expect(reason).toBe('refused')
  })

  it.each(['portmapperPort', 'port'])('a web server at the %s is recognised as one', async (setting) => {
    await using web = await webServer()
    const options = { settings: { [setting]: web.port }, ...soon }
    const { message, reason } = await failureOf(openVxi11(vxi11Resource(), settings, options))
    expect(message).toContain(`at 127.0.0.1:${web.port} is something else: `)
    expect(message).toContain('answered \'HTTP/1.1 400 Bad Request\', which is not ONC RPC')
    expect(reason).toBe('refused')
  })

  it('a port that says nothing is a TimeoutError that says so', async () => {
    await using mute = await serve(() => undefined)
    const opening = connectVxi11(mute.port, { timeoutMs: 100 })
    await expect(opening).rejects.toThrow(/no answer from 127\.0\.0\.1 inst0 to create_link \(the port may speak another protocol\)/)
    await expect(connectVxi11(mute.port, { timeoutMs: 50 })).rejects.toBeInstanceOf(TimeoutError)
  })

  it('a port that closes at once is named', async () => {
    await using abrupt = await serve((socket) => socket.destroy())
    expect((await failureOf(connectVxi11(abrupt.port, soon))).message).toContain('did not answer but ended the link')
  })

  it('a portmapper without VXI-11 is told from one that is closed', async () => {
    const { servePortmapper } = await import('../src/server/portmapper-server.ts')
    const mapper = await servePortmapper([], { host: '127.0.0.1', port: 0 })
    const failure = await failureOf(openVxi11(vxi11Resource(), settings, { settings: { portmapperPort: mapper.port }, ...soon }))
    expect(failure.message).toBe(`The portmapper 127.0.0.1:${mapper.port} knows no VXI-11 core channel.`)
    await mapper.close()
  })

  it('the core port serving another program is named', async () => {
    const { servePortmapper } = await import('../src/server/portmapper-server.ts')
    const mapper = await servePortmapper([], { host: '127.0.0.1', port: 0 })
    const { message } = await failureOf(connectVxi11(mapper.port, soon))
    expect(message).toContain('does not serve the VXI-11 core channel (program 395183 version 1)')
    await mapper.close()
  })

  it.each([
    [{ port: 0 }], [{ port: 70_000 }], [{ prot: 111 }], [{ portmapperPort: '111' }], [{ lockTimeoutMs: -1 }],
  ])('refuses the settings %j before anything is sent', async (given) => {
    await expect(openVxi11(vxi11Resource(), settings, { settings: given })).rejects.toBeInstanceOf(SettingError)
  })

  it('an aborted signal rejects with its reason and leaves nothing behind', async () => {
    await using mute = await serve(() => undefined)
    const before = openHandles()
    const controller = new AbortController()
    const opening = connectVxi11(mute.port, { signal: controller.signal })
    setTimeout(() => controller.abort('stop'), 20)
    await expect(opening).rejects.toBe('stop')
    await expect(connectVxi11(mute.port, { signal: AbortSignal.abort('before') })).rejects.toBe('before')
    expect(await handlesBackTo(before)).toBeLessThanOrEqual(before + 1)
  })
})
