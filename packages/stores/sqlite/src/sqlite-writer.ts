import { Worker } from 'node:worker_threads'
import { StoreError, type SessionEvent, type SessionOpened, type SessionWriter } from '@lab/core'
import { EventBatch } from './event-batch.ts'
import { isClosingType } from './event-types.ts'
import { memoryOf, type Failure, type WriterOrder, type WriterReply } from './writer-messages.ts'
import { thisProcess } from './writer-process.ts'

/** The worker lies beside this file, from sources as well as built. */
const workerFile = new URL(`./writer-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

export interface WriterOptions {
  readonly path: string
  readonly lockTimeoutMs: number
}

export function storeErrorOf({ reason, message, hint }: Failure): StoreError {
  return new StoreError(reason, message, { hint })
}

/**
 * The half of a writer that lives on the caller's thread: encodes events, collects those that come while the disk is busy, and
 * hands them to the writer thread. Without waiting: an event that finds the thread idle leaves in the next microtask.
 */
export class SqliteWriter implements SessionWriter {
  readonly #path: string
  readonly #worker: Worker
  /** Batches on their way, in order. */
  readonly #posted: EventBatch[] = []
  #collecting: EventBatch | undefined
  #postScheduled = false
  #lastSeq: number
  #failed: StoreError | undefined
  /** Set when not even closing events can be written any more. */
  #ended: StoreError | undefined
  #closing: Promise<void> | undefined
  readonly #exited = Promise.withResolvers<void>()

  /** Resolves when the session's first event is durable. */
  static async open(opened: SessionOpened, options: WriterOptions): Promise<SqliteWriter> {
    const first = new EventBatch()
    const durable = first.add(opened)
    const writer = new SqliteWriter(opened, first, options)
    try {
      await durable
    } catch (error) {
      await writer.close()
      throw error
    }
    return writer
  }

  private constructor(opened: SessionOpened, first: EventBatch, { path, lockTimeoutMs }: WriterOptions) {
    const order: WriterOrder = { path, lockTimeoutMs, session: sessionRow(opened), first: first.message() }
    this.#path = path
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
      return this.#collect(event)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #collect(event: SessionEvent): Promise<void> {
    this.#refuse(event)
    const batch = this.#collecting ??= new EventBatch()
    const durable = batch.add(event)
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
    // The process lives on while somebody waits for the disk, and only then.
    if (this.#posted.length === 0) this.#worker.ref()
    this.#posted.push(batch)
    const message = batch.message()
    this.#worker.postMessage(message, memoryOf(message))
  }

  #onReply({ failure, closingFailure }: WriterReply): void {
    if (failure !== undefined) this.#failed ??= storeErrorOf(failure)
    this.#posted.shift()?.settle(
      failure === undefined ? undefined : storeErrorOf(failure),
      closingFailure === undefined ? undefined : storeErrorOf(closingFailure),
    )
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
    for (const batch of this.#posted.splice(0)) batch.settle(error, error)
    this.#collecting?.settle(error, error)
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

function sessionRow({ sessionId, name, timeMs, metadata }: SessionOpened): WriterOrder['session'] {
  const { operator } = metadata
  return {
    uuid: sessionId, name, openedMs: timeMs, operator: typeof operator === 'string' ? operator : null, writer: thisProcess(),
  }
}
