import { parentPort } from 'node:worker_threads'
import type { StoreFailure } from '@lab/core'
import type { ChainHead, ChainSignature } from '@lab/core/integrity'
import { serveWriter, type WriterWork } from '@lab/store-writer/thread'
import type { Database } from 'better-sqlite3'
import { describeFailure } from './failure.ts'
import { Reserve } from './reserve.ts'
import { noSamples, SampleWriter, type SamplesUnderWay } from './sample-writer.ts'
import { SessionRecorder } from './session-recorder.ts'
import { closeAfterWriting, openForWriting } from './writer-database.ts'
import { received, type BatchMessage, type OwnRequest, type ReceivedBatch, type WriterOrder } from './writer-messages.ts'

interface BatchUnderWay {
  readonly batch: ReceivedBatch
  readonly samples: SamplesUnderWay
}

/** What the thread does with one session. */
class SqliteWork implements WriterWork<BatchMessage, OwnRequest> {
  readonly #reserve: Reserve
  readonly #database: Database
  readonly #recorder: SessionRecorder
  readonly #samples: SampleWriter
  /** Batches whose turn has not come. */
  readonly #underWay = new Map<BatchMessage, BatchUnderWay>()

  constructor({ path, lockTimeoutMs, session, first }: WriterOrder) {
    this.#reserve = new Reserve(path)
    this.#database = openForWriting(path, lockTimeoutMs)
    let fresh = false
    try {
      fresh = this.#reserve.take()
      this.#recorder = new SessionRecorder(this.#database)
      this.#recorder.open(session, received(first))
      this.#samples = new SampleWriter(path, this.#recorder.session)
    } catch (error) {
      if (fresh) this.#reserve.release()
      closeAfterWriting(this.#database)
      throw error
    }
  }

  /** Begins to write the large blobs. */
  prepare(message: BatchMessage): void {
    const batch = received(message)
    this.#underWay.set(message, { batch, samples: batch.blobs.length > 0 ? this.#samples.append(batch.blobs) : noSamples })
  }

  async commit(message: BatchMessage, closingOnly: boolean): Promise<void> {
    const { batch, samples } = this.#underWay.get(message) ?? { batch: received(message), samples: noSamples }
    this.#underWay.delete(message)
    if (closingOnly) this.#recorder.write(batch, this.#recorder.hash(batch, true), [])
    else await this.#commitAll(batch, samples)
  }

  /** The disk works on the samples while this thread hashes them. */
  async #commitAll(batch: ReceivedBatch, samples: SamplesUnderWay): Promise<void> {
    const hashed = this.#recorder.hash(batch)
    if (samples.durable !== undefined) await samples.durable
    this.#recorder.write(batch, hashed, samples.places)
    this.#samples.keep(samples)
  }

  async failed(reason: StoreFailure): Promise<void> {
    await this.#samples.close().catch(() => undefined) // room that cannot be given back is no worse than it was
    if (reason === 'full') this.#reserve.release()
  }

  head(): ChainHead {
    return this.#recorder.head()
  }

  sign(signatures: readonly ChainSignature[]): void {
    this.#recorder.sign(signatures)
  }

  own({ annotations }: OwnRequest): void {
    this.#recorder.arrive(annotations)
  }

  async close(): Promise<void> {
    await this.#samples.close().catch(() => undefined)
    this.#reserve.release()
    try {
      this.#recorder.abandon()
    } catch {
      // What was acknowledged is durable already.
    }
    closeAfterWriting(this.#database)
  }
}

/** The other thread is ours; this only tells one of somebody else. */
function isOrder(data: unknown): data is WriterOrder {
  return typeof data === 'object' && data !== null && 'path' in data && 'first' in data
}

if (parentPort !== null) {
  serveWriter<BatchMessage, OwnRequest>(parentPort, (order) => {
    if (!isOrder(order)) throw new TypeError('This thread writes sessions into SQLite files.')
    return { begin: () => new SqliteWork(order), describe: (error) => describeFailure(order.path, error) }
  })
}
