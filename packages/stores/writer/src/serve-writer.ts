import type { MessagePort } from 'node:worker_threads'
import type { ChainHead, ChainSignature } from '@lab/core/integrity'
import type { Failure } from './failure.ts'
import type { WriterReply, WriterRequest } from './messages.ts'

/** What the thread of a store does with one session. Its methods throw where the disk or the file fails. */
export interface WriterWork<Batch, Own = never> {
  /** Makes a batch durable, or only those of its events that close a session. */
  commit(batch: Batch, closingOnly: boolean): void
  /** The disk is full: gives up the room that was kept for the end of the session. */
  releaseReserve(): void
  head(): ChainHead
  sign(signatures: readonly ChainSignature[]): void
  /** What the store asks for besides. */
  own?(request: Own): void
  /** Best effort in its details: everything that was acknowledged is durable already. */
  close(): void
}

/** How the thread of a store begins, and what it says of an error. */
export interface WriterTask<Batch, Own = never> {
  /** Opens the files and makes the first batch durable. */
  begin(): WriterWork<Batch, Own>
  describe(error: unknown): Failure
}

/** One session on a thread of its own: waiting for the disk stops nobody else. */
class WriterService<Batch, Own> {
  readonly #work: WriterWork<Batch, Own>
  readonly #task: WriterTask<Batch, Own>
  #failure: Failure | undefined

  constructor(work: WriterWork<Batch, Own>, task: WriterTask<Batch, Own>) {
    this.#work = work
    this.#task = task
  }

  answer(request: Exclude<WriterRequest<Batch, Own>, { readonly kind: 'close' }>): WriterReply {
    switch (request.kind) {
      case 'batch': return this.#write(request.batch)
      case 'head': return { head: this.#work.head() }
      case 'sign': return this.#done(() => this.#work.sign(request.signatures))
      case 'own': return this.#done(() => this.#work.own?.(request.request))
    }
  }

  #write(batch: Batch): WriterReply {
    if (this.#failure === undefined) {
      const failure = this.#try(() => this.#work.commit(batch, false))
      if (failure === undefined) return {}
      this.#failure = failure
      if (failure.reason === 'full') this.#work.releaseReserve()
    }
    return this.#writeClosing(batch, this.#failure)
  }

  /** After a failure: only the events that close a session, and only where room was what failed. */
  #writeClosing(batch: Batch, failure: Failure): WriterReply {
    if (failure.reason !== 'full') return { failure, closingFailure: failure }
    const closingFailure = this.#try(() => this.#work.commit(batch, true))
    return closingFailure === undefined ? { failure } : { failure, closingFailure }
  }

  #done(action: () => void): WriterReply {
    const failure = this.#try(action)
    return failure === undefined ? {} : { failure }
  }

  #try(action: () => void): Failure | undefined {
    try {
      action()
      return undefined
    } catch (error) {
      return this.#task.describe(error)
    }
  }
}

/** Begins a session and answers requests in their order until it is closed. */
export function serveWriter<Batch, Own = never>(port: MessagePort, task: WriterTask<Batch, Own>): void {
  const reply = (answer: WriterReply): void => port.postMessage(answer)
  let work: WriterWork<Batch, Own>
  try {
    work = task.begin()
  } catch (error) {
    const failure = task.describe(error)
    reply({ failure, closingFailure: failure })
    return
  }
  const service = new WriterService(work, task)
  port.on('message', (request: WriterRequest<Batch, Own>) => {
    if (request.kind !== 'close') return reply(service.answer(request))
    work.close()
    port.close()
  })
  reply({})
}
