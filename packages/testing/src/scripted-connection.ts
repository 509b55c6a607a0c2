import { AssertionError } from 'node:assert'
import {
  ConnectionError, TimeoutError, UnsupportedError, parseResourceName, sleepOn, systemClock, type Connection, type ConnectionState,
  type ConnectionSupports, type OperationOptions, type ReadOptions, type ReadResult, type ResourceName, type WriteOptions,
} from '@lab/core'
import { bytesOf, concatenate, showBytes } from './bytes.ts'

/** A message as text, one character a byte, to which its LF is added; or bytes exactly as they are. */
export type ScriptedMessage = string | Uint8Array

/** One step of a script. */
export type ScriptedExchange =
  /** A message that must be sent, and what is answered. `'never'`: the answer stays out until the link is cleared. */
  | { readonly send: ScriptedMessage; readonly reply?: ScriptedMessage; readonly answers?: 'never' }
  | { readonly clear: true }
  | { readonly trigger: true }
  | { readonly statusByte: number }

export interface ScriptedConnectionOptions {
  /** `SIM::scripted::INSTR` when absent. */
  readonly resource?: string
  /** Differences from a wire that has everything but service request, lock and remote. */
  readonly supports?: Partial<ConnectionSupports>
}

const scriptedSupports: ConnectionSupports = {
  end: true, terminationCharacter: true, deviceClear: true, trigger: true, statusByte: true, serviceRequest: false, lock: 'none',
  remoteLocal: false,
}

/**
 * A connection that expects exactly these exchanges and plays the instrument's part in them:
 * `scriptedConnection([{ send: 'VOLT 5' }, { send: 'VOLT?', reply: '5.0' }])`. A step that does not fit rejects with an
 * `AssertionError` that names it; `done()` throws it again, so that it cannot get lost in a driver.
 */
export function scriptedConnection(
  exchanges: readonly ScriptedExchange[], options: ScriptedConnectionOptions = {},
): ScriptedConnection {
  return new ScriptedConnection(exchanges, options)
}

/** See {@link scriptedConnection}. */
export class ScriptedConnection implements Connection {
  readonly resource: ResourceName
  readonly supports: ConnectionSupports
  readonly #exchanges: readonly ScriptedExchange[]
  #next = 0
  #written: Uint8Array[] = []
  #reply = new Uint8Array(0)
  #silent = false
  #failure: AssertionError | undefined
  readonly #closing = new AbortController()

  constructor(exchanges: readonly ScriptedExchange[], options: ScriptedConnectionOptions) {
    this.#exchanges = exchanges
    this.resource = parseResourceName(options.resource ?? 'SIM::scripted::INSTR')
    this.supports = { ...scriptedSupports, ...options.supports }
  }

  get state(): ConnectionState {
    return this.#closing.signal.aborted ? 'closed' : 'open'
  }

