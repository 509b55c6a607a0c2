import { StoreError } from '@lab/core'
import { signHead, type ChainHead, type ChainSignature, type Signer } from '@lab/core/integrity'
import type { BatchOutcome } from './batch-outcome.ts'
import { isClosingType } from './closing-types.ts'
import type { Failure } from './failure.ts'
import type { WriterReply, WriterRequest } from './messages.ts'
import { storeErrorOf } from './store-error.ts'
import { WriterThread, type ThreadKind } from './writer-thread.ts'

/** Events that become durable together. */
export interface WriterBatch<Message> {
  /** Whether it takes no more. */
  readonly isFull: boolean
  readonly outcome: BatchOutcome
  /** What is sent to the thread. Nothing is added afterwards. */
  message(): Message
}

/** How a store writes one session. */
export interface StoreWriterOptions<Batch, Message> extends ThreadKind {
  readonly sessionId: string
  /** What is written to, as messages name it: a path. */
  readonly target: string
  /** With the session's first event, whose `seq` is `lastSeq`. */
  readonly first: Batch
  readonly lastSeq: number
  readonly newBatch: () => Batch
  /** Memory of a message that changes hands when it is posted, instead of being copied. */
  readonly memoryOf: (message: Message) => ArrayBuffer[]
  /** What the thread is started with. */
  readonly order: (first: Message) => unknown
}

/** What the thread was asked for. It answers in order. */
interface Posted {
  settle(reply: WriterReply): void
}

/**
 * The half of a writer that lives on the caller's thread: collects the events that come while the disk is busy, and hands them to the
 * writer thread. Without waiting: an event that finds the thread idle leaves in the next microtask.
 */
export class StoreWriter<Batch extends WriterBatch<Message>, Message, Own = never> {
  readonly #options: StoreWriterOptions<Batch, Message>
  readonly #thread: WriterThread
  /** What is on its way, in order. */
  readonly #posted: Posted[] = []
  #collecting: Batch | undefined
  #postScheduled = false
  #lastSeq: number
  #failed: StoreError | undefined
  /** Set when not even closing events can be written any more. */
  #ended: StoreError | undefined
  #closing: Promise<void> | undefined
  readonly #exited = Promise.withResolvers<void>()

