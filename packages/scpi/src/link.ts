import {
  ConnectionError, ProtocolError, systemClock, type Clock, type ConnectionSupports, type ErrorCheck, type Identity,
  type OperationOptions,
  type RestoreOptions, type RestoreReport, type Snapshot,
} from '@lab/core'
import type { BinaryLayout } from './binary-values.ts'
import type { SettingName, SettingValues } from './command-set.ts'
import type { Declarations } from './declarations.ts'
import type { ErrorEntry } from './error-entry.ts'
import { LinkCore } from './link-core.ts'
import { Exchange } from './link-exchange.ts'
import type { MessageOptions, ScpiLinkOptions, SettingOptions } from './link-options.ts'
import { LinkQueue } from './link-queue.ts'
import { LinkReconnection } from './link-reconnection.ts'
import { LinkTrace } from './link-trace.ts'
import { inTransaction } from './link-transaction.ts'
import { parseNumber } from './numbers.ts'
import { Refusals } from './refusals.ts'
import { planRestore } from './restore-plan.ts'
import { Restoration, type RestoreAccess } from './restore.ts'
import { compileDependencyQuery, compileGet, compileSettings, type DependencyQuery, type KnownValues } from './settings-access.ts'
import { answered } from './settings-access-values.ts'
import { readSnapshot } from './snapshot.ts'

/**
 * The only thing a driver sees of an instrument. Every message passes guard, trace and queue before it reaches the connection.
 *
 * Each call is one transaction: calls of several tasks are carried out one after the other in the order they came, and a reply
 * always belongs to its own query. Every call takes `signal` (rejects with its reason) and `timeoutMs` (that of the link when
 * absent, then counted from the moment it is the call's turn; one that is given includes waiting). After a time-out, an abort or
 * a broken reply the link is resynchronised by a device clear before it is used again.
 *
 * With `reconnect`, the next call after a loss opens the link again before it does what it is for. It does so at the beginning of
 * a call or a transaction, and of the safe-state lane, never inside a transaction: what a dialogue had set up may be gone.
 *
 * Calls reject with TimeoutError, which says what the instrument reports; ConnectionError, when the link is lost or closed;
 * LimitError, when the guard refuses, before anything is sent.
 */
export class ScpiLink<D extends Declarations = Declarations> {
  readonly #core: LinkCore
  readonly #queue: LinkQueue

  /** @internal Use {@link scpiLink}. */
  constructor(core: LinkCore, queue: LinkQueue) {
    this.#core = core
    this.#queue = queue
  }

  get alias(): string {
    return this.#core.exchange.alias
  }

  /** What the wire can do. */
  get supports(): ConnectionSupports {
    return this.#core.exchange.connection.supports
  }

  get errorCheck(): ErrorCheck {
    return this.#core.errorCheck
  }

  get clock(): Clock {
    return this.#core.exchange.clock
  }

  /** Says who answered `*IDN?`: only the same instrument is taken for it after the link was lost. */
  remember(identity: Identity): void {
    this.#core.reconnection?.remember(identity)
  }

