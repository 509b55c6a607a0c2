import type { ErrorCheck, OperationOptions } from '@lab/core'
import type { ErrorEntry } from './error-entry.ts'
import { errorQuery, instrumentError, readErrorQueue } from './error-queue.ts'
import type { Exchange } from './link-exchange.ts'
import { readGuardedState } from './link-guarded-state.ts'
import { Operation } from './link-operation.ts'
import type { MessageOptions } from './link-options.ts'
import type { LinkQueue, Turn } from './link-queue.ts'
import type { LinkReconnection } from './link-reconnection.ts'
import type { Instrumental } from './settings-access.ts'

/** Most messages remembered that may have caused an error found later. */
const mostUnchecked = 8

/** What the link of an instrument and the links of its transactions share. */
export class LinkCore {
  readonly exchange: Exchange
  readonly instrumental: Instrumental
  readonly errorCheck: ErrorCheck
  /** The queue of the instrument; those of transactions are inside. */
  readonly root: LinkQueue
  /** Opens the link again when it is lost; none where it stays lost. */
  readonly reconnection: LinkReconnection | undefined
  /** Names of unconfirmed settings that the instrument was found not to have. */
  readonly absentSettings = new Set<string>()
  /** Messages sent since the error queue was read last, which may be what it complains of. */
  #unchecked: string[] = []
  /** Ends when the safe-state lane is free; undefined when it is. */
  #safeLane: Promise<void> | undefined

  constructor(
    exchange: Exchange, instrumental: Instrumental, errorCheck: ErrorCheck, root: LinkQueue, reconnection?: LinkReconnection,
  ) {
    this.exchange = exchange
    this.instrumental = instrumental
    this.errorCheck = errorCheck
    this.root = root
    this.reconnection = reconnection
  }

  /** Runs one operation when it is its turn. */
  async inTurn<T>(
    queue: LinkQueue, options: OperationOptions | undefined, body: (operation: Operation) => Promise<T>,
  ): Promise<T> {
    const { clock, timeoutMs } = this.exchange
    const called = options?.timeoutMs === undefined ? undefined : clock.monotonic()
    const entered = queue.enter(options)
    const turn = entered instanceof Promise ? await entered : entered
    try {
      turn.signal.throwIfAborted()
      const restored = this.#isLost && queue === this.root ? await this.reconnection?.restore(turn, options, called) : undefined
      const operation = new Operation(clock, turn, options?.timeoutMs ?? timeoutMs, options, called)
      return await body(turn === entered && restored === undefined ? operation : operation.next())
    } finally {
      queue.leave(turn)
    }
  }

  /** Sends a message and looks into the error queue if the policy says so. */
  async write(message: string, operation: Operation, raw: boolean, options?: MessageOptions): Promise<void> {
    await this.exchange.send(message, operation, options?.unguarded)
    if (options?.unchecked === true) this.#remember(message)
    else await this.#checkAfter(message, operation, raw)
  }

  /** The same for a header with a definite block, which is a raw message. */
  async writeBlock(header: string, data: Uint8Array, operation: Operation, unguarded?: boolean): Promise<void> {
    await this.exchange.sendBlock(header, data, operation, unguarded)
    await this.#checkAfter(header, operation, true)
  }

  /** Looks into the error queue, unless the policy is never to. @throws InstrumentError for what is found. */
  async checkErrors(command: string, operation: Operation): Promise<void> {
    if (this.errorCheck !== 'off') await this.throwErrors(operation, command)
  }

  #checkAfter(message: string, operation: Operation, raw: boolean): Promise<void> | undefined {
    if (this.errorCheck === 'write' || (!raw && this.errorCheck === 'operation')) return this.throwErrors(operation, message)
    this.#remember(message)
    return undefined
  }

  #remember(message: string): void {
    if (this.errorCheck !== 'off' && this.#unchecked.length < mostUnchecked) this.#unchecked.push(message)
  }

  readErrors(operation: Operation): Promise<readonly ErrorEntry[]> {
    return readErrorQueue(() => this.exchange.ask(errorQuery, operation.next()))
  }

  /** @throws InstrumentError for entries. What the guard believes is read anew then: the message may not have acted. */
  async throwErrors(operation: Operation, message: string): Promise<void> {
    const { guard } = this.exchange
    const opened = guard?.opened(message)
    const entries = await this.readErrors(operation)
    const unchecked = this.#unchecked
    this.#unchecked = []
    const error = instrumentError(this.exchange.alias, entries, message, unchecked)
    if (error === undefined) {
      if (opened !== undefined) guard?.settle(opened)
      return
    }
    await this.readGuardedState(operation.next())
    throw error
  }

  /** Reads what the guard has to know, if there is one. */
  async readGuardedState(operation: Operation): Promise<void> {
    const { guard } = this.exchange
    if (guard !== undefined) await readGuardedState(this.exchange, guard, this.instrumental, operation)
  }

  /** Takes the link for the safe state, away from whatever it is doing. */
  async inSafeLane<T>(
    reason: unknown, options: OperationOptions | undefined, body: (queue: LinkQueue) => Promise<T>,
  ): Promise<T> {
    while (this.#safeLane !== undefined) await this.#safeLane
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#safeLane = promise
    try {
      return await this.#seize(reason, options, body)
    } finally {
      this.#safeLane = undefined
      resolve()
    }
  }

  get #isLost(): boolean {
    return this.exchange.connection.state === 'lost'
  }

  async #seize<T>(
    reason: unknown, options: OperationOptions | undefined, body: (queue: LinkQueue) => Promise<T>,
  ): Promise<T> {
    const turn = this.root.seize(reason)
    try {
      if (this.#isLost) await this.reconnection?.restore(turn, options)
      return await this.#runSafely(turn, options, body)
    } finally {
      this.exchange.leaveSafeLane()
      this.root.leave(turn)
    }
  }

  /** The way to the safe state may be what finds out that the link is lost: then it is begun anew, once, over the next link. */
  async #runSafely<T>(turn: Turn, options: OperationOptions | undefined, body: (queue: LinkQueue) => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      await this.exchange.prepareSafeLane(new Operation(this.exchange.clock, turn, this.exchange.timeoutMs))
      return await body(this.root)
    }
    try {
      return await run()
    } catch (error) {
      turn.signal.throwIfAborted()
      if (!this.#isLost || (await this.reconnection?.restore(turn, options)) === undefined) throw error
      return await run()
    }
  }
}
