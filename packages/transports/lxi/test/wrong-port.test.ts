import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { ConnectionError, LabError, parseResourceName, type Connection } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { lxi } from '../src/index.ts'
import { serveHislip, serveRawSocket, serveVxi11 } from '../src/server/index.ts'
import { contractDevice } from './support/contract-device.ts'
import { ask } from './support/dialogue.ts'

/** A resource name for each protocol at a port. */
const protocols = [
  ['raw socket', (host: string, port: number) => `TCPIP::${host}::${port}::SOCKET`],
  ['VXI-11', (host: string, port: number) => `TCPIP::${host}::inst0,${port}::INSTR`],
  ['HiSLIP', (host: string, port: number) => `TCPIP::${host}::hislip0,${port}::INSTR`],
] as const

async function connect(resource: string, timeoutMs = 1000): Promise<Connection> {
  return await lxi().connect(parseResourceName(resource), { timeoutMs })
}

/** Opens and asks; how that fails. */
async function failure(resource: string): Promise<unknown> {
  try {
    await using connection = await connect(resource)
    await ask(connection, '*IDN?', { timeoutMs: 1000 })
  } catch (error) {
    return error
  }
  return undefined
}

async function webServer() {
  const server = createHttpServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port ?? 0 : 0
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? address?.port ?? 0 : 0
}

describe.each(protocols)('the message of a %s', (_, nameOf) => {
  it('says so when a web server has the port', async () => {
    await using server = await webServer()
    const error = await failure(nameOf('127.0.0.1', server.port))
    expect(error).toBeInstanceOf(LabError)
    expect(String(error)).toMatch(new RegExp(`127\\.0\\.0\\.1:${server.port} .*HTTP`))
    expect((error as LabError).hint).toBeTruthy()
  })

  it('says so when the port is closed', async () => {
    const port = await closedPort()
    const error = await failure(nameOf('127.0.0.1', port))
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ reason: 'refused', message: expect.stringContaining(`127.0.0.1:${port} refused the connection`) })
  })

  it('says so when the host is not known', async () => {
    const error = await failure(nameOf('no-such-instrument.invalid', 5025))
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ reason: 'refused', message: expect.stringMatching(/no-such-instrument\.invalid.*host name/) })
  })
})

describe.each([['::1', '[::1]'], ['127.0.0.1', 'localhost']] as const)('an instrument served at %s', (host, name) => {
  it.each([
    ['a raw socket', serveRawSocket, protocols[0][1]],
    ['VXI-11', serveVxi11At, protocols[1][1]],
    ['HiSLIP', serveHislipAt, protocols[2][1]],
  ] as const)(`is reached as ${name} over %s`, async (_, serve, nameOf) => {
    const server = await serve(contractDevice(), { host, port: 0 })
    const connection = await connect(nameOf(name, server.port))
    expect(await ask(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
    await connection.close()
    await server.close()
  })
})

function serveVxi11At(inst0: ReturnType<typeof contractDevice>, at: { readonly host: string; readonly port: number }) {
  return serveVxi11({ inst0 }, { ...at, portmapper: false })
}

function serveHislipAt(hislip0: ReturnType<typeof contractDevice>, at: { readonly host: string; readonly port: number }) {
  return serveHislip({ hislip0 }, at)
}