  /** Throws the first mismatch, or says which exchanges have not taken place or what was not read. */
  done(): void {
    if (this.#failure !== undefined) throw this.#failure
    const rest = this.#exchanges.slice(this.#next)
    if (rest.length > 0) this.#fail(`${rest.length} exchanges have not taken place, the first is ${describe(rest[0])}`)
    if (this.#written.length > 0) this.#fail(`${showBytes(concatenate(this.#written))} was sent without the end of its message`)
    if (this.#reply.length > 0) this.#fail(`the reply ${showBytes(this.#reply)} was not read`)
  }

  async write(data: Uint8Array, options: WriteOptions = {}): Promise<void> {
    this.#begin(options)
    this.#written.push(data.slice())
    if (options.end === false) return
    if (!this.supports.end && data.at(-1) !== 10) return
    const sent = concatenate(this.#written)
    this.#written = []
    const exchange = this.#take(showBytes(sent))
    if (!('send' in exchange) || !sameBytes(sent, messageBytes(exchange.send))) this.#mismatch(showBytes(sent), exchange)
    if (this.#reply.length > 0) this.#fail(`${showBytes(sent)} was sent before the reply ${showBytes(this.#reply)} was read`)
    this.#reply = exchange.reply === undefined ? new Uint8Array(0) : messageBytes(exchange.reply).slice()
    this.#silent = exchange.answers === 'never'
  }

  async read(options: ReadOptions = {}): Promise<ReadResult> {
    this.#begin(options)
    if (this.#silent) return await this.#waitForever(options)
    if (this.#reply.length === 0) this.#fail(`read() without a reply: ${this.#position()}`)
    const { maxBytes = Infinity, into, terminationCharacter } = options
    const limit = Math.min(this.#reply.length, maxBytes, into?.length ?? Infinity)
    const found = terminationCharacter === undefined ? -1 : this.#reply.subarray(0, limit).indexOf(terminationCharacter)
    const count = found < 0 ? limit : found + 1
    const part = this.#reply.slice(0, count)
    this.#reply = this.#reply.slice(count)
    into?.set(part)
    const ended = this.supports.end && this.#reply.length === 0
    return { data: into?.subarray(0, count) ?? part, end: ended ? 'end' : found < 0 ? 'more' : 'termination-character' }
  }

  async clear(options: OperationOptions = {}): Promise<void> {
    this.#begin(options)
    const exchange = this.#take('clear()')
    if (!('clear' in exchange)) this.#mismatch('clear()', exchange)
    this.#written = []
    this.#reply = new Uint8Array(0)
    this.#silent = false
  }

  async trigger(options: OperationOptions = {}): Promise<void> {
    this.#begin(options)
    if (!this.supports.trigger) throw unsupported('trigger')
    const exchange = this.#take('trigger()')
    if (!('trigger' in exchange)) this.#mismatch('trigger()', exchange)
  }

  async readStatusByte(options: OperationOptions = {}): Promise<number> {
    this.#begin(options)
    if (!this.supports.statusByte) throw unsupported('serial poll')
    const exchange = this.#take('readStatusByte()')
    if (!('statusByte' in exchange)) return this.#mismatch('readStatusByte()', exchange)
    return exchange.statusByte
  }

  serviceRequests(): Promise<never> {
    return Promise.reject(unsupported('service request'))
  }

  lock(): Promise<AsyncDisposable> {
    return Promise.reject(unsupported('lock'))
  }

  setRemote(): Promise<void> {
    return Promise.reject(unsupported('remote or local state'))
  }

  close(): Promise<void> {
    this.#closing.abort(closedError())
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #begin(options: OperationOptions): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#closing.signal.aborted) throw closedError()
    options.signal?.throwIfAborted()
  }

  async #waitForever({ signal, timeoutMs }: OperationOptions): Promise<never> {
    const signals = signal === undefined ? [this.#closing.signal] : [this.#closing.signal, signal]
    await sleepOn(systemClock, timeoutMs ?? Infinity, AbortSignal.any(signals))
    throw new TimeoutError(`The script gives no answer: ${this.#position()}.`)
  }

  #take(what: string): ScriptedExchange {
    const exchange = this.#exchanges[this.#next]
    if (exchange === undefined) return this.#fail(`${what} came after the last of ${this.#exchanges.length} exchanges`)
    this.#next++
    return exchange
  }

  #position(): string {
    return this.#next === 0 ? 'nothing was sent yet' : `exchange ${this.#next} is ${describe(this.#exchanges[this.#next - 1])}`
  }

  #mismatch(actual: string, exchange: ScriptedExchange): never {
    this.#fail(`exchange ${this.#next} of ${this.#exchanges.length} does not fit`, { actual, expected: describe(exchange) })
  }

  #fail(what: string, compared?: { readonly actual: string; readonly expected: string }): never {
    const comparison = compared === undefined ? '' : `\n  expected: ${compared.expected}\n  actual:   ${compared.actual}`
    const message = `Scripted connection: ${what}.${comparison}`
    this.#failure ??= new AssertionError({ message, ...compared, operator: 'strictEqual' })
    throw this.#failure
  }
}

function describe(exchange: ScriptedExchange | undefined): string {
  if (exchange === undefined) return 'none'
  if ('send' in exchange) return showBytes(messageBytes(exchange.send))
  if ('clear' in exchange) return 'clear()'
  return 'trigger' in exchange ? 'trigger()' : 'readStatusByte()'
}

function messageBytes(message: ScriptedMessage): Uint8Array {
  return typeof message === 'string' ? bytesOf(`${message}\n`) : message
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function unsupported(what: string): UnsupportedError {
  return new UnsupportedError(`The scripted connection has no ${what}.`)
}

function closedError(): ConnectionError {
  return new ConnectionError('closed', 'The scripted connection is closed.')
}
