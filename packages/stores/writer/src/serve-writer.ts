import type { MessagePort } from 'node:worker_threads'
import type { StoreFailure } from '@lab/core'
import type { ChainHead, ChainSignature } from '@lab/core/integrity'
import type { Failure } from './failure.ts'
import type { WriterReply, WriterRequest } from './messages.ts'

/** What the thread of a store does with one session. Its methods throw, or reject, where the disk or the file fails. */
export interface WriterWork<Batch, Own = never> {
  /** A batch has come: begins what need not wait for its turn. Does not throw. */
  prepare?(batch: Batch): void
  /** Makes a batch durable, or only those of its events that close a session. One after the other. */
  commit(batch: Batch, closingOnly: boolean): void | Promise<void>
  /** A batch has failed, nothing but closing events will follow: with `full`, gives up the room that was kept for them. Does not throw. */
  failed(reason: StoreFailure): void | Promise<void>
  head(): ChainHead
  sign(signatures: readonly ChainSignature[]): void
  /** What the store asks for besides. */
  own?(request: Own): void
  /** Best effort in its details: everything that was acknowledged is durable already. */
  close(): void | Promise<void>
}

/** What the thread of a store does, session after session. */
export interface WriterTask<Batch, Own = never> {
  /** Opens the files and makes the first batch durable. */
  begin(): WriterWork<Batch, Own>
  /** What is said of an error. */
  describe(error: unknown): Failure
}

type AnsweredRequest<Batch, Own> = Exclude<WriterRequest<Batch, Own>, { readonly kind: 'begin' | 'close' }>

/** One session on a thread of its own: waiting for the disk stops nobody else. */
class WriterService<Batch, Own> {
  readonly #task: WriterTask<Batch, Own>
  #work: WriterWork<Batch, Own> | undefined
  #failure: Failure | undefined

  constructor(task: WriterTask<Batch, Own>) {
    this.#task = task
    try {
      this.#work = task.begin()
    } catch (error) {
      this.#failure = task.describe(error)
    }
  }

  begun(): WriterReply {
    return this.#failure === undefined ? {} : { failure: this.#failure, closingFailure: this.#failure }
  }

  prepare(batch: Batch): void {
    if (this.#failure === undefined) this.#work?.prepare?.(batch)
  }

  async answer(request: AnsweredRequest<Batch, Own>): Promise<WriterReply> {
    const work = this.#work
    if (work === undefined) return this.begun()
    switch (request.kind) {
      case 'batch': return await this.#write(work, request.batch)
      case 'head': return { head: work.head() }
      case 'sign': return await this.#done(() => work.sign(request.signatures))
      case 'own': return await this.#done(() => work.own?.(request.request))
    }
  }

  async #write(work: WriterWork<Batch, Own>, batch: Batch): Promise<WriterReply> {
    if (this.#failure === undefined) {
      const failure = await this.#try(() => work.commit(batch, false))
      if (failure === undefined) return {}
      this.#failure = failure
      await work.failed(failure.reason)
    }
    return await this.#writeClosing(work, batch, this.#failure)
  }

  /** After a failure: only the events that close a session, and only where room was what failed. */
  async #writeClosing(work: WriterWork<Batch, Own>, batch: Batch, failure: Failure): Promise<WriterReply> {
    if (failure.reason !== 'full') return { failure, closingFailure: failure }
    const closingFailure = await this.#try(() => work.commit(batch, true))
    return closingFailure === undefined ? { failure } : { failure, closingFailure }
  }

  async #done(action: () => void): Promise<WriterReply> {
    const failure = await this.#try(action)
    return failure === undefined ? {} : { failure }
  }

  async #try(action: () => void | Promise<void>): Promise<Failure | undefined> {
    try {
      await action()
      return undefined
    } catch (error) {
      return this.#task.describe(error)
    }
  }

  async close(): Promise<void> {
    await this.#work?.close()
  }
}

/**
 * Answers requests in their order, session after session.
 * @param taskOf what is to be done with the order that the caller's thread has sent
 */
export function serveWriter<Batch, Own = never>(port: MessagePort, taskOf: (order: unknown) => WriterTask<Batch, Own>): void {
  const reply = (answer: WriterReply): void => port.postMessage(answer)
  let service: WriterService<Batch, Own> | undefined
  const take = async (request: WriterRequest<Batch, Own>): Promise<void> => {
    if (request.kind === 'begin') {
      service = new WriterService(taskOf(request.order))
      return reply(service.begun())
    }
    if (request.kind !== 'close') return service && reply(await service.answer(request))
    await service?.close()
    service = undefined
    reply({})
  }
  let before = Promise.resolve()
  port.on('message', (request: WriterRequest<Batch, Own>) => {
    if (request.kind === 'batch') service?.prepare(request.batch)
    before = before.then(() => take(request))
  })
}
