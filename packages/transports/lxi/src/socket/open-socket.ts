import { Socket } from 'node:net'
import { TimeoutError, systemClock, type ConnectOptions } from '@lab/core'
import { describeAddress, hostOf, refused, type SocketAddress } from './address.ts'

/** What an open socket reports, until it is destroyed. */
interface SocketListener {
  /** The first `length` bytes of `buffer`, which is reused afterwards. `false` stops receiving until `socket.resume()`. */
  received(length: number, buffer: Uint8Array): boolean
  /** The link is gone: broken, or ended by the other side (no error). */
  lost(socket: Socket, error: Error | undefined): void
}

interface OpenSocketOptions extends ConnectOptions {
  readonly keepAliveMs: number
  readonly listener: SocketListener
}

/** Room for one chunk. Large blocks need few calls, and it still fits the cache of a processor. */
const chunkBytes = 256 * 1024

/**
 * Connects a TCP socket that receives into one buffer of its own, without an allocation for each chunk.
 * @throws ConnectionError (refused) naming host and port, TimeoutError; `signal.reason` when aborted.
 */
export function openSocket(address: SocketAddress, options: OpenSocketOptions): Promise<Socket> {
  const { signal, listener } = options
  return new Promise((resolve, reject) => {
    const socket = createSocket(options)
    const stopWaiting = (): void => {
      cancelTimer()
      signal?.removeEventListener('abort', onAbort)
      socket.off('connect', onConnect)
      socket.off('error', onError)
    }
    const fail = (reason: unknown): void => {
      stopWaiting()
      destroySocket(socket)
      reject(reason)
    }
    const onAbort = (): void => fail(signal?.reason)
    const onError = (error: Error): void => fail(refused(address, error))
    const onConnect = (): void => {
      stopWaiting()
      report(socket, listener)
      resolve(socket)
    }
    const cancelTimer = startTimer(address, options, fail)
    signal?.addEventListener('abort', onAbort, { once: true })
    socket.on('connect', onConnect)
    socket.on('error', onError)
    socket.connect({ host: hostOf(address), port: address.port })
  })
}

/** Destroys a socket whose errors no longer matter. `reset`: what the other side has not read is dropped (TCP RST). */
export function destroySocket(socket: Socket, how: 'close' | 'reset' = 'close'): void {
  socket.on('error', ignore)
  if (how === 'reset' && !socket.connecting && !socket.destroyed) socket.resetAndDestroy()
  else socket.destroy()
}

function ignore(): void {
  // Given up on purpose: what else happens to the socket is of no interest.
}

function createSocket(options: OpenSocketOptions): Socket {
  const socket: Socket = new Socket({
    onread: {
      buffer: new Uint8Array(chunkBytes),
      callback: (length, buffer) => socket.destroyed || options.listener.received(length, buffer),
    },
  })
  socket.setNoDelay(true)
  socket.setKeepAlive(true, options.keepAliveMs)
  return socket
}

function startTimer(address: SocketAddress, options: ConnectOptions, fail: (reason: unknown) => void): () => void {
  const { timeoutMs, clock = systemClock } = options
  if (timeoutMs === undefined) return ignore
  return clock.after(timeoutMs, () => fail(new TimeoutError(
    `Time-out: ${describeAddress(address)} did not accept the connection within ${timeoutMs} ms.`,
    { hint: 'Check that the instrument is switched on and on the same network, and that no firewall drops the packets.' },
  )))
}

/** `end` comes when the other side closes in order, `error` when the link breaks. */
function report(socket: Socket, listener: SocketListener): void {
  socket.on('error', (error) => listener.lost(socket, error))
  socket.on('end', () => listener.lost(socket, undefined))
}
