import {
  TimeoutError, sleepOn, systemClock, type Connection, type ConnectionState, type ConnectionSupports, type LockOptions,
  type OperationOptions, type ReadOptions, type ReadResult, type RemoteState, type ResourceName, type WriteOptions,
  type ServiceRequests,
} from '@lab/core'
import { bytesOf, concatenate, textOf } from '../bytes.ts'

/** A connection between a driver and the real one: it writes down what is sent, and can hold answers back or change them. */
export class WatchedConnection implements Connection {
  readonly resource: ResourceName
  readonly supports: ConnectionSupports
  readonly #inner: Connection
  readonly #replaced: readonly string[]
  #parts: Uint8Array[] = []
  #hang: AbortController | undefined
  #readStarted: (() => void) | undefined
  /** Messages sent, and `<clear>`, `<trigger>` between them. */
  readonly sent: string[] = []

  /** `replaced`: words that come in as as many X, such as a model number. */
  constructor(inner: Connection, replaced: readonly string[] = []) {
    this.#inner = inner
    this.#replaced = replaced
    this.resource = inner.resource
    this.supports = inner.supports
  }

  get state(): ConnectionState {
    return this.#inner.state
  }

  /** From here on no answer comes until the link is cleared. Resolves when the driver waits for one. */
  holdAnswers(): Promise<void> {
    this.#hang = new AbortController()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#readStarted = resolve
    return promise
  }

  async write(data: Uint8Array, options?: WriteOptions): Promise<void> {
    if (options?.signal?.aborted !== true) this.#note(data, options?.end !== false)
    await this.#inner.write(data, options)
  }

  async read(options?: ReadOptions): Promise<ReadResult> {
    if (this.#hang !== undefined) return await this.#withhold(this.#hang.signal, options)
    const result = await this.#inner.read(options)
    this.#replaceIn(result.data)
    return result
  }

  async clear(options?: OperationOptions): Promise<void> {
    this.sent.push('<clear>')
    this.#parts = []
    this.#release()
    await this.#inner.clear(options)
  }

  async trigger(options?: OperationOptions): Promise<void> {
    this.sent.push('<trigger>')
    await this.#inner.trigger(options)
  }

  readStatusByte(options?: OperationOptions): Promise<number> {
    return this.#inner.readStatusByte(options)
  }

  serviceRequests(options?: OperationOptions): Promise<ServiceRequests> {
    return this.#inner.serviceRequests(options)
  }

  lock(options?: LockOptions): Promise<AsyncDisposable> {
    return this.#inner.lock(options)
  }

  setRemote(state: RemoteState, options?: OperationOptions): Promise<void> {
    return this.#inner.setRemote(state, options)
  }

  async close(): Promise<void> {
    this.#release()
    await this.#inner.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #note(data: Uint8Array, end: boolean): void {
    this.#parts.push(data.slice())
    if (!end) return
    this.sent.push(textOf(concatenate(this.#parts)).trimEnd())
    this.#parts = []
  }

  async #withhold(released: AbortSignal, { signal, timeoutMs = Infinity }: ReadOptions = {}): Promise<never> {
    this.#readStarted?.()
    const signals = signal === undefined ? [released] : [released, signal]
    await sleepOn(systemClock, timeoutMs, AbortSignal.any(signals))
    throw new TimeoutError(`Time-out: the contract held the answer back for ${timeoutMs} ms.`)
  }

  #release(): void {
    this.#hang?.abort(new Error('the link was cleared or closed'))
    this.#hang = undefined
  }

  #replaceIn(data: Uint8Array): void {
    const text = textOf(data)
    for (const word of this.#replaced) {
      const position = text.indexOf(word)
      if (position >= 0) data.set(bytesOf('X'.repeat(word.length)), position)
    }
  }
}
