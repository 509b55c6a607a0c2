import { Worker } from 'node:worker_threads'
import { encodeEvent, StoreError, type ArchiveWriter, type SessionEvent, type SessionOpened } from '@lab/core'
import { signHead, type ChainSignature, type Signer, type StoredRecord } from '@lab/core/integrity'
import type { EngineLimits } from '../engine/session-engine.ts'
import type { SignatureBlock } from '../files/index-blocks.ts'
import { isClosingType } from './event-types.ts'
import { EventBatch, isLarge } from './event-batch.ts'
import type { Failure } from './failure.ts'
import { workerFile } from './worker-file.ts'
import { storeErrorOf } from './store-error.ts'
import { memoryOf, type WriterHead, type WriterOrder, type WriterReply, type WriterRequest } from './writer-messages.ts'


export interface WriterOptions {
  readonly root: string
  readonly limits: EngineLimits
  readonly flushMs: number
}

type OnReply = (reply: WriterReply) => void

/**
 * The half of a writer that lives on the caller's thread: encodes events, collects those that come while the disk is busy, and
 * hands them to the writer thread. Without waiting: an event that finds the thread idle leaves in the next microtask.
 */
export class ParquetWriter implements ArchiveWriter {
  readonly #root: string
  readonly #sessionId: string
  readonly #worker: Worker
  /** What the thread has not answered yet, in order. */
  readonly #waiting: OnReply[] = []
  #collecting: EventBatch | undefined
  /** Batches that were collected and have to wait for the thread. */
  #posted = 0
  #postScheduled = false
  #lastSeq: number
  #failed: StoreError | undefined
  /** Set when not even closing events can be written any more. */
  #ended: StoreError | undefined
  #closing: Promise<void> | undefined
  readonly #exited = Promise.withResolvers<void>()

  /** Resolves when the session's first event is durable. */
  static async open(opened: SessionOpened, options: WriterOptions): Promise<ParquetWriter> {
    const first = new EventBatch()
    const durable = first.add(opened, encodeEvent(opened))
    return await ParquetWriter.#begun(new ParquetWriter(opened.sessionId, opened.seq, first, options), durable)
  }

  /** The same with a record of another store. */
  static async openWith(sessionId: string, record: StoredRecord, options: WriterOptions): Promise<ParquetWriter> {
    const first = new EventBatch()
    const durable = first.addRecord(record.seq, record.json, record.blobs, record.mark)
    return await ParquetWriter.#begun(new ParquetWriter(sessionId, record.seq, first, options), durable)
  }

