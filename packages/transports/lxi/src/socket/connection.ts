import {
  ConnectionError, systemClock, type Clock, type Connection, type ConnectionState, type ConnectionSupports, type ConnectOptions,
  type OperationOptions, type ProtocolError, type ReadOptions, type ReadResult, type ServiceRequests, type TcpipSocketResource,
  type WriteOptions,
} from '@lab/core'
import { asRefusal, readProblem, type Refusal, refusal, ServiceRequestFeed } from '@lab/core/transport'
import type { LxiSettings } from '../settings.ts'
import { describeAddress } from './address.ts'
import { askControlPort } from './ask-control-port.ts'
import { clearByControlPort } from './clear-by-control-port.ts'
import { ControlLink } from './control-link.ts'
import type { SocketLinkSettings } from './link-settings.ts'
import { MarkerSearch } from './marker-search.ts'
import { SocketStream } from './stream.ts'
import { controlPortSupports, rejectUnsupported, socketSupports } from './supports.ts'

/**
 * SCPI over a bare TCP socket. The wire carries nothing but the bytes: no END, no trigger, no status byte, and no device clear.
 *
 * `clear()` therefore resets the socket (TCP RST) and opens another one to the same port. What the instrument had not read yet is
 * dropped with the old socket, and so is every answer that comes late. The link's setting `resynchronise` chooses another way, see
 * {@link SocketLinkSettings}; in the middle of a message the socket is opened anew whatever it says, since no more bytes may be added
 * to half a message. An operation that waits meanwhile rejects.
 *
 * A read that was given up leaves the socket as it is. A write that was given up resets it at once, since the rest of a message
 * may not follow later; then only `clear()` and `close()` work.
 */
export class SocketConnection implements Connection {
  readonly resource: TcpipSocketResource
  readonly supports: ConnectionSupports
  readonly #settings: LxiSettings
  readonly #link: SocketLinkSettings
  readonly #clock: Clock
  readonly #address: string
  readonly #stream: SocketStream
  readonly #markers: MarkerSearch
  readonly #feed = new ServiceRequestFeed()
  readonly #readDefaults: ReadOptions | undefined
  #control: ControlLink | undefined
  #state: ConnectionState = 'open'
  #lostError: ConnectionError | undefined
  /** A marker was not answered: what comes may be anything. */
  #outOfStep = false
  #clearing: AbortController | undefined
  #closed: Promise<void> | undefined

