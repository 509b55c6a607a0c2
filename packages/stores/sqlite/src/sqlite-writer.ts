import { Worker } from 'node:worker_threads'
import { StoreError, type Annotations, type ArchiveWriter, type SessionEvent, type SessionOpened } from '@lab/core'
import { signHead, type ChainHead, type ChainSignature, type Signer, type StoredRecord } from '@lab/core/integrity'
import { EventBatch } from './event-batch.ts'
import { isClosingType } from './event-types.ts'
import { describeSession } from './session-description.ts'
import { SpareMemory } from './spare-memory.ts'
import { memoryOf, storeErrorOf, type Failure, type WriterOrder, type WriterReply, type WriterRequest } from './writer-messages.ts'
import { thisProcess } from './writer-process.ts'

/** The worker lies beside this file, from sources as well as built. */
const workerFile = new URL(`./writer-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

export interface WriterOptions {
  readonly path: string
  readonly lockTimeoutMs: number
  /** Whether the session is copied from another store; it shows when it has arrived. */
  readonly incoming?: boolean
}

/** What the thread was asked for. It answers in order. */
interface Posted {
  settle(reply: WriterReply): void
}

/**
 * The half of a writer that lives on the caller's thread: encodes events, collects those that come while the disk is busy, and
 * hands them to the writer thread. Without waiting: an event that finds the thread idle leaves in the next microtask.
 */
export class SqliteWriter implements ArchiveWriter {
  readonly #path: string
  readonly #sessionId: string
  readonly #worker: Worker
  readonly #spare: SpareMemory
  /** What is on its way, in order. */
  readonly #posted: Posted[] = []
  #collecting: EventBatch | undefined
  #postScheduled = false
  #lastSeq: number
  #failed: StoreError | undefined
  /** Set when not even closing events can be written any more. */
  #ended: StoreError | undefined
  #closing: Promise<void> | undefined
  readonly #exited = Promise.withResolvers<void>()

  /** Resolves when the session's first event is durable. */
  static async open(opened: SessionOpened, options: WriterOptions, record?: StoredRecord): Promise<SqliteWriter> {
    const spare = new SpareMemory()
    const first = new EventBatch(spare)
    const durable = record === undefined ? first.add(opened) : first.addRecord(opened, record)
    const writer = new SqliteWriter(opened, first, spare, options)
    try {
      await durable
    } catch (error) {
      await writer.close()
      throw error
    }
    return writer
  }

  private constructor(opened: SessionOpened, first: EventBatch, spare: SpareMemory, { path, lockTimeoutMs, incoming = false }: WriterOptions) {
    const order: WriterOrder = { path, lockTimeoutMs, session: sessionRow(opened, incoming), first: first.message() }
    this.#path = path
    this.#spare = spare
    this.#sessionId = opened.sessionId
    this.#lastSeq = opened.seq
    this.#posted.push(first)
    this.#worker = new Worker(workerFile, {
      name: 'lab-store-sqlite',
      workerData: order,
      transferList: memoryOf(order.first),
      // The thread makes short-lived strings only: a small nursery keeps its memory flat.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    })
    this.#worker.on('message', (reply: WriterReply) => this.#onReply(reply))
    this.#worker.on('error', (error: unknown) => this.#end(`The writer of ${this.#path} failed: ${String(error)}`))
    this.#worker.on('exit', () => {
      this.#end(`The writer of ${this.#path} has ended.`)
      this.#exited.resolve()
    })
  }

  /** Resolves when the thread has let go of the file. */
  get ended(): Promise<void> {
    return this.#exited.promise
  }

  append(event: SessionEvent): Promise<void> {
    try {
      return this.#collect(event, (batch) => batch.add(event))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Takes an event with the very bytes it has in another store. */
  appendRecord(event: SessionEvent, record: StoredRecord): Promise<void> {
    return this.#collect(event, (batch) => batch.addRecord(event, record))
  }

  async sign(signer: Signer): Promise<void> {
    const head = await this.#ask<ChainHead>({ kind: 'head' }, ({ head: answer }) => answer)
    const signature = await signHead(this.#sessionId, head, signer, Date.now())
    await this.addSignatures([signature])
  }

  async addSignatures(signatures: readonly ChainSignature[]): Promise<void> {
    await this.#ask({ kind: 'sign', signatures }, () => true)
  }

  /** Ends the copying of a session from elsewhere: it is there from here on, with what people have added to it. */
  async arrive(annotations: Annotations): Promise<void> {
    await this.#ask({ kind: 'arrive', annotations }, () => true)
  }

  /** Asks the thread for something, after everything that was appended. */
  #ask<T>(request: WriterRequest, answerOf: (reply: WriterReply) => T | undefined): Promise<T> {
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
    this.#push({ settle })
    this.#worker.postMessage(request)
    return promise
  }

  #push(posted: Posted): void {
    // The process lives on while somebody waits for the disk, and only then.
    if (this.#posted.length === 0) this.#worker.ref()
    this.#posted.push(posted)
  }

  #collect(event: SessionEvent, add: (batch: EventBatch) => Promise<void>): Promise<void> {
    this.#refuse(event)
    const batch = this.#collecting ??= new EventBatch(this.#spare)
    const durable = add(batch)
    this.#lastSeq = event.seq
    if (batch.isFull) this.#post()
    else if (this.#posted.length === 0) this.#schedule()
    return durable
  }

  #refuse(event: SessionEvent): void {
    if (this.#closing !== undefined) throw this.#error('was closed', 'Open a new session.')
    if (this.#ended !== undefined) throw this.#ended
    if (this.#failed !== undefined && !(this.#failed.reason === 'full' && isClosingType(event.type))) throw this.#failed
    if (event.seq > this.#lastSeq) return
    throw this.#error(`was given event ${event.seq} after event ${this.#lastSeq}`, 'Append events in the order of their seq.')
  }

  #error(what: string, hint: string): StoreError {
    return new StoreError('write', `The writer of ${this.#path} ${what}.`, { hint })
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
    this.#push(batch)
    const message = batch.message()
    this.#worker.postMessage(message, memoryOf(message))
  }

  #onReply(reply: WriterReply): void {
    if (reply.failure !== undefined) this.#failed ??= storeErrorOf(reply.failure)
    if (reply.spare !== undefined) this.#spare.give(reply.spare)
    this.#posted.shift()?.settle(reply)
    if (this.#posted.length > 0) return
    this.#post()
    if (this.#posted.length === 0 && this.#closing === undefined) this.#worker.unref()
  }

  /** The thread is gone: nothing that is not yet durable will be. */
  #end(message: string): void {
    if (this.#ended !== undefined) return
    const error = new StoreError('write', message, { hint: 'Start a new session; what was acknowledged is stored.' })
    this.#failed ??= error
    this.#ended = this.#failed
    const failure: Failure = { reason: 'write', message, hint: error.hint ?? '' }
    const reply: WriterReply = { failure, closingFailure: failure }
    for (const posted of this.#posted.splice(0)) posted.settle(reply)
    this.#collecting?.settle(reply)
    this.#collecting = undefined
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  /** The thread takes its messages in order, so that its end comes after everything appended. */
  async #finish(): Promise<void> {
    this.#post()
    this.#worker.ref()
    this.#worker.postMessage({ kind: 'close' })
    await this.#exited.promise
  }
}

function sessionRow(opened: SessionOpened, incoming: boolean): WriterOrder['session'] {
  const { sessionId, name, timeMs, metadata: { operator } } = opened
  return {
    uuid: sessionId, name, openedMs: timeMs, operator: typeof operator === 'string' ? operator : null, writer: thisProcess(),
    description: describeSession(opened), incoming,
  }
}
