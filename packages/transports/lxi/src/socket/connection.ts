import type { Socket } from 'node:net'
import {
  ConnectionError, systemClock, type Clock, type Connection, type ConnectionState,
  type ConnectOptions, type OperationOptions, type ReadOptions, type ReadResult, type TcpipSocketResource, type WriteOptions,
} from '@lab/core'
import { DeadlineWatch } from '../deadline-watch.ts'
import { OperationSlot, asRefusal, refusal, type Refusal } from '../operation-slot.ts'
import { describeAddress, lost } from './address.ts'
import { SocketFraming, requestProblem } from './framing.ts'
import { destroySocket, openSocket } from './open-socket.ts'
import { rejectUnsupported, socketSupports } from './supports.ts'

interface SocketSettings {
  readonly connectTimeoutMs: number
  readonly keepAliveMs: number
  readonly highWaterBytes: number
}

const done = Promise.resolve()
const noBytes = new Uint8Array(0)

/**
 * SCPI over a bare TCP socket. The wire carries nothing but the bytes: no END, no trigger, no status byte, and no device clear.
 *
 * `clear()` therefore resets the socket (TCP RST) and opens another one to the same port. What the instrument had not read yet is
 * dropped with the old socket, and so is every answer that comes late. An operation that waits meanwhile rejects.
 *
 * A read that was given up leaves the socket as it is. A write that was given up resets it at once, since the rest of a message
 * may not follow later; then only `clear()` and `close()` work.
 */
export class SocketConnection implements Connection {
  readonly resource: TcpipSocketResource
  readonly supports = socketSupports
  readonly #settings: SocketSettings
  readonly #clock: Clock
  readonly #address: string
  readonly #framing: SocketFraming
  readonly #watch: DeadlineWatch
  readonly #reading: OperationSlot<ReadResult>
  readonly #writing: OperationSlot<void>
  #readOptions: ReadOptions | undefined
  #socket: Socket | undefined
  #paused = false
  #state: ConnectionState = 'open'
  #lostError: ConnectionError | undefined
  #opening: AbortController | undefined
  #closed: Promise<void> | undefined

