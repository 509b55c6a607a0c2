import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { ConnectionError } from '@lab/core'
import type { ScpiDevice } from '@lab/scpi/device'

/** Told of every piece of bytes that comes in or goes out. Absent where nobody wants to know. */
export type SocketTap = (direction: 'received' | 'sent', data: Uint8Array) => void

export interface ServeSocketOptions {
  readonly host: string
  /** 0 chooses a free one. */
  readonly port: number
  readonly tap?: SocketTap | undefined
}

/** A SCPI socket that is being served. */
export interface ServedSocket {
  readonly host: string
  readonly port: number
  /** Stops listening and cuts the clients off. Resolves when the port is free again. */
  close(): Promise<void>
}

/** Serves one client. Replies go out within the event that brought the message. */
function serveClient(socket: Socket, device: ScpiDevice, tap: SocketTap | undefined): void {
  const link = device.openLink()
  const send = (): void => {
    for (let reply = link.read(); reply !== undefined; reply = link.read()) {
      tap?.('sent', reply)
      if (!socket.write(reply)) socket.pause()
    }
  }
  const stopListening = link.onResponse(send)
  socket.setNoDelay(true)
  socket.on('drain', () => socket.resume())
  socket.on('data', (chunk) => {
    tap?.('received', chunk)
    link.receive(chunk)
    send()
  })
  // A client that has said all it wanted may still wait for its answers.
  socket.on('end', () => link.whenIdle(() => socket.end()))
  // A client that is gone without a word is nothing to report; 'close' follows.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    stopListening()
    link.close()
  })
}

function describeFailure(error: NodeJS.ErrnoException, { host, port }: ServeSocketOptions): ConnectionError {
  const taken = error.code === 'EADDRINUSE'
  const why = taken ? 'another program has it' : error.message
  return new ConnectionError(taken ? 'busy' : 'refused', `Port ${port} of ${host} cannot be served: ${why}.`, {
    hint: 'Stop the other program, or choose another port with --port alias=number or --free-ports.',
    cause: error,
  })
}

function listen(server: Server, options: ServeSocketOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => reject(describeFailure(error, options))
    server.once('error', onError)
    server.listen({ host: options.host, port: options.port }, () => {
      server.off('error', onError)
      resolve()
    })
  })
}

/**
 * Serves an instrument on a raw SCPI socket, to any number of clients; each has its own input and output, the settings and the
 * error queue are the instrument's.
 * @throws ConnectionError (busy) when the port is taken, (refused) when it cannot be had.
 */
export async function serveSocket(device: ScpiDevice, options: ServeSocketOptions): Promise<ServedSocket> {
  const clients = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    clients.add(socket)
    socket.on('close', () => clients.delete(socket))
    serveClient(socket, device, options.tap)
  })
  await listen(server, options)
  // With a TCP server this is always an AddressInfo.
  const { port } = server.address() as AddressInfo
  return {
    host: options.host,
    port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      for (const client of clients) client.destroy()
    }),
  }
}
