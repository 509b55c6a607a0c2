import {
  ConnectionError, type Clock, type Connection, type ConnectionState, type ConnectionSupports, type LockOptions, type OperationOptions,
  type ReadOptions, type ReadResult, type RemoteState, type ServiceRequests, type SimResource, type WriteOptions,
} from '@lab/core'
import { operationProblem, readProblem, ServiceRequestFeed, type InstrumentLock } from '@lab/core/transport'
import { PendingOperation } from './pending-operation.ts'
import type { FaultQueue } from './sim-fault.ts'
import { SimInbox, type SimLink } from './sim-inbox.ts'

const supports: ConnectionSupports = {
  end: true,
  terminationCharacter: true,
  deviceClear: true,
  trigger: true,
  statusByte: true,
  serviceRequest: true,
  lock: 'shared',
  remoteLocal: true,
}

/** For every operation that is done when it returns. */
const done = Promise.resolve()

export interface SimConnectionContext {
  readonly resource: SimResource
  readonly link: SimLink
  readonly clock: Clock
  readonly faults: FaultQueue
  readonly lock: InstrumentLock
  readonly onClose: (connection: SimConnection) => void
}

function isUsable({ signal, timeoutMs = 0 }: OperationOptions): boolean {
  return timeoutMs >= 0 && signal?.aborted !== true
}

/** A link to an instrument of the simulated bench. Writing and reading are done at once where the instrument answers at once. */
export class SimConnection implements Connection {
  readonly resource: SimResource
  readonly supports = supports
  /** What {@link setRemote} asked for last. */
  remoteState: RemoteState = 'local'
  readonly #context: SimConnectionContext
  readonly #link: SimLink
  readonly #inbox: SimInbox
  readonly #requests = new ServiceRequestFeed()
  readonly #stopListening: () => void
  #waiting: PendingOperation<ReadResult> | undefined
  #waitingOptions: ReadOptions | undefined
  readonly #lockers = new Set<PendingOperation<AsyncDisposable>>()
  #current: ConnectionState = 'open'