  static async #begun(writer: ParquetWriter, durable: Promise<void>): Promise<ParquetWriter> {
    try {
      await durable
    } catch (error) {
      await writer.close()
      throw error
    }
    return writer
  }

  private constructor(sessionId: string, seq: number, first: EventBatch, { root, limits, flushMs }: WriterOptions) {
    const order: WriterOrder = { root, limits, flushMs, first: first.message() }
    this.#root = root
    this.#sessionId = sessionId
    this.#lastSeq = seq
    this.#expect(first)
    this.#worker = new Worker(workerFile, {
      name: 'lab-store-parquet',
      workerData: order,
      transferList: memoryOf(order.first),
      // The thread makes short-lived values only: a small nursery keeps its memory flat.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    })
    this.#worker.on('message', (reply: WriterReply) => this.#onReply(reply))
    this.#worker.on('error', (error: unknown) => this.#end(`The writer of ${this.#root} failed: ${String(error)}`))
    this.#worker.on('exit', () => {
      this.#end(`The writer of ${this.#root} has ended.`)
      this.#exited.resolve()
    })
  }

  /** Resolves when the thread has let go of the files. */
  get ended(): Promise<void> {
    return this.#exited.promise
  }

  append(event: SessionEvent): Promise<void> {
    try {
      this.#refuse(event.seq, event.type)
      const encoded = encodeEvent(event)
      this.#makeRoomFor(isLarge(encoded.blobs))
      const durable = this.#batch().add(event, encoded)
      this.#lastSeq = event.seq
      this.#postWhenDue()
      return durable
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Takes a record of another store byte for byte. */
  async appendRecord({ seq, json, blobs, mark }: StoredRecord): Promise<void> {
    this.#refuse(seq, 'point')
    this.#makeRoomFor(isLarge(blobs))
    const durable = this.#batch().addRecord(seq, json, blobs, mark)
    this.#lastSeq = seq
    this.#postWhenDue()
    await durable
  }

  #batch(): EventBatch {
    return this.#collecting ??= new EventBatch()
  }

  /** Large and plain records do not share a batch. */
  #makeRoomFor(large: boolean): void {
    const batch = this.#collecting
    if (batch !== undefined && !batch.isEmpty && batch.isLarge !== large) this.#post()
  }

  #postWhenDue(): void {
    if (this.#collecting?.isFull === true) this.#post()
    else if (this.#posted === 0) this.#schedule()
  }

  #refuse(seq: number, type: string): void {
    if (this.#closing !== undefined) throw this.#error('was closed', 'Open a new session.')
    if (this.#ended !== undefined) throw this.#ended
    if (this.#failed !== undefined && !(this.#failed.reason === 'full' && isClosingType(type))) throw this.#failed
    if (seq > this.#lastSeq) return
    throw this.#error(`was given event ${seq} after event ${this.#lastSeq}`, 'Append events in the order of their seq.')
  }

  #error(what: string, hint: string): StoreError {
    return new StoreError('write', `The writer of ${this.#root} ${what}.`, { hint })
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
    this.#expect(batch)
    this.#send({ kind: 'batch', batch: message }, memoryOf(message))
  }

  #expect(batch: EventBatch): void {
    this.#posted++
    this.#waiting.push(({ failure, closingFailure }) => {
      this.#posted--
      if (failure !== undefined) this.#failed ??= storeErrorOf(failure)
      batch.settle(optionalError(failure), optionalError(closingFailure))
      if (this.#posted === 0) this.#post()
    })
  }

  #send(request: WriterRequest, memory: ArrayBuffer[] = []): void {
    // The process lives on while somebody waits for the disk, and only then.
    this.#worker.ref()
    this.#worker.postMessage(request, memory)
  }

  #ask(request: WriterRequest): Promise<WriterReply> {
    const asked = Promise.withResolvers<WriterReply>()
    this.#waiting.push(asked.resolve)
    this.#send(request)
    return asked.promise
  }

  #onReply(reply: WriterReply): void {
    this.#waiting.shift()?.(reply)
    if (this.#waiting.length === 0 && this.#closing === undefined) this.#worker.unref()
  }

  async sign(signer: Signer): Promise<void> {
    const head = await this.#head()
    const signature = await signHead(this.#sessionId, { ...head, digest: Buffer.from(head.digest, 'hex') }, signer, Date.now())
    await this.addSignature(signature)
  }

  async #head(): Promise<WriterHead> {
    this.#refuseIfOver()
    this.#post()
    const { head, failure } = await this.#ask({ kind: 'head' })
    if (failure !== undefined) throw storeErrorOf(failure)
    if (head === undefined) throw this.#ended ?? this.#error('has no chain', 'Open a new session.')
    return head
  }

  #refuseIfOver(): void {
    if (this.#closing !== undefined) throw this.#error('was closed', 'Sign before closing.')
    if (this.#ended !== undefined) throw this.#ended
  }

  /** Stores a signature; resolves when it is durable. */
  async addSignature({ records, seq, digest, publicKey, signature, timeMs, keyName }: ChainSignature): Promise<void> {
    this.#refuseIfOver()
    this.#post()
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
    const block: SignatureBlock = {
      type: 'signature',
      signature: {
        records, seq, digest: hex(digest), publicKey: hex(publicKey), signature: hex(signature), timeMs, ...(keyName === undefined ? {} : { keyName }),
      },
    }
    const { failure } = await this.#ask({ kind: 'sign', block })
    if (failure !== undefined) throw storeErrorOf(failure)
  }

  /** The thread is gone: nothing that is not yet durable will be. */
  #end(message: string): void {
    if (this.#ended !== undefined) return
    const failure: Failure = { reason: 'write', message, hint: 'Start a new session; what was acknowledged is stored.' }
    this.#failed ??= storeErrorOf(failure)
    this.#ended = this.#failed
    for (const onReply of this.#waiting.splice(0)) onReply({ failure, closingFailure: failure })
    this.#collecting?.settle(this.#ended, this.#ended)
    this.#collecting = undefined
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  /** The thread takes its messages in order, so that its end comes after everything appended. */
  async #finish(): Promise<void> {
    this.#post()
    this.#send({ kind: 'close' })
    await this.#exited.promise
  }
}

function optionalError(failure: Failure | undefined): StoreError | undefined {
  return failure === undefined ? undefined : storeErrorOf(failure)
}
