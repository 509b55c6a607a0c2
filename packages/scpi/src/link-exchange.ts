import { ConnectionError, ProtocolError, TimeoutError, type Clock, type Connection, type ReadResult } from '@lab/core'
import { blockHeader } from './block.ts'
import type { Admission, LimitGuard } from './guard.ts'
import { readErrorQueue, describeErrors, errorQuery } from './error-queue.ts'
import { encodeLatin1 } from './latin1.ts'
import { CallerSignal } from './link-caller-signal.ts'
import { MessageEncoder } from './link-encoder.ts'
import { Operation } from './link-operation.ts'
import { readBinaryValues, type BinaryLayout } from './binary-values.ts'
import { readBlock, readText, type ReplySource } from './link-reply.ts'
import type { LinkTrace } from './link-trace.ts'
import { quoteShort } from './quote-short.ts'
import { admitting, type Judges } from './refusals.ts'

/** Longest time of an operation whose caller gives none, in milliseconds. */
const defaultTimeoutMs = 5000
/** Longest a device clear may take, in milliseconds. */
const clearMs = 1000
/** Longest the error queue is asked after a time-out, in milliseconds. */
const errorsMs = 500
/** Longest to wait until a cancelled operation has let go of the connection, in milliseconds. */
const settleMs = 500

const lineEnd = encodeLatin1('\n')

/** What an exchange is made of. */
export interface ExchangeParts extends Judges {
  readonly alias: string
  readonly connection: Connection
  readonly clock: Clock
  readonly trace?: LinkTrace | undefined
  readonly onUnguarded?: ((message: string) => void) | undefined
  readonly timeoutMs?: number | undefined
}

/**
 * Messages out and replies in, one operation at a time: guard, trace, connection. After anything that did not end as it should,
 * the link counts as out of step until a device clear has resynchronised it.
 */
export class Exchange implements ReplySource {
  readonly alias: string
  readonly supports: Connection['supports']
  readonly clock: Clock
  readonly guard: LimitGuard | undefined
  readonly trace: LinkTrace | undefined
  /** Longest time of an operation that is given none. */
  readonly timeoutMs: number
  readonly #onUnguarded: ((message: string) => void) | undefined
  readonly #admit: ReturnType<typeof admitting>
  readonly #encoder: MessageEncoder
  readonly #caller = new CallerSignal()
  #connection: Connection
  #outOfStep = false
  #sendsUncleared = false
  #inFlight = 0
  readonly #onSettled = new Set<() => void>()

  constructor(parts: ExchangeParts) {
    this.alias = parts.alias
    this.#connection = parts.connection
    this.supports = parts.connection.supports
    this.#encoder = new MessageEncoder(this.supports.end)
    this.clock = parts.clock
    this.trace = parts.trace
    this.guard = parts.guard
    this.#admit = admitting(parts)
    this.timeoutMs = parts.timeoutMs ?? defaultTimeoutMs
    this.#onUnguarded = parts.onUnguarded
  }

  get connection(): Connection {
    return this.#connection
  }

  /** Goes on over a new link, on which nothing is under way. */
  adopt(connection: Connection): void {
    this.#connection = connection
    this.#outOfStep = false
  }