  constructor(context: SimConnectionContext) {
    this.#context = context
    this.resource = context.resource
    this.#link = context.link
    this.#inbox = new SimInbox(context.link, context.faults, context.clock, {
      arrived: () => this.#serve(),
      broken: () => this.lose(),
    })
    context.link.onServiceRequest(() => {
      if (this.#requests.listening) this.#requests.publish(context.link.statusByte())
    })
    this.#stopListening = context.link.onResponse(() => this.#serve())
  }

  get state(): ConnectionState {
    return this.#current
  }

  write(data: Uint8Array, options?: WriteOptions): Promise<void> {
    const problem = this.#problem(options)
    if (problem !== undefined) return Promise.reject(problem.reason)
    this.#inbox.interrupt()
    this.#link.receive(data, options?.end ?? true)
    return done
  }

  read(options?: ReadOptions): Promise<ReadResult> {
    const problem = this.#problem(options)
    if (problem !== undefined) return Promise.reject(problem.reason)
    const mistake = readProblem(options)
    if (mistake !== undefined) return Promise.reject(mistake)
    if (this.#waiting !== undefined) return Promise.reject(this.#error('busy', 'a read is waiting already'))
    if (this.#inbox.breakIfDue()) return Promise.reject(this.#stateError())
    const result = this.#inbox.take(options)
    if (result !== undefined) return Promise.resolve(result)
    if (this.#current !== 'open') return Promise.reject(this.#stateError())
    return this.#waitForReply(options)
  }

  clear(options?: OperationOptions): Promise<void> {
    return this.#perform(options, () => {
      this.#waiting?.reject(this.#error('closed', 'clear() came while this was under way'))
      this.#inbox.clear()
      this.#link.clear()
    })
  }

  trigger(options?: OperationOptions): Promise<void> {
    return this.#perform(options, () => this.#link.trigger())
  }

  readStatusByte(options?: OperationOptions): Promise<number> {
    const problem = this.#problem(options)
    return problem === undefined ? Promise.resolve(this.#link.statusByte()) : Promise.reject(problem.reason)
  }

  serviceRequests(options: OperationOptions = {}): Promise<ServiceRequests> {
    return Promise.resolve(this.#requests.subscribe(options.signal))
  }

  lock(options: LockOptions = {}): Promise<AsyncDisposable> {
    const problem = this.#stateProblem(options)
    if (problem !== undefined) return Promise.reject(problem.reason)
    const held = this.#tryLock(options.sharedKey)
    return held === undefined ? this.#waitForLock(options) : Promise.resolve(held)
  }

  setRemote(state: RemoteState, options?: OperationOptions): Promise<void> {
    return this.#perform(options, () => {
      this.remoteState = state
    })
  }

  close(): Promise<void> {
    this.#end('closed')
    return done
  }

  /** Breaks the link, as a pulled cable does. */
  lose(): void {
    this.#end('lost')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #perform(options: OperationOptions | undefined, action: () => void): Promise<void> {
    const problem = this.#problem(options)
    if (problem !== undefined) return Promise.reject(problem.reason)
    action()
    return done
  }

  /** What keeps an operation from starting. */
  #problem(options: OperationOptions | undefined): { readonly reason: unknown } | undefined {
    const isFree = this.#current === 'open' && this.#context.lock.permits(this)
    if (isFree && (options === undefined || isUsable(options))) return undefined
    return this.#stateProblem(options) ?? { reason: this.#error('busy', 'another link holds a lock on it') }
  }

  #stateProblem(options: OperationOptions | undefined): { readonly reason: unknown } | undefined {
    if (options?.signal?.aborted === true) return { reason: options.signal.reason }
    const mistake = operationProblem(options)
    if (mistake !== undefined) return { reason: mistake }
    return this.#current === 'open' ? undefined : { reason: this.#stateError() }
  }

  #error(reason: 'busy' | 'closed' | 'lost', why: string): ConnectionError {
    return new ConnectionError(reason, `Simulated instrument '${this.resource.name}': ${why}.`)
  }

  #stateError(): ConnectionError {
    return this.#current === 'lost' ? this.#error('lost', 'the link broke') : this.#error('closed', 'the link is closed')
  }

  #waitForReply(options: ReadOptions | undefined): Promise<ReadResult> {
    const pending = new PendingOperation<ReadResult>(this.#context.clock, options, `read from '${this.resource.name}'`, () => {
      this.#waiting = undefined
    })
    this.#waiting = pending
    this.#waitingOptions = options
    return pending.promise
  }

  /** Hands what has arrived to the read that waits for it. */
  #serve(): void {
    const waiting = this.#waiting
    if (waiting === undefined) return
    const result = this.#inbox.take(this.#waitingOptions)
    if (result !== undefined) waiting.resolve(result)
  }

  #waitForLock(options: LockOptions): Promise<AsyncDisposable> {
    const { lock, clock } = this.#context
    const pending = new PendingOperation<AsyncDisposable>(clock, options, `lock of '${this.resource.name}'`, () => {
      stop()
      this.#lockers.delete(pending)
    })
    const stop = lock.onChange(() => {
      const held = this.#tryLock(options.sharedKey)
      if (held !== undefined) pending.resolve(held)
    })
    this.#lockers.add(pending)
    return pending.promise
  }

  #tryLock(sharedKey: string | undefined): AsyncDisposable | undefined {
    const { lock } = this.#context
    if (!this.#holds(sharedKey) && !lock.tryAcquire(this, sharedKey)) return undefined
    return {
      [Symbol.asyncDispose]: () => {
        lock.release(this, sharedKey === undefined ? 'exclusive' : 'shared')
        return done
      },
    }
  }

  #holds(sharedKey: string | undefined): boolean {
    const { lock } = this.#context
    return sharedKey === undefined ? lock.holdsExclusive(this) : lock.holdsShared(this, sharedKey)
  }

  #end(state: 'lost' | 'closed'): void {
    if (this.#current === 'closed') return
    const wasOpen = this.#current === 'open'
    this.#current = state
    if (!wasOpen) return
    this.#waiting?.reject(this.#stateError())
    for (const locker of this.#lockers) locker.reject(this.#stateError())
    this.#stopListening()
    this.#inbox.clear()
    this.#context.lock.forget(this)
    this.#requests.end()
    this.#link.close()
    this.#context.onClose(this)
  }
}