  /** Sends a message without a query. @throws SettingError for a query, or what cannot be sent. */
  write(message: string, options?: MessageOptions): Promise<void> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.write(message, operation, true, options))
  }

  /** Sends a command as an operation of the driver: {@link ErrorCheck} `operation` reads the error queue behind it. */
  execute(message: string, options?: MessageOptions): Promise<void> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.write(message, operation, false, options))
  }

  /** Sends a query. @returns the reply without its terminator, one character a byte. */
  query(message: string, options?: MessageOptions): Promise<string> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.exchange.ask(message, operation, options?.unguarded))
  }

  /** Sends a query for one number: 9.9E37 is `Infinity`, 9.91E37 `NaN`. @throws ProtocolError when the reply is none. */
  async queryNumber(message: string, options?: MessageOptions): Promise<number> {
    const reply = await this.query(message, options)
    return this.#number(reply, message, reply)
  }

  /** Sends a query for numbers separated by commas. @throws ProtocolError when one is none. */
  async queryNumbers(message: string, options?: MessageOptions): Promise<number[]> {
    const reply = await this.query(message, options)
    return reply.split(',').map((text) => this.#number(text, message, reply))
  }

  /** Sends a query for one block. The bytes are received into one array, at an offset that any typed array can be laid over. */
  queryBlock(message: string, options?: MessageOptions): Promise<Uint8Array> {
    return this.#core.inTurn(this.#queue, options, (operation) =>
      this.#core.exchange.askBlock(message, operation, options?.unguarded))
  }

  /**
   * Sends a query for a block of numbers (IEEE 488.2, 8.7.9). They are made while the rest is still on its way: faster than
   * {@link queryBlock} and a conversion, with no second copy in memory.
   * @throws ProtocolError when the reply is no definite block, or not a whole number of numbers, or too long for `into`.
   */
  queryBinaryValues(message: string, options: MessageOptions & BinaryLayout): Promise<Float64Array> {
    return this.#core.inTurn(this.#queue, options, (operation) =>
      this.#core.exchange.askValues(message, options, operation, options.unguarded))
  }

  /** Sends a header with a definite block. The data are sent as they are, without a copy. */
  writeBlock(header: string, data: Uint8Array, options?: MessageOptions): Promise<void> {
    return this.#core.inTurn(this.#queue, options, (operation) =>
      this.#core.writeBlock(header, data, operation, options?.unguarded))
  }

  /**
   * Sets declared settings, in the order given, by one message. Where the range of one depends on settings that do not come
   * before it, the instrument is asked for those first, in the same transaction.
   * @throws SettingError before anything is sent, naming setting, range and unit. InstrumentError after {@link ErrorCheck}.
   */
  set(values: Partial<SettingValues<D>>, options?: SettingOptions): Promise<void> {
    return this.#set(values, options)
  }

  async #set(values: KnownValues, options?: SettingOptions): Promise<void> {
    const { guard } = this.#core.exchange
    if (guard !== undefined) for (const [name, value] of Object.entries(values)) guard.checkValue(name, options?.channel, value)
    const { instrumental } = this.#core
    const message = compileSettings(instrumental, values, options?.channel)
    if (message === '') return
    const question = compileDependencyQuery(instrumental, values, options?.channel)
    if (question === undefined) await this.execute(message, options)
    else await this.transaction((link) => link.#setDependent(values, question, options?.channel), options)
  }

  /** Reads a declared setting. @throws SettingError for an unknown one, ProtocolError for a reply of another kind. */
  async get<K extends SettingName<D>>(name: K, options?: SettingOptions): Promise<SettingValues<D>[K]> {
    const query = compileGet(this.#core.instrumental, name, options?.channel)
    const value = query.parameter.kind === 'block'
      ? await this.queryBlock(query.message, options)
      : query.parse(await this.query(query.message, options))[0]
    return value as SettingValues<D>[K] // `parse` has checked it against the declaration that the type is made of
  }

  /** Every declared setting but blocks, by name; per channel as `voltage@1`. Sends queries only. */
  snapshot(options?: OperationOptions): Promise<Snapshot> {
    const { instrumental, absentSettings } = this.#core
    return this.transaction(
      (link) => readSnapshot(instrumental, (message, given) => link.query(message, given), absentSettings), options,
    )
  }

  /**
   * Puts settings back to what a snapshot has: see `Instrument.restore` for what it promises. Its messages are one transaction,
   * and what the instrument refuses is found by {@link ErrorCheck} and by reading back.
   * @throws SettingError, LimitError before anything is written; RestoreError after that; the reason of an aborted signal as it
   * is.
   */
  async restore(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport> {
    const plan = planRestore(this.#core.instrumental, snapshot, this.#core.exchange.guard)
    let restoration: Restoration | undefined
    try {
      return await this.transaction((link) => {
        restoration = new Restoration(link.#restoreAccess(), plan, options?.outputs === true)
        return restoration.run()
      }, options)
    } catch (error) {
      if (options?.signal?.aborted === true || restoration === undefined) throw error
      throw restoration.failure(error)
    }
  }

  /**
   * Holds the link for a dialogue of several messages, which go through the link handed in. A `timeoutMs` that is given bounds
   * the whole of it. The link handed in rejects everything once the transaction is over.
   */
  transaction<T>(body: (link: ScpiLink<D>) => Promise<T>, options?: OperationOptions): Promise<T> {
    return this.#core.inTurn(this.#queue, options, () => this.#nested(this.#queue, body, options))
  }

  /**
   * The safe-state lane: what is in flight is cancelled and what waits rejects, both with `reason`; the link is cleared, within a
   * bound, unless it was idle on a wire without END; then `body` runs before everything else. Several calls run one after the
   * other.
   */
  async preempt<T>(reason: unknown, body: (link: ScpiLink<D>) => Promise<T>, options?: OperationOptions): Promise<T> {
    options?.signal?.throwIfAborted()
    return this.#core.inSafeLane(reason, options, (queue) => this.#nested(queue, body, options))
  }

  /**
   * Reads the error queue as after an operation, for drivers that send raw messages: nothing with {@link ErrorCheck} `off`.
   * @throws InstrumentError that names the command. Waits for what the instrument does as every query.
   */
  checkErrors(command: string, options?: OperationOptions): Promise<void> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.checkErrors(command, operation))
  }

  /** Empties the error queue of the instrument, oldest entry first. */
  readErrors(options?: OperationOptions): Promise<readonly ErrorEntry[]> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.readErrors(operation))
  }

  /** Reads what the limit guard has to know of the instrument. Sends queries only; nothing on an instrument without limits. */
  readGuardedState(options?: OperationOptions): Promise<void> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.readGuardedState(operation))
  }

  /** Device clear. Settings stay. */
  clear(options?: OperationOptions): Promise<void> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.exchange.deviceClear(operation))
  }

  /** Group execute trigger. @throws UnsupportedError where the wire has none. */
  trigger(options?: OperationOptions): Promise<void> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.exchange.trigger(operation))
  }

  /** Serial poll: the status byte. @throws UnsupportedError where the wire has none. */
  readStatusByte(options?: OperationOptions): Promise<number> {
    return this.#core.inTurn(this.#queue, options, (operation) => this.#core.exchange.statusByte(operation))
  }

  /** Rejects what waits or is in flight, and closes the connection. Changes no setting. May be called twice. */
  async close(): Promise<void> {
    const reason = new ConnectionError('closed', `${this.alias}: the link is closed.`, { hint: 'Open the instrument again.' })
    this.#core.root.close(reason)
    this.#core.exchange.close()
    await this.#core.exchange.connection.close()
  }

  #restoreAccess(): RestoreAccess {
    return {
      alias: this.alias, query: (message) => this.query(message), set: (values, channel) => this.#set(values, { channel }),
    }
  }

  #number(text: string, message: string, reply: string): number {
    const value = parseNumber(text)
    if (value !== undefined) return value
    throw new ProtocolError(`${answered({ alias: this.alias, message }, reply)}, which is not a number.`)
  }

  async #setDependent(values: KnownValues, question: DependencyQuery, channel: number | undefined): Promise<void> {
    const asked = question.parse(await this.query(question.message))
    await this.execute(compileSettings(this.#core.instrumental, values, channel, asked))
  }

  #nested<T>(outer: LinkQueue, body: (link: ScpiLink<D>) => Promise<T>, options?: OperationOptions): Promise<T> {
    return inTransaction(this.#core.exchange, outer, options, (queue) => body(new ScpiLink<D>(this.#core, queue)))
  }
}

/** Makes the link of an instrument. Sends nothing. */
export function scpiLink<D extends Declarations>(options: ScpiLinkOptions<D>): ScpiLink<D> {
  const { alias, connection, commands, guard, clock = systemClock, errorCheck = 'operation', onUnguarded, timeoutMs } = options
  const trace = options.trace === undefined ? undefined : new LinkTrace(alias, clock, options.trace)
  const refusals = Refusals.of(alias, commands, connection.supports.end)
  const exchange = new Exchange({ alias, connection, clock, trace, guard, refusals, onUnguarded, timeoutMs })
  const root = new LinkQueue(alias, clock)
  const reconnection = options.reconnect === undefined ? undefined : new LinkReconnection({
    policy: options.reconnect, exchange, instrumental: { alias, commands }, onReconnected: options.onReconnected,
  })
  return new ScpiLink<D>(new LinkCore(exchange, { alias, commands }, errorCheck, root, reconnection), root)
}