  /** Sends a message that nothing answers. */
  send(message: string, operation: Operation, unguarded?: boolean): Promise<void> {
    const bytes = this.#encoder.command(message)
    const admission = this.#admit(message, unguarded)
    return this.#run(operation, message, 'take', admission, async () => {
      const inStep = await this.#synchronise(operation)
      await this.#write(bytes, operation)
      this.#outOfStep = !inStep
    })
  }

  /** Sends a header with a definite block. The data are not copied. */
  sendBlock(header: string, data: Uint8Array, operation: Operation, unguarded?: boolean): Promise<void> {
    this.#encoder.blockHeader(header)
    const admission = this.#admit(`${header} #10`, unguarded, data)
    const start = encodeLatin1(`${header} ${blockHeader(data.length)}`)
    return this.#run(operation, header, 'take', admission, async () => {
      const inStep = await this.#synchronise(operation)
      await this.#writePiece(start, operation)
      await this.#writePiece(data, operation)
      await this.#write(lineEnd, operation)
      this.#outOfStep = !inStep
    })
  }

  /** Sends a query and reads its reply, text without its terminator. */
  ask(message: string, operation: Operation, unguarded?: boolean): Promise<string> {
    const bytes = this.#encoder.query(message)
    const admission = this.#admit(message, unguarded)
    return this.#run(operation, message, 'answer', admission, () => this.#exchange(bytes, operation, readText, admission))
  }

  /** Sends a query and reads the block it is answered with. */
  askBlock(message: string, operation: Operation, unguarded?: boolean): Promise<Uint8Array> {
    const bytes = this.#encoder.query(message)
    const admission = this.#admit(message, unguarded)
    return this.#run(operation, message, 'answer', admission, () => this.#exchange(bytes, operation, readBlock, admission))
  }

  /** Sends a query and reads the block of numbers it is answered with. */
  askValues(message: string, layout: BinaryLayout, operation: Operation, unguarded?: boolean): Promise<Float64Array> {
    const bytes = this.#encoder.query(message)
    const admission = this.#admit(message, unguarded)
    const readReply = (source: ReplySource): Promise<Float64Array> => readBinaryValues(source, operation, layout)
    return this.#run(operation, message, 'answer', admission, () => this.#exchange(bytes, operation, readReply, admission))
  }

  /** Triggers by the wire (IEEE 488.1 GET). */
  trigger(operation: Operation): Promise<void> {
    const admission = this.guard?.checkTrigger()
    return this.#run(operation, 'group execute trigger', 'take', admission, () => this.connection.trigger(operation))
  }

  /** Serial poll. */
  statusByte(operation: Operation): Promise<number> {
    return this.#run(operation, 'serial poll', 'answer', undefined, () => this.connection.readStatusByte(operation))
  }

  /** Device clear as an operation of its own. */
  deviceClear(operation: Operation): Promise<void> {
    return this.#run(operation, 'device clear', 'take', undefined, () => this.#clear(operation.signal))
  }

  /**
   * Gets ready for the safe-state lane: waits until what was cancelled has let go, then clears the link. An idle link is left alone
   * where a clear means a new connection, which an instrument may be slow to accept.
   */
  async prepareSafeLane(operation: Operation): Promise<void> {
    const idle = this.#inFlight === 0 && !this.#outOfStep
    await this.settled()
    if (idle && !this.connection.supports.deviceClear) return
    this.#outOfStep = true
    try {
      await this.#clear(operation.signal)
    } catch (error) {
      if (this.connection.state !== 'open') throw await this.#failure(error, operation, 'device clear', 'take')
      this.#sendsUncleared = true // commands still may get through; queries insist on a clear of their own
      this.trace?.event(`device clear failed: ${String(error)}`)
    }
  }

  leaveSafeLane(): void {
    this.#sendsUncleared = false
  }

  /** Resolves when nothing is in flight, or after a bound: a connection has to let go of what is aborted. */
  settled(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        cancel()
        this.#onSettled.delete(done)
        resolve()
      }
      const cancel = this.clock.after(settleMs, done)
      this.#onSettled.add(done)
    })
  }

  close(): void {
    this.#caller.stop()
  }

  async read(operation: Operation, into?: Uint8Array): Promise<ReadResult> {
    const { signal, timeoutMs } = operation
    const result = await this.connection.read(into === undefined ? operation : { signal, timeoutMs, into })
    this.trace?.received(result.data)
    return result
  }

  async #run<T>(
    operation: Operation, message: string, expected: string, admission: Admission | undefined, body: () => Promise<T>,
  ): Promise<T> {
    const { state } = this.connection
    if (state !== 'open') throw this.#gone(state)
    operation.signal.throwIfAborted()
    operation.caller?.throwIfAborted()
    this.#inFlight += 1
    this.#caller.watch(operation)
    if (admission !== undefined) this.#commit(admission, message)
    try {
      return await body()
    } catch (error) {
      if (admission !== undefined) this.guard?.doubt()
      throw await this.#failure(error, operation, message, expected)
    } finally {
      this.#inFlight -= 1
      this.#caller.release()
      if (this.#inFlight === 0 && this.#onSettled.size > 0) for (const settled of this.#onSettled) settled()
    }
  }

  #gone(state: 'lost' | 'closed'): ConnectionError {
    return new ConnectionError(state, `${this.alias}: the link is ${state}; nothing was sent.`, { hint: 'Open the instrument again.' })
  }

  #commit(admission: Admission, message: string): void {
    this.guard?.commit(admission)
    if (!admission.unguarded) return
    this.trace?.event(`unguarded: ${message}`)
    this.#onUnguarded?.(message)
  }

  async #clear(signal: AbortSignal): Promise<void> {
    this.trace?.event('device clear')
    this.guard?.doubt() // what was not carried out yet is cleared away
    await this.connection.clear({ signal, timeoutMs: clearMs })
    this.#outOfStep = false
  }

  /** Clears a link that is out of step before a command goes out, and says whether it is in step now. */
  async #synchronise({ signal }: Operation): Promise<boolean> {
    if (this.#outOfStep && this.#sendsUncleared) return false
    if (this.#outOfStep) await this.#clear(signal)
    return true
  }

  async #exchange<T>(
    bytes: Uint8Array, operation: Operation, readReply: (source: ReplySource, operation: Operation) => Promise<T>,
    admission?: Admission,
  ): Promise<T> {
    if (this.#outOfStep) await this.#clear(operation.signal)
    else if ((this.connection.unread ?? 0) > 0) this.#refuseUnasked()
    await this.#write(bytes, operation)
    const reply = await readReply(this, operation)
    this.#outOfStep = false
    if (admission !== undefined && admission.next === undefined) this.guard?.confirm()
    return reply
  }

  /** What came before the query would be read as its answer. */
  #refuseUnasked(): never {
    this.#outOfStep = true
    throw new ProtocolError(`${this.alias} has sent ${this.connection.unread ?? 0} bytes that nobody asked for; nothing was sent.`, {
      hint: 'The link is cleared before the next message. A query sent by write(), a greeting, or a reply that came twice does this.',
    })
  }

  /** Writes the end of a message. The link is out of step until the caller knows better. */
  #write(bytes: Uint8Array, operation: Operation): Promise<void> {
    this.#outOfStep = true
    this.trace?.sent(bytes)
    return this.connection.write(bytes, operation)
  }

  #writePiece(bytes: Uint8Array, operation: Operation): Promise<void> {
    const { signal, timeoutMs } = operation.next()
    this.#outOfStep = true
    this.trace?.sent(bytes)
    return this.connection.write(bytes, { signal, timeoutMs, end: false })
  }

  async #failure(error: unknown, operation: Operation, message: string, expected: string): Promise<unknown> {
    if (operation.signal.aborted) return operation.signal.reason
    if (error instanceof TimeoutError) return this.#timeout(error, operation, message, expected)
    if (!(error instanceof ConnectionError)) return error
    return new ConnectionError(error.reason, `${this.alias}: ${error.message} It did not ${expected} ${quoteShort(message)}.`, {
      cause: error, hint: error.hint ?? 'Open the instrument again.',
    })
  }

  async #timeout(cause: TimeoutError, operation: Operation, message: string, expected: string): Promise<unknown> {
    const told = await this.#whatItReports(operation)
    if (operation.signal.aborted) return operation.signal.reason
    return new TimeoutError(`${this.alias} did not ${expected} ${quoteShort(message)} within ${operation.totalMs} ms; ${told}.`, {
      cause, hint: 'If the instrument reports no error, raise timeoutMs.',
    })
  }

  async #whatItReports({ turn }: Operation): Promise<string> {
    try {
      await this.#clear(turn.signal)
      const operation = new Operation(this.clock, turn, errorsMs)
      const entries = await readErrorQueue(() => this.#exchange(this.#encoder.query(errorQuery), operation, readText))
      return entries.length === 0 ? 'the instrument reports no error' : `the instrument reports ${describeErrors(entries)}`
    } catch (error) {
      return `the instrument does not answer ${errorQuery} either (${error instanceof Error ? error.message : String(error)})`
    }
  }
}
