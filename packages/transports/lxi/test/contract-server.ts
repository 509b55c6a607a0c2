import { createServer, type Server, type Socket } from 'node:net'
import { ContractInstrument } from '@lab/testing'

/** A contract instrument behind a real socket on a free port. */
export interface ContractServer extends AsyncDisposable {
  readonly port: number
  readonly sockets: ReadonlySet<Socket>
}

export async function contractServer(instrument = new ContractInstrument()): Promise<ContractServer> {
  return await serve((socket) => {
    const link = instrument.link({ send: (response) => socket.write(response) })
    socket.on('data', (bytes) => link.receive(bytes))
    socket.on('close', () => link.close())
  })
}

/** Serves sockets on a free port until it is disposed of. */
export async function serve(onSocket: (socket: Socket) => void, host = '127.0.0.1'): Promise<ContractServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => { /* a client that resets its link is part of the tests */ })
    socket.on('close', () => sockets.delete(socket))
    onSocket(socket)
  })
  const port = await listen(server, host)
  return {
    port,
    sockets,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the test server has no port')
  return address.port
}
