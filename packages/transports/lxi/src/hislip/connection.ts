import type {
  Connection, ConnectionState, ConnectOptions, LockOptions, OperationOptions, ProtocolError, ReadOptions, ReadResult, RemoteState,
  ServiceRequests, TcpipInstrResource, WriteOptions,
} from '@lab/core'
import { asRefusal, OperationSlot, readProblem, type Refusal, refusal } from '@lab/core/transport'
import { AsyncChannel } from './async-channel.ts'
import { DeviceClear } from './device-clear.ts'
import { clearUnderWay, endedByClear, messageRefused, modeRefused, stillUnderWay } from './link-failure.ts'
import { describeError } from './error-codes.ts'
import { Interruption } from './interruption.ts'
import { HislipLink, type LinkOptions } from './link.ts'
import { LinkLock } from './link-lock.ts'
import { asciiOf } from './message.ts'
import type { CollectedMessage } from './message-collector.ts'
import { messageType } from './message-type.ts'
import { MessageWriter } from './message-writer.ts'
import { remoteRequests } from './remote-requests.ts'
import { ResponseBuffer } from './response-buffer.ts'
import { ResponseOrder } from './response-order.ts'
import { SendGate } from './send-gate.ts'
import { hislipSupports } from './supports.ts'
import { refuseStrange } from './strange-message.ts'
import { SyncReceiver } from './sync-receiver.ts'

/**
 * A HiSLIP link (IVI-6.1, versions 1.0 and 2.0 without encryption) in synchronized or overlap mode.
 *
 * In synchronized mode a response that was not read is dropped when the next message is sent, as IEEE 488.2 has it. While another
 * link holds a lock the instrument keeps messages back: what is overdue then rejects with ConnectionError (busy), and `clear()` makes
 * the instrument forget them.
 */
export class HislipConnection implements Connection {
  readonly resource: TcpipInstrResource
  readonly supports = hislipSupports
  readonly #options: LinkOptions
  readonly #link: HislipLink
  readonly #order = new ResponseOrder(false)
  readonly #buffer = new ResponseBuffer()
  readonly #interruption = new Interruption()
  readonly #receiver: SyncReceiver
  readonly #async: AsyncChannel
  readonly #gate: SendGate
  readonly #writer: MessageWriter
  readonly #clearing: DeviceClear
  readonly #reading: OperationSlot<ReadResult>
  readonly #lock: LinkLock
  #readOptions: ReadOptions | undefined
  /** What this link has asked for last. */
  #remote: RemoteState | undefined
  /** A response was read to its end, and the other end does not know yet. */
  #isDelivered = false
  /** What went wrong while nothing waited; the next read or write reports it. */
  #notice: ProtocolError | undefined

