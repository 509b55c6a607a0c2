import { parseResourceName, type ConnectOptions } from '@lab/core'
import { transportContract, type TransportFixture } from '@lab/testing'
import { describe, it } from 'vitest'
import { lxi } from '../src/index.ts'
import { serveRawSocket } from '../src/server/index.ts'
import { contractServer } from './contract-server.ts'
import { hostileProxy } from './support/hostile-proxy.ts'
import { keysightLike } from './support/keysight-like.ts'
import { contractDevice } from './support/contract-device.ts'

async function open(): Promise<TransportFixture> {
  const server = await contractServer()
  const connection = await lxi().connect(parseResourceName(`TCPIP::127.0.0.1::${server.port}::SOCKET`))
  return {
    connection,
    breakLink: () => {
      for (const socket of server.sockets) socket.resetAndDestroy()
    },
    [Symbol.asyncDispose]: async () => {
      await connection.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** Our own server, behind a proxy that can break the link. */
async function openServed(settings?: ConnectOptions['settings']): Promise<TransportFixture> {
  const server = await serveRawSocket(keysightLike(contractDevice()), { host: '127.0.0.1', port: 0 })
  const proxy = await hostileProxy(server)
  const connection = await lxi().connect(parseResourceName(`TCPIP::127.0.0.1::${proxy.port}::SOCKET`), { settings })
  return {
    connection,
    breakLink: () => proxy.reset(),
    [Symbol.asyncDispose]: async () => {
      await connection.close()
      await proxy[Symbol.asyncDispose]()
      await server.close()
    },
  }
}

/** The same with the control port, which the proxy does not stand in the way of. */
const openWithControlPort = (): Promise<TransportFixture> => openServed({ resynchronise: 'control-port' })

transportContract({ describe, it }, { name: 'lxi, raw socket', open })
transportContract({ describe, it }, { name: 'lxi, raw socket of our own server', open: openServed })
transportContract({ describe, it }, { name: 'lxi, raw socket with a control port', open: openWithControlPort })