  private constructor(resource: TcpipSocketResource, settings: SocketSettings, clock: Clock) {
    this.resource = resource
    this.#settings = settings
    this.#clock = clock
    this.#address = describeAddress(resource)
    this.#framing = new SocketFraming(settings)
    this.#watch = new DeadlineWatch(clock)
    this.#reading = new OperationSlot({ watch: this.#watch, overdue: `no answer from ${this.#address}` })
    this.#writing = new OperationSlot({
      watch: this.#watch,
      overdue: `${this.#address} did not take what was sent`,
      onAbandoned: () => this.#abandonWrite(),
    })
  }

  /** Connects. @throws ConnectionError (refused), TimeoutError; `signal.reason` when aborted. */
  static async open(
    resource: TcpipSocketResource, settings: SocketSettings, options?: ConnectOptions,
  ): Promise<SocketConnection> {
    const problem = refusal(options)
    if (problem !== undefined) throw problem.reason
    const connection = new SocketConnection(resource, settings, options?.clock ?? systemClock)
    await connection.#open(options)
    return connection
  }

  get state(): ConnectionState {
    return this.#state
  }

  write(data: Uint8Array, options?: WriteOptions): Promise<void> {
    const socket = this.#socket
    const problem = this.#problem(options) ?? this.#occupied(this.#writing.active, 'write')
    if (problem !== undefined || socket === undefined) return Promise.reject(problem?.reason ?? this.#needsClear())
    if (data.length === 0) return done
    socket.write(data)
    if (socket.writableLength === 0 && !socket.destroyed) return done
    // The kernel has not taken all of it. An empty chunk behind it calls back when its turn has come.
    socket.write(noBytes, this.#onDrained)
    return this.#writing.begin(options)
  }

  read(options?: ReadOptions): Promise<ReadResult> {
    const problem = this.#problem(options) ?? this.#occupied(this.#reading.active, 'read') ?? asRefusal(requestProblem(options))
    if (problem !== undefined) return Promise.reject(problem.reason)
    const result = this.#framing.take(options)
    if (this.#paused && !this.#framing.full) this.#resume()
    if (result !== undefined) return Promise.resolve(result)
    if (this.#socket === undefined) return Promise.reject(this.#needsClear())
    this.#readOptions = options
    return this.#reading.begin(options)
  }

  async clear(options?: OperationOptions): Promise<void> {
    const problem = this.#problem(options)
    if (problem !== undefined) throw problem.reason
    this.#opening?.abort(this.#cancelled())
    this.#dropSocket('reset')
    this.#rejectPending(this.#cancelled())
    await this.#reopen(options)
  }

  trigger(): Promise<never> {
    return rejectUnsupported(this.#address, 'trigger')
  }

  readStatusByte(): Promise<never> {
    return rejectUnsupported(this.#address, 'statusByte')
  }

  serviceRequests(): Promise<never> {
    return rejectUnsupported(this.#address, 'serviceRequest')
  }

  lock(): Promise<never> {
    return rejectUnsupported(this.#address, 'lock')
  }

  setRemote(): Promise<never> {
    return rejectUnsupported(this.#address, 'remoteLocal')
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #open(options: OperationOptions | undefined): Promise<void> {
    const opening = new AbortController()
    this.#opening = opening
    const signals = options?.signal === undefined ? [opening.signal] : [opening.signal, options.signal]
    const socket = await openSocket(this.resource, {
      clock: this.#clock,
      keepAliveMs: this.#settings.keepAliveMs,
      listener: {
        received: (length, buffer) => this.#onReceived(length, buffer),
        lost: (from, error) => {
          if (from === this.#socket) this.#lose(lost(this.resource, error))
        },
      },
      signal: AbortSignal.any(signals),
      timeoutMs: options?.timeoutMs ?? this.#settings.connectTimeoutMs,
    })
    if (opening.signal.aborted) {
      destroySocket(socket, 'reset')
      throw opening.signal.reason
    }
    this.#socket = socket
    if (socket.destroyed) this.#lose(lost(this.resource, socket.errored ?? undefined))
  }

  /** An instrument that does not accept the link again is lost; a reopening that was given up can be tried again. */
  async #reopen(options: OperationOptions | undefined): Promise<void> {
    try {
      await this.#open(options)
    } catch (error) {
      if (!(error instanceof ConnectionError && error.reason === 'refused')) throw error
      this.#lose(new ConnectionError('lost', `clear() could not reopen the link: ${error.message}`, {
        hint: error.hint, cause: error,
      }))
      throw this.#lostError ?? error
    }
  }

  #onReceived(length: number, buffer: Uint8Array): boolean {
    if (this.#reading.active) this.#reading.resolve(this.#framing.deliver(buffer, length, this.#readOptions))
    else this.#framing.push(buffer, length)
    this.#paused = this.#framing.full
    return !this.#paused
  }

  #resume(): void {
    this.#paused = false
    this.#socket?.resume()
  }

  readonly #onDrained = (error?: Error | null): void => {
    if (error === undefined || error === null) this.#writing.resolve()
  }

  #lose(error: ConnectionError): void {
    this.#state = 'lost'
    this.#lostError = error
    this.#dropSocket('close')
    this.#rejectPending(error)
    this.#watch.stop()
  }

  async #close(): Promise<void> {
    this.#state = 'closed'
    this.#opening?.abort(this.#closedError())
    this.#rejectPending(this.#closedError())
    this.#watch.stop()
    const socket = this.#socket
    this.#socket = undefined
    if (socket === undefined || socket.closed) return
    const { promise, resolve } = Promise.withResolvers<void>()
    socket.once('close', () => resolve())
    destroySocket(socket)
    await promise
  }

  /** The rest of a message may not follow later, and nobody will answer half of one. */
  #abandonWrite(): void {
    this.#dropSocket('reset')
    this.#reading.reject(this.#needsClear())
  }

  /** Forgets what is under way; with `reset` the other end does, too. */
  #dropSocket(how: 'close' | 'reset'): void {
    if (this.#socket !== undefined) destroySocket(this.#socket, how)
    this.#socket = undefined
    this.#paused = false
    this.#framing.reset()
  }

  #rejectPending(reason: ConnectionError): void {
    this.#reading.reject(reason)
    this.#writing.reject(reason)
  }

  /** Why nothing can be done now, in the order in which a caller wants to know. */
  #problem(options: OperationOptions | undefined): Refusal | undefined {
    if (this.#state === 'open') return refusal(options)
    return { reason: this.#state === 'closed' ? this.#closedError() : this.#lostError }
  }

  #occupied(active: boolean, kind: string): Refusal | undefined {
    if (!active) return undefined
    return asRefusal(new ConnectionError('busy', `A ${kind} of ${this.#address} is still under way.`, {
      hint: 'A connection does one operation of a kind at a time: await the first before the next.',
    }))
  }

  #closedError(): ConnectionError {
    return new ConnectionError('closed', `The link to ${this.#address} is closed.`, { hint: 'Open the instrument again.' })
  }

  #cancelled(): ConnectionError {
    return new ConnectionError('closed', `clear() reset the link to ${this.#address} while this was under way.`)
  }

  #needsClear(): ConnectionError {
    return new ConnectionError('closed', `The link to ${this.#address} was given up in the middle of an operation.`, {
      hint: 'Call clear() before it is used again.',
    })
  }
}
