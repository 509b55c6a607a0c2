import type { Socket } from 'node:net'
import {
  ConnectionError, type Clock, type OperationOptions, type ProtocolError, type ReadOptions, type ReadResult, type WriteOptions,
} from '@lab/core'
import { asRefusal, ByteStream, DeadlineWatch, OperationSlot, type Refusal } from '@lab/core/transport'
import { foreignProtocol } from '../foreign-protocol.ts'
import type { LxiSettings } from '../settings.ts'
import { describeAddress, lost, type SocketAddress } from './address.ts'
import { destroySocket, openSocket } from './open-socket.ts'

interface StreamOptions {
  readonly address: SocketAddress
  readonly settings: LxiSettings
  readonly clock: Clock
  /** The socket broke, or the other side turned out to speak something else. */
  onLost(error: ConnectionError, foreign?: ProtocolError): void
}

const done = Promise.resolve()
const noBytes = new Uint8Array(0)
const lineFeed = 10

/**
 * The bytes of a raw socket in both directions, over one TCP connection after another: `drop` gives one up, `open` makes the next.
 * One read and one write at a time.
 */
export class SocketStream {
  readonly #options: StreamOptions
  readonly #name: string
  readonly #received: ByteStream
  readonly #watch: DeadlineWatch
  readonly #reading: OperationSlot<ReadResult>
  readonly #writing: OperationSlot<void>
  #readOptions: ReadOptions | undefined
  #socket: Socket | undefined
  #opening: AbortController | undefined
  #paused = false
  /** Nothing was received yet: what comes first tells whether it is SCPI at all. */
  #fresh = true
  #sink: ((bytes: Uint8Array) => void) | undefined
  #lastSent = lineFeed
  #lastReceived = lineFeed