  constructor(options: StoreWriterOptions<Batch, Message>) {
    const { target, first, lastSeq, memoryOf, order } = options
    const message = first.message()
    this.#options = options
    this.#lastSeq = lastSeq
    this.#thread = WriterThread.take(options, {
      onReply: (reply) => this.#onReply(reply),
      onEnd: (why) => {
        this.#end(`The writer of ${target} ${why}`)
        this.#exited.resolve()
      },
    })
    this.#send(first.outcome, { kind: 'begin', order: order(message) }, memoryOf(message))
  }

  /** Resolves when the session's first event is durable; closes and rejects where it cannot be. */
  async begun(): Promise<this> {
    try {
      await this.#options.first.outcome.of('session-opened')
    } catch (error) {
      await this.close()
      throw error
    }
    return this
  }

  /** Resolves when the thread has let go of its files. */
  get ended(): Promise<void> {
    return this.#exited.promise
  }

  /**
   * Puts an event into the batch that is collected, where it `fits`, else into a new one. Resolves when it is durable.
   * @throws StoreError (write) after the end, or where `seq` does not rise; the failure of an event before it.
   */
  collect(seq: number, type: string, add: (batch: Batch) => void, fits?: (batch: Batch) => boolean): Promise<void> {
    this.#refuse(seq, type)
    if (this.#collecting !== undefined && fits?.(this.#collecting) === false) this.#post()
    const batch = this.#collecting ??= this.#options.newBatch()
    add(batch)
    this.#lastSeq = seq
    if (batch.isFull) this.#post()
    else if (this.#posted.length === 0) this.#schedule()
    return batch.outcome.of(type)
  }

  /** Signs the chain up to the last event; resolves when the signature is durable. */
  async sign(signer: Signer): Promise<void> {
    const head = await this.#ask<ChainHead>({ kind: 'head' }, ({ head: answer }) => answer)
    const signature = await signHead(this.#options.sessionId, head, signer, Date.now())
    await this.addSignatures([signature])
  }

  async addSignatures(signatures: readonly ChainSignature[]): Promise<void> {
    await this.#ask({ kind: 'sign', signatures }, () => true)
  }

  /** Asks the thread for something of the store's own, after everything that was collected. */
  async ask(request: Own): Promise<void> {
    await this.#ask({ kind: 'own', request }, () => true)
  }

  #ask<T>(request: WriterRequest<Message, Own>, answerOf: (reply: WriterReply) => T | undefined): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(this.#error('was closed', 'Sign before closing it.'))
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    this.#post()
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const settle = (reply: WriterReply): void => {
      const answer = answerOf(reply)
      if (reply.failure !== undefined) reject(storeErrorOf(reply.failure))
      else if (answer === undefined) reject(this.#error('gave no answer', 'Report this.'))
      else resolve(answer)
    }
    this.#send({ settle }, request)
    return promise
  }

  #send(posted: Posted, request: WriterRequest<Message, Own>, memory: ArrayBuffer[] = []): void {
    // The process lives on while somebody waits for the disk, and only then.
    if (this.#posted.length === 0) this.#thread.hold(true)
    this.#posted.push(posted)
    this.#thread.post(request, memory)
  }

  #refuse(seq: number, type: string): void {
    if (this.#closing !== undefined) throw this.#error('was closed', 'Open a new session.')
    if (this.#ended !== undefined) throw this.#ended
    if (this.#failed !== undefined && !(this.#failed.reason === 'full' && isClosingType(type))) throw this.#failed
    if (seq > this.#lastSeq) return
    throw this.#error(`was given event ${seq} after event ${this.#lastSeq}`, 'Append events in the order of their seq.')
  }

  #error(what: string, hint: string): StoreError {
    return new StoreError('write', `The writer of ${this.#options.target} ${what}.`, { hint })
  }

  #schedule(): void {
    if (this.#postScheduled) return
    this.#postScheduled = true
    queueMicrotask(() => {
      this.#postScheduled = false
      this.#post()
    })
  }

  #post(): void {
    const batch = this.#collecting
    if (batch === undefined) return
    this.#collecting = undefined
    const message = batch.message()
    this.#send(batch.outcome, { kind: 'batch', batch: message }, this.#options.memoryOf(message))
  }

  #onReply(reply: WriterReply): void {
    if (reply.failure !== undefined) this.#failed ??= storeErrorOf(reply.failure)
    this.#posted.shift()?.settle(reply)
    if (this.#posted.length > 0) return
    this.#post()
    if (this.#posted.length === 0) this.#thread.hold(false)
  }

  /** The thread is gone: nothing that is not yet durable will be. */
  #end(message: string): void {
    if (this.#ended !== undefined) return
    const failure: Failure = { reason: 'write', message, hint: 'Start a new session; what was acknowledged is stored.' }
    this.#failed ??= storeErrorOf(failure)
    this.#ended = this.#failed
    const reply: WriterReply = { failure, closingFailure: failure }
    for (const posted of this.#posted.splice(0)) posted.settle(reply)
    this.#collecting?.outcome.settle(reply)
    this.#collecting = undefined
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  /** The thread takes its messages in order, so that this comes after everything collected. */
  async #finish(): Promise<void> {
    this.#post()
    if (this.#ended === undefined) this.#send({ settle: () => this.#leave() }, { kind: 'close' })
    await this.#exited.promise
  }

  #leave(): void {
    if (this.#ended === undefined) this.#thread.release()
    this.#ended ??= this.#error('was closed', 'Open a new session.')
    this.#exited.resolve()
  }
}
