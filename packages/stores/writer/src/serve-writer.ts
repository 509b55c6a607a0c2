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

/** How the thread of a store begins, and what it says of an error. */
export interface WriterTask<Batch, Own = never> {
  /** Opens the files and makes the first batch durable. */
  begin(): WriterWork<Batch, Own>
  describe(error: unknown): Failure
  /** Memory of a batch that is done with: it goes back to the caller's thread, to be used again. */
  spareOf?(batch: Batch): ArrayBuffer[]
}

type AnsweredRequest<Batch, Own> = Exclude<WriterRequest<Batch, Own>, { readonly kind: 'close' }>

/** One session on a thread of its own: waiting for the disk stops nobody else. */
class WriterService<Batch, Own> {
  readonly #work: WriterWork<Batch, Own>
  readonly #task: WriterTask<Batch, Own>
  #failure: Failure | undefined

  constructor(work: WriterWork<Batch, Own>, task: WriterTask<Batch, Own>) {
    this.#work = work
    this.#task = task
  }

  prepare(request: WriterRequest<Batch, Own>): void {
    if (request.kind === 'batch' && this.#failure === undefined) this.#work.prepare?.(request.batch)
  }

  async answer(request: AnsweredRequest<Batch, Own>): Promise<WriterReply> {
    switch (request.kind) {
      case 'batch': return await this.#write(request.batch)
      case 'head': return { head: this.#work.head() }
      case 'sign': return await this.#done(() => this.#work.sign(request.signatures))
      case 'own': return await this.#done(() => this.#work.own?.(request.request))
    }
  }

  async #write(batch: Batch): Promise<WriterReply> {
    if (this.#failure === undefined) {
      const failure = await this.#try(() => this.#work.commit(batch, false))
      if (failure === undefined) return {}
      this.#failure = failure
      await this.#work.failed(failure.reason)
    }
    return await this.#writeClosing(batch, this.#failure)
  }

  /** After a failure: only the events that close a session, and only where room was what failed. */
  async #writeClosing(batch: Batch, failure: Failure): Promise<WriterReply> {
    if (failure.reason !== 'full') return { failure, closingFailure: failure }
    const closingFailure = await this.#try(() => this.#work.commit(batch, true))
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
    await this.#work.close()
  }
}

/** Begins a session and answers requests in their order until it is closed. */
export function serveWriter<Batch, Own = never>(port: MessagePort, task: WriterTask<Batch, Own>): void {
  const reply = (answer: WriterReply, spare: ArrayBuffer[] = []): void => {
    port.postMessage(spare.length === 0 ? answer : { ...answer, spare }, spare)
  }
  let service: WriterService<Batch, Own>
  try {
    service = new WriterService(task.begin(), task)
  } catch (error) {
    const failure = task.describe(error)
    reply({ failure, closingFailure: failure })
    return
  }
  let before = Promise.resolve()
  port.on('message', (request: WriterRequest<Batch, Own>) => {
    service.prepare(request)
    before = before.then(async () => {
      if (request.kind === 'batch') return reply(await service.answer(request), task.spareOf?.(request.batch))
      if (request.kind !== 'close') return reply(await service.answer(request))
      await service.close()
      port.close()
    })
  })
  reply({})
}