  constructor(options: StreamOptions) {
    this.#options = options
    this.#name = describeAddress(options.address)
    this.#received = new ByteStream({ highWaterBytes: options.settings.highWaterBytes })
    this.#watch = new DeadlineWatch(options.clock)
    this.#reading = new OperationSlot({ watch: this.#watch, overdue: `no answer from ${this.#name}` })
    this.#writing = new OperationSlot({
      watch: this.#watch,
      overdue: `${this.#name} did not take what was sent`,
      onAbandoned: () => this.#abandonWrite(),
    })
  }

  /** Whether there is a TCP connection. */
  get connected(): boolean {
    return this.#socket !== undefined
  }

  /** Bytes that were received and not read, white space aside. */
  get unread(): number {
    return this.#received.unread
  }

  /** Whether a message was begun and not ended: the last byte that was written is no LF, or has not left this computer. */
  get midMessage(): boolean {
    return this.#lastSent !== lineFeed || (this.#socket?.writableLength ?? 0) > 0
  }

  /** Whether the next byte begins a line, as far as what was received shows. */
  get atLineStart(): boolean {
    return this.#lastReceived === lineFeed
  }

  /** Connects. An opening under way is given up for `reason`. */
  async open(options: OperationOptions | undefined, reason: ConnectionError): Promise<void> {
    this.#opening?.abort(reason)
    const opening = new AbortController()
    this.#opening = opening
    const { address, clock, settings } = this.#options
    const socket = await openSocket(address, {
      clock,
      keepAliveMs: settings.keepAliveMs,
      listener: {
        received: (length, buffer) => this.#onReceived(length, buffer),
        lost: (from, error) => {
          if (from === this.#socket) this.#options.onLost(lost(address, error))
        },
      },
      signal: options?.signal === undefined ? opening.signal : AbortSignal.any([opening.signal, options.signal]),
      timeoutMs: options?.timeoutMs ?? settings.connectTimeoutMs,
    })
    if (opening.signal.aborted) {
      destroySocket(socket, 'reset')
      throw opening.signal.reason
    }
    this.#socket = socket
    if (socket.destroyed) this.#options.onLost(lost(address, socket.errored ?? undefined))
  }

  /** The options must be right, and their signal not aborted. */
  write(data: Uint8Array, options?: WriteOptions): Promise<void> {
    const socket = this.#socket
    const problem = this.#occupied(this.#writing.active, 'write')
    if (problem !== undefined || socket === undefined) return Promise.reject(problem?.reason ?? this.#needsClear())
    if (data.length === 0) return done
    this.#lastSent = data[data.length - 1] ?? lineFeed
    socket.write(data)
    if (socket.writableLength === 0 && !socket.destroyed) return done
    // The kernel has not taken all of it. An empty chunk behind it calls back when its turn has come.
    socket.write(noBytes, this.#onDrained)
    return this.#writing.begin(options)
  }

  /** The options must be right, and their signal not aborted. */
  read(options?: ReadOptions): Promise<ReadResult> {
    const problem = this.#occupied(this.#reading.active, 'read')
    if (problem !== undefined) return Promise.reject(problem.reason)
    const result = this.#received.take(options)
    if (this.#paused && !this.#received.full) this.#resume()
    if (result !== undefined) return Promise.resolve(result)
    if (this.#socket === undefined) return Promise.reject(this.#needsClear())
    this.#readOptions = options
    return this.#reading.begin(options)
  }

  /** Forgets what was received, and shows what comes from now on to `sink`; undefined gives it to reads again. */
  divert(sink: ((bytes: Uint8Array) => void) | undefined): void {
    this.#received.reset()
    this.#sink = sink
    if (this.#paused) this.#resume()
  }

  /** Rejects what is pending. */
  reject(reason: ConnectionError | ProtocolError): void {
    this.#reading.reject(reason)
    this.#writing.reject(reason)
  }

  /** Forgets what is under way; with `reset` the other end does, too. */
  drop(how: 'close' | 'reset'): void {
    if (this.#socket !== undefined) destroySocket(this.#socket, how)
    this.#forget()
  }

  /** Ends for good. Resolves when the socket is closed. */
  async close(reason: ConnectionError): Promise<void> {
    this.#opening?.abort(reason)
    this.reject(reason)
    this.#watch.stop()
    const socket = this.#socket
    this.#forget()
    if (socket === undefined || socket.closed) return
    const { promise, resolve } = Promise.withResolvers<void>()
    socket.once('close', () => resolve())
    destroySocket(socket)
    await promise
  }

  /** Stops the timer of the deadlines. */
  stopWatch(): void {
    this.#watch.stop()
  }

  #forget(): void {
    this.#socket = undefined
    this.#paused = false
    this.#sink = undefined
    this.#fresh = true
    this.#lastSent = lineFeed
    this.#lastReceived = lineFeed
    this.#received.reset()
  }

  #onReceived(length: number, buffer: Uint8Array): boolean {
    if (this.#fresh && this.#isForeign(buffer.subarray(0, length))) return false
    this.#lastReceived = buffer[length - 1] ?? lineFeed
    if (this.#sink !== undefined) {
      this.#sink(buffer.subarray(0, length))
      return true
    }
    if (this.#reading.active) this.#reading.resolve(this.#received.deliver(buffer, length, this.#readOptions))
    else this.#received.push(buffer, length)
    this.#paused = this.#received.full
    return !this.#paused
  }

  #isForeign(firstBytes: Uint8Array): boolean {
    this.#fresh = false
    const foreign = foreignProtocol(this.#options.address, firstBytes, 'SCPI on a raw socket')
    if (foreign === undefined) return false
    const options = { hint: foreign.hint, cause: foreign }
    this.#options.onLost(new ConnectionError('lost', foreign.message, options), foreign)
    return true
  }

  #resume(): void {
    this.#paused = false
    this.#socket?.resume()
  }

  readonly #onDrained = (error?: Error | null): void => {
    if (error === undefined || error === null) this.#writing.resolve()
  }

  /** The rest of a message may not follow later, and nobody will answer half of one. */
  #abandonWrite(): void {
    this.drop('reset')
    this.#reading.reject(this.#needsClear())
  }

  #occupied(active: boolean, kind: string): Refusal | undefined {
    if (!active) return undefined
    return asRefusal(new ConnectionError('busy', `A ${kind} of ${this.#name} is still under way.`, {
      hint: 'A connection does one operation of a kind at a time: await the first before the next.',
    }))
  }

  #needsClear(): ConnectionError {
    return new ConnectionError('closed', `The link to ${this.#name} was given up in the middle of an operation.`, {
      hint: 'Call clear() before it is used again.',
    })
  }
}
