import {
  ConnectionError, parseResourceName, systemClock, TimeoutError, UnsupportedError, type Clock, type Connection,
  type ConnectionState,
  type ConnectionSupports, type OperationOptions, type ReadOptions, type ReadResult, type WriteOptions,
} from '@lab/core'
import { decodeLatin1, encodeLatin1 } from '../../src/latin1.ts'

interface Piece {
  readonly data: Uint8Array
  readonly end: boolean
}

export interface MemoryConnectionOptions {
  /** Whether the wire has END; true when absent. */
  readonly end?: boolean
  readonly clock?: Clock
  /** Called with each message without its LF; calls `reply` for an answer. */
  readonly onMessage?: (message: string, connection: MemoryConnection) => void
  /** Fails or hangs a clear. */
  readonly onClear?: (connection: MemoryConnection) => Promise<void> | void
}

interface PendingRead {
  readonly options: ReadOptions
  readonly resolve: (result: ReadResult) => void
  readonly reject: (reason: unknown) => void
}

/** A connection in memory: messages go to a function, and what that replies is read back. */
export class MemoryConnection implements Connection {
  readonly resource = parseResourceName('TCPIP0::192.0.2.1::5025::SOCKET')
  readonly supports: ConnectionSupports
  state: ConnectionState = 'open'
  /** Every message received, without its LF. */
  readonly sent: string[] = []
  clears = 0
  triggers = 0
  /** How many operations are under way at this moment, and the most there ever were. */
  underWay = 0
  mostUnderWay = 0
  readonly #options: MemoryConnectionOptions
  readonly #clock: Clock
  readonly #pieces: Piece[] = []
  #text = ''
  #pending: PendingRead | undefined

  constructor(options: MemoryConnectionOptions = {}) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.supports = {
      end: options.end ?? true, terminationCharacter: false, deviceClear: options.end ?? true, trigger: true, statusByte: true,
      serviceRequest: false, lock: 'none', remoteLocal: false,
    }
  }

  /** Answers with a whole message: text gets an LF. */
  reply(reply: string | Uint8Array): void {
    this.deliver(typeof reply === 'string' ? encodeLatin1(`${reply}\n`) : reply, true)
  }

  /** Hands over some bytes as they are. */
  deliver(data: Uint8Array | string, end = false): void {
    this.#pieces.push({ data: typeof data === 'string' ? encodeLatin1(data) : data, end })
    this.#serve()
  }

  lose(): void {
    this.state = 'lost'
    this.#reject(new ConnectionError('lost', 'the other end closed the link'))
  }

  async write(data: Uint8Array, options: WriteOptions = {}): Promise<void> {
    this.#assertUsable(options)
    this.#text += decodeLatin1(data)
    if (options.end === false) return
    const message = this.#text.replace(/\n$/, '')
    this.#text = ''
    this.sent.push(message)
    this.#options.onMessage?.(message, this)
  }

  read(options: ReadOptions = {}): Promise<ReadResult> {
    this.#assertUsable(options)
    this.#enter()
    const piece = this.#pieces[0]
    if (piece !== undefined) return Promise.resolve(this.#take(piece, options))
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#reject(options.signal?.reason)
      const timeoutMs = options.timeoutMs ?? 5000
      const cancel = this.#clock.after(timeoutMs, () => this.#reject(new TimeoutError(`no byte within ${timeoutMs} ms`)))
      const settled = (): void => {
        this.#pending = undefined
        cancel()
        options.signal?.removeEventListener('abort', onAbort)
      }
      options.signal?.addEventListener('abort', onAbort)
      this.#pending = {
        options,
        resolve: (result) => { settled(); resolve(result) },
        reject: (reason) => { settled(); this.underWay -= 1; reject(reason) },
      }
    })
  }

  async clear(options: OperationOptions = {}): Promise<void> {
    this.#assertUsable(options)
    await this.#options.onClear?.(this)
    this.clears += 1
    this.#pieces.length = 0
    this.#text = ''
  }

  async trigger(options: OperationOptions = {}): Promise<void> {
    this.#assertUsable(options)
    this.triggers += 1
  }

  async readStatusByte(options: OperationOptions = {}): Promise<number> {
    this.#assertUsable(options)
    return 16
  }

  serviceRequests(): Promise<never> {
    return Promise.reject(new UnsupportedError('no service requests in memory'))
  }

  lock(): Promise<AsyncDisposable> {
    return Promise.reject(new UnsupportedError('no lock in memory'))
  }

  setRemote(): Promise<void> {
    return Promise.reject(new UnsupportedError('no remote state in memory'))
  }

  async close(): Promise<void> {
    this.state = 'closed'
    this.#reject(new ConnectionError('closed', 'the link was closed'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #assertUsable({ signal }: OperationOptions): void {
    signal?.throwIfAborted()
    if (this.state !== 'open') throw new ConnectionError(this.state, 'the link is gone')
  }

  #enter(): void {
    this.underWay += 1
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay)
  }

  #serve(): void {
    const pending = this.#pending
    const piece = this.#pieces[0]
    if (pending !== undefined && piece !== undefined) pending.resolve(this.#take(piece, pending.options))
  }

  #take(piece: Piece, { into, maxBytes }: ReadOptions): ReadResult {
    this.underWay -= 1
    const most = into?.length ?? maxBytes ?? piece.data.length
    const taken = piece.data.subarray(0, most)
    const rest = piece.data.subarray(taken.length)
    if (rest.length === 0) this.#pieces.shift()
    else this.#pieces[0] = { data: rest, end: piece.end }
    into?.set(taken)
    const end = piece.end && rest.length === 0 && this.supports.end
    return { data: into?.subarray(0, taken.length) ?? taken, end: end ? 'end' : 'more' }
  }

  #reject(reason: unknown): void {
    this.#pending?.reject(reason)
  }
}