  private constructor(resource: TcpipSocketResource, settings: LxiSettings, link: SocketLinkSettings, clock: Clock) {
    this.resource = resource
    this.supports = link.resynchronise === 'control-port' ? controlPortSupports : socketSupports
    this.#settings = settings
    this.#link = link
    this.#clock = clock
    this.#address = describeAddress(resource)
    const { terminationCharacter } = link
    this.#readDefaults = terminationCharacter === undefined ? undefined : { terminationCharacter }
    this.#stream = new SocketStream({
      address: resource, settings, clock, onLost: (error, foreign) => this.#lose(error, foreign),
    })
    this.#markers = new MarkerSearch(this.#stream, this.#address, clock)
  }

  /**
   * Connects. @throws ConnectionError (refused), TimeoutError; `signal.reason` when aborted; UnsupportedError when there is no control
   * port where one was asked for.
   */
  static async open(
    resource: TcpipSocketResource, settings: LxiSettings, link: SocketLinkSettings, options?: ConnectOptions,
  ): Promise<SocketConnection> {
    const problem = refusal(options)
    if (problem !== undefined) throw problem.reason
    const connection = new SocketConnection(resource, settings, link, options?.clock ?? systemClock)
    try {
      await connection.#open(options)
    } catch (error) {
      await connection.close()
      throw error
    }
    return connection
  }

  get state(): ConnectionState {
    return this.#state
  }

  get unread(): number {
    return this.#stream.unread
  }

  write(data: Uint8Array, options?: WriteOptions): Promise<void> {
    const problem = this.#problem(options)
    return problem === undefined ? this.#stream.write(data, options) : Promise.reject(problem.reason)
  }

  read(options?: ReadOptions): Promise<ReadResult> {
    const problem = this.#problem(options) ?? asRefusal(readProblem(options)) ?? asRefusal(this.#stepProblem())
    return problem === undefined ? this.#stream.read(this.#completed(options)) : Promise.reject(problem.reason)
  }

  async clear(options?: OperationOptions): Promise<void> {
    const problem = this.#problem(options)
    if (problem !== undefined) throw problem.reason
    this.#giveUpClear(this.#cancelled())
    this.#stream.reject(this.#cancelled())
    const clearing = new AbortController()
    this.#clearing = clearing
    if (this.#mustReopen()) await this.#reopen(options)
    else await this.#resynchronise(options, clearing.signal)
  }

  trigger(): Promise<never> {
    return rejectUnsupported(this.#address, 'trigger')
  }

  readStatusByte(): Promise<never> {
    return rejectUnsupported(this.#address, 'statusByte')
  }

  serviceRequests(options?: OperationOptions): Promise<ServiceRequests> {
    if (!this.supports.serviceRequest) return rejectUnsupported(this.#address, 'serviceRequest')
    const problem = this.#problem(options)
    return problem === undefined ? Promise.resolve(this.#feed.subscribe(options?.signal)) : Promise.reject(problem.reason)
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
    const { deadline, rest } = this.#timeLimit(options, this.#settings.connectTimeoutMs)
    await this.#stream.open({ ...options, timeoutMs: deadline }, this.#cancelled())
    if (this.#link.resynchronise === 'control-port') await this.#openControl(rest)
  }

  async #openControl(rest: () => OperationOptions): Promise<void> {
    const port = this.#link.controlPort ?? await askControlPort(this.#stream, this.#address, rest())
    const control = await ControlLink.open({ host: this.resource.host, port }, {
      settings: this.#settings,
      clock: this.#clock,
      onServiceRequest: (statusByte) => this.#feed.publish(statusByte),
      onLost: (error) => this.#lose(error),
    }, rest())
    if (this.#stream.connected && this.#state === 'open' && control.connected) this.#control = control
    else control.drop(this.#cancelled())
  }

  #mustReopen(): boolean {
    const { resynchronise = 'reopen' } = this.#link
    if (resynchronise === 'reopen' || !this.#stream.connected || this.#stream.midMessage) return true
    return this.#markers.exhausted || (resynchronise === 'control-port' && this.#control === undefined)
  }

  /** An instrument that does not accept the link again is lost; a reopening that was given up can be tried again. */
  async #reopen(options: OperationOptions | undefined): Promise<void> {
    this.#stream.drop('reset')
    this.#dropControl(this.#cancelled())
    this.#markers.reset()
    this.#outOfStep = false
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

  async #resynchronise(options: OperationOptions | undefined, cancelled: AbortSignal): Promise<void> {
    const { rest } = this.#timeLimit(options, undefined)
    this.#outOfStep = true
    if (this.#control === undefined) await this.#markers.run(rest())
    else await clearByControlPort(this.#control, this.#markers, rest, cancelled)
    this.#outOfStep = false
  }

  #giveUpClear(reason: ConnectionError): void {
    this.#clearing?.abort(reason)
    this.#markers.cancel(reason)
    this.#control?.cancel(reason)
  }

  #completed(options: ReadOptions | undefined): ReadOptions | undefined {
    if (this.#readDefaults === undefined || options === undefined) return options ?? this.#readDefaults
    return options.terminationCharacter === undefined && options.into === undefined ? { ...options, ...this.#readDefaults } : options
  }

  /** One time-out for several steps: what is left of it for the next one. */
  #timeLimit(options: OperationOptions | undefined, usualMs: number | undefined) {
    const { signal, timeoutMs = usualMs } = options ?? {}
    const end = timeoutMs === undefined ? undefined : this.#clock.monotonic() + timeoutMs
    const rest = (): OperationOptions => {
      signal?.throwIfAborted()
      return { signal, timeoutMs: end === undefined ? undefined : Math.max(0, end - this.#clock.monotonic()) }
    }
    return { deadline: timeoutMs, rest }
  }

  #lose(error: ConnectionError, foreign?: ProtocolError): void {
    this.#state = 'lost'
    this.#lostError = error
    this.#stream.drop('close')
    this.#stream.reject(foreign ?? error)
    this.#stop(error)
  }

  async #close(): Promise<void> {
    this.#state = 'closed'
    const error = this.#closedError()
    this.#stop(error)
    await this.#stream.close(error)
  }

  #stop(error: ConnectionError): void {
    this.#giveUpClear(error)
    this.#markers.stop(error)
    this.#stream.stopWatch()
    this.#dropControl(error)
    this.#feed.end()
  }

  #dropControl(reason: ConnectionError): void {
    const control = this.#control
    this.#control = undefined
    control?.drop(reason)
  }

  /** Why nothing can be done now, in the order in which a caller wants to know. */
  #problem(options: OperationOptions | undefined): Refusal | undefined {
    if (this.#state === 'open') return refusal(options)
    return { reason: this.#state === 'closed' ? this.#closedError() : this.#lostError }
  }

  #stepProblem(): ConnectionError | undefined {
    if (!this.#outOfStep) return undefined
    return new ConnectionError('closed', `The link to ${this.#address} is out of step: clear() did not succeed.`, {
      hint: 'Call clear() again, or use `resynchronise: reopen` where the instrument does not answer a marker.',
    })
  }

  #closedError(): ConnectionError {
    return new ConnectionError('closed', `The link to ${this.#address} is closed.`, { hint: 'Open the instrument again.' })
  }

  #cancelled(): ConnectionError {
    return new ConnectionError('closed', `clear() reset the link to ${this.#address} while this was under way.`)
  }
}
