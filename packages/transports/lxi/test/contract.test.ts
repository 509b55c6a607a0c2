import { parseResourceName } from '@lab/core'
import { transportContract, type TransportFixture } from '@lab/testing'
import { describe, it } from 'vitest'
import { lxi } from '../src/index.ts'
import { contractServer } from './contract-server.ts'

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

transportContract({ describe, it }, { name: 'lxi, raw socket', open })
