import { parentPort, workerData } from 'node:worker_threads'
import type { Database } from 'better-sqlite3'
import { describeFailure } from './failure.ts'
import { Reserve } from './reserve.ts'
import { noSamples, SampleWriter, type SamplesUnderWay } from './sample-writer.ts'
import { SessionRecorder } from './session-recorder.ts'
import { spareOf } from './spare-memory.ts'
import { closeAfterWriting, openForWriting } from './writer-database.ts'
import type { BatchMessage, Failure, WriterOrder, WriterReply, WriterRequest } from './writer-messages.ts'

/** The writer of one session on a thread of its own: waiting for the disk stops nobody else. */
class WriterThread {
  readonly #path: string
  readonly #reserve: Reserve
  readonly #database: Database
  readonly #recorder: SessionRecorder
  readonly #samples: SampleWriter
  #failure: Failure | undefined

  constructor({ path, lockTimeoutMs, session, first }: WriterOrder) {
    this.#path = path
    this.#reserve = new Reserve(path)
    this.#database = openForWriting(path, lockTimeoutMs)
    let fresh = false
    try {
      fresh = this.#reserve.take()
      this.#recorder = new SessionRecorder(this.#database)
      this.#recorder.open(session, first)
      this.#samples = new SampleWriter(path, this.#recorder.session)
    } catch (error) {
      if (fresh) this.#reserve.release()
      closeAfterWriting(this.#database)
      throw error
    }
  }

  /** Begins to write the large blobs of a batch, before its turn has come. */
  begin(batch: BatchMessage): SamplesUnderWay {
    return this.#failure === undefined && batch.blobs.length > 0 ? this.#samples.append(batch.blobs) : noSamples
  }

  async write(batch: BatchMessage, samples: SamplesUnderWay): Promise<WriterReply> {
    if (this.#failure === undefined) {
      const failure = await this.#tryToWrite(batch, samples)
      if (failure === undefined) return {}
      this.#failure = failure
      await this.#samples.close().catch(() => undefined) // room that cannot be given back is no worse than it was
      if (failure.reason === 'full') this.#reserve.release()
    }
    return this.#writeClosing(batch, this.#failure)
  }

  /** The disk works on the samples while this thread hashes them. */
  async #tryToWrite(batch: BatchMessage, samples: SamplesUnderWay): Promise<Failure | undefined> {
    try {
      const hashed = this.#recorder.hash(batch)
      if (samples.durable !== undefined) await samples.durable
      this.#recorder.write(batch, hashed, samples.places)
      this.#samples.keep(samples)
      return undefined
    } catch (error) {
      return describeFailure(this.#path, error)
    }
  }

  /** After a failure: only the events that close a session, and only where room was what failed. */
  #writeClosing(batch: BatchMessage, failure: Failure): WriterReply {
    if (failure.reason !== 'full') return { failure, closingFailure: failure }
    const closingFailure = this.#try(() => this.#recorder.write(batch, this.#recorder.hash(batch, true), []))
    return closingFailure === undefined ? { failure } : { failure, closingFailure }
  }

  /** What is no batch of events. Events that have failed before make no difference to it. */
  answer(request: Exclude<WriterRequest, BatchMessage>): WriterReply {
    if (request.kind === 'head') return { head: this.#recorder.head() }
    const failure = this.#try(() => this.#do(request))
    return failure === undefined ? {} : { failure }
  }

  #do(request: Exclude<WriterRequest, BatchMessage | { readonly kind: 'head' }>): void {
    if (request.kind === 'sign') this.#recorder.sign(request.signatures)
    if (request.kind === 'arrive') this.#recorder.arrive(request.annotations)
  }

  /** Best effort in its details: everything that was acknowledged is durable already. */
  async close(): Promise<void> {
    await this.#samples.close().catch(() => undefined)
    this.#reserve.release()
    this.#try(() => this.#recorder.abandon())
    closeAfterWriting(this.#database)
  }

  #try(action: () => void): Failure | undefined {
    try {
      action()
      return undefined
    } catch (error) {
      return describeFailure(this.#path, error)
    }
  }
}

/** The other thread is ours; this only tells a worker of somebody else that loads this file by mistake. */
function isOrder(data: unknown): data is WriterOrder {
  return typeof data === 'object' && data !== null && 'path' in data && 'first' in data
}

function start(port: NonNullable<typeof parentPort>, order: WriterOrder): void {
  const reply = (answer: WriterReply): void => port.postMessage(answer)
  const replyTo = ({ blobs }: BatchMessage, answer: WriterReply): void => {
    const spare = spareOf(blobs)
    port.postMessage(spare.length === 0 ? answer : { ...answer, spare }, spare)
  }
  let thread: WriterThread
  try {
    thread = new WriterThread(order)
  } catch (error) {
    reply({ failure: describeFailure(order.path, error) })
    return
  }
  let before: Promise<void> = Promise.resolve()
  port.on('message', (request: WriterRequest) => {
    const samples = request.kind === 'batch' ? thread.begin(request) : noSamples
    before = before.then(async () => {
      if (request.kind === 'batch') return replyTo(request, await thread.write(request, samples))
      if (request.kind !== 'close') return reply(thread.answer(request))
      await thread.close()
      port.close()
    })
  })
  reply({})
}

const order: unknown = workerData
if (parentPort !== null && isOrder(order)) start(parentPort, order)