  private constructor(options: LinkOptions) {
    this.resource = options.resource
    this.#options = options
    this.#link = new HislipLink(options, { received: () => this.#received(), ended: (reason) => this.#ended(reason) })
    const { address, watch, clock, synchronous, asynchronous } = this.#link
    this.#receiver = new SyncReceiver({
      buffer: this.#buffer,
      order: this.#order,
      interruption: this.#interruption,
      isClearing: () => this.#clearing.underWay,
      control: (message) => this.#synchronousMessage(message),
    })
    this.#async = new AsyncChannel({
      address, watch,
      channel: asynchronous,
      flag: () => this.#flag(),
      statusId: () => this.#order.statusId,
      initialized: (message) => this.#link.initialized(message),
      fatal: (message) => this.#link.fatal(message),
      interrupted: () => this.#asyncInterrupted(),
      clearAcknowledged: () => this.#clearing.acknowledged(),
    })
    synchronous.sink = this.#receiver
    asynchronous.sink = this.#async.sink
    this.#gate = new SendGate(clock)
    this.#writer = new MessageWriter({ channel: synchronous, watch, address, flag: () => this.#flag(), id: () => this.#order.send() })
    this.#clearing = new DeviceClear({ synchronous, asynchronous, watch, address })
    this.#reading = new OperationSlot({ watch, overdue: `no answer from ${address}`, onAbandoned: () => this.#buffer.unexpect() })
    this.#lock = new LinkLock({
      address,
      asynchronous: this.#async,
      order: this.#order,
      maySend: (lockOptions) => this.#maySend(lockOptions),
      isOpen: () => this.#link.state === 'open',
    })
  }

  /** Opens both channels and agrees on message sizes and mode. See `openHislip`. */
  static async open(options: LinkOptions, connect: ConnectOptions | undefined): Promise<HislipConnection> {
    const connection = new HislipConnection(options)
    try {
      await connection.#open(connect)
    } catch (error) {
      await connection.close()
      throw error
    }
    return connection
  }

  get state(): ConnectionState {
    return this.#link.state
  }

  write(data: Uint8Array, options?: WriteOptions): Promise<void> {
    const problem = this.#problem(options) ?? this.#occupied(this.#writer.active, 'write') ?? this.#noticed()
    if (problem !== undefined) return Promise.reject(problem.reason)
    if (!this.#order.overlap) this.#receiver.drop()
    return this.#lock.explained(this.#writer.write(data, options), this.#writer.active ? options : undefined)
  }

  read(options?: ReadOptions): Promise<ReadResult> {
    const problem = this.#problem(options) ?? this.#occupied(this.#reading.active, 'read') ??
      asRefusal(readProblem(options)) ?? this.#noticed()
    if (problem !== undefined) return Promise.reject(problem.reason)
    const result = this.#buffer.take(options)
    if (!this.#isFull()) this.#link.synchronous.resume()
    if (result !== undefined) return Promise.resolve(this.#delivered(result))
    this.#buffer.expect(options)
    this.#readOptions = options
    return this.#lock.explained(this.#reading.begin(options), options)
  }

  clear(options?: OperationOptions): Promise<void> {
    const problem = this.#problem(options, 'clear')
    if (problem !== undefined) return Promise.reject(problem.reason)
    this.#giveUp(endedByClear(this.#link.address))
    this.#receiver.drop()
    this.#notice = undefined
    const cleared = this.#clearing.run(this.#options.link.overlap ?? this.#order.overlap, options)
    this.#link.synchronous.resume()
    return cleared
  }

  async trigger(options?: OperationOptions): Promise<void> {
    await this.#maySend(options)
    if (!this.#order.overlap) this.#receiver.drop()
    this.#link.synchronous.send(messageType.trigger, this.#flag(), this.#order.send())
  }

  async readStatusByte(options?: OperationOptions): Promise<number> {
    await this.#maySend(options)
    return await this.#async.statusByte(options)
  }

  async serviceRequests(options?: OperationOptions): Promise<ServiceRequests> {
    const problem = this.#problem(options)
    if (problem !== undefined) throw problem.reason
    return await Promise.resolve(this.#async.serviceRequests(options?.signal))
  }

  async lock(options?: LockOptions): Promise<AsyncDisposable> {
    return await this.#lock.acquire(options)
  }

  async setRemote(state: RemoteState, options?: OperationOptions): Promise<void> {
    for (const request of remoteRequests(state, this.#remote)) {
      await this.#maySend(options)
      const { asyncRemoteLocalControl, asyncRemoteLocalResponse } = messageType
      await this.#async.request(asyncRemoteLocalControl, asyncRemoteLocalResponse, request, this.#order.lastSent, options)
    }
    this.#remote = state
  }

  close(): Promise<void> {
    return this.#link.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #open(options: ConnectOptions | undefined): Promise<void> {
    const { link, settings } = this.#options
    const overlap = await this.#link.open(options)
    this.#order.reset(overlap)
    const limits = { signal: options?.signal, timeoutMs: options?.timeoutMs ?? settings.connectTimeoutMs }
    this.#writer.limit(await this.#async.maximumMessageSize(link.maxMessageBytes, limits))
    if (link.overlap === undefined || link.overlap === overlap) return
    await this.clear(limits)
    if (this.#order.overlap !== link.overlap) throw modeRefused(this.#link.address, link.overlap)
  }

  /** Waits while an interrupted transaction lets nothing be sent. */
  async #maySend(options: OperationOptions | undefined): Promise<void> {
    const problem = this.#problem(options)
    if (problem !== undefined) throw problem.reason
    if (this.#interruption.blocks) await this.#gate.wait(options)
  }

  /** The RMT-delivered flag goes with one message only. */
  #flag(): number {
    const flag = Number(this.#isDelivered)
    this.#isDelivered = false
    return flag
  }

  #delivered(result: ReadResult): ReadResult {
    if (result.end !== 'end') return result
    this.#isDelivered = true
    this.#order.lastDelivered = this.#buffer.deliveredId ?? this.#order.lastDelivered
    return result
  }

  #received(): boolean {
    if (this.#reading.active) {
      const result = this.#buffer.taken(this.#readOptions)
      if (result !== undefined) this.#reading.resolve(this.#delivered(result))
    }
    return !this.#isFull()
  }

  #isFull(): boolean {
    return this.#buffer.buffered >= this.#options.settings.highWaterBytes
  }

  #synchronousMessage(message: CollectedMessage): void {
    switch (message.type) {
      case messageType.interrupted: return this.#interrupted()
      case messageType.deviceClearAcknowledge: return this.#clearing.completed(() => this.#cleared(message.control))
      case messageType.initializeResponse: return this.#link.initialized(message)
      case messageType.fatalError: return this.#link.fatal(message)
      case messageType.error: return this.#refused(describeError(message.control, asciiOf(message.payload)))
      default: refuseStrange(message.type, this.#link.synchronous, this.#link.address)
    }
  }

  #interrupted(): void {
    if (this.#clearing.underWay) return
    this.#interruption.synchronous()
    this.#receiver.drop()
    this.#writer.block(this.#interruption.blocks)
  }

  #asyncInterrupted(): void {
    if (this.#clearing.underWay) return
    this.#interruption.asynchronous()
    this.#receiver.drop()
    this.#unblock()
  }

  #unblock(): void {
    if (this.#interruption.blocks) return
    this.#writer.block(false)
    this.#gate.open()
  }

  /** The device clear is complete on both channels. */
  #cleared(features: number): void {
    this.#receiver.drop()
    this.#order.reset((features & 1) !== 0)
    this.#isDelivered = false
    this.#interruption.reset()
    this.#unblock()
  }

  #refused(what: string): void {
    if (this.#clearing.underWay) return
    const error = messageRefused(this.#link.address, what)
    if (this.#reading.active) this.#reading.reject(error)
    else this.#notice = error
  }

  #giveUp(reason: unknown): void {
    this.#reading.reject(reason)
    this.#buffer.unexpect()
    this.#writer.reject(reason)
    this.#clearing.reject(reason)
    this.#gate.reject(reason)
    this.#async.giveUp(reason)
  }

  #ended(reason: unknown): void {
    this.#giveUp(reason)
    this.#async.end(reason)
  }

  /** Why nothing can be done now, in the order in which a caller wants to know. */
  #problem(options: OperationOptions | undefined, operation?: 'clear'): Refusal | undefined {
    const problem = asRefusal(this.#link.problem) ?? refusal(options)
    if (problem !== undefined || operation === 'clear' || !this.#clearing.underWay) return problem
    return asRefusal(clearUnderWay(this.#link.address))
  }

  #noticed(): Refusal | undefined {
    const notice = this.#notice
    this.#notice = undefined
    return asRefusal(notice)
  }

  #occupied(active: boolean, kind: string): Refusal | undefined {
    return active ? asRefusal(stillUnderWay(this.#link.address, kind)) : undefined
  }
}
