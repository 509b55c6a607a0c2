import { relative } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { compactIfWorthwhile, compactSession } from '../engine/compaction.ts'
import type { RecordBatch } from '../engine/record-batch.ts'
import { recoverSession, recoverSessions } from '../engine/recovery.ts'
import { SessionLife } from '../engine/session-life.ts'
import type { Disk } from '../files/disk.ts'
import type { SignatureBlock } from '../files/index-blocks.ts'
import { removeMarker, writeMarker } from '../files/running-marker.ts'
import { describeFailure, type Failure } from './failure.ts'
import type { CompactionOrder, WriterOrder, WriterReply, WriterRequest } from './writer-messages.ts'

/** The writer of one session on a thread of its own: waiting for the disk stops nobody else. */
class WriterThread {
  readonly #order: WriterOrder
  readonly #disk: Disk
  readonly #life: SessionLife
  #failure: Failure | undefined
  readonly #timer: NodeJS.Timeout

  constructor(order: WriterOrder, disk: Disk) {
    const { root, limits, first, flushMs } = order
    this.#order = order
    this.#disk = disk
    recoverSessions({ disk, root, limits })
    this.#life = SessionLife.begin({ disk, root, limits }, first)
    this.#timer = setInterval(() => this.#flush(), flushMs)
  }

  #flush(): void {
    if (this.#life.engine.hasPending) this.#life.engine.flush()
  }

  write(batch: RecordBatch): WriterReply {
    if (this.#failure === undefined) {
      const failure = this.#try(() => this.#life.engine.commit(batch))
      if (failure === undefined) return {}
      this.#failure = failure
      if (failure.reason === 'full') this.#life.releaseReserve()
    }
    return this.#writeClosing(batch, this.#failure)
  }

  /** After a failure: only the events that close a session, and only where room was what failed. */
  #writeClosing(batch: RecordBatch, failure: Failure): WriterReply {
    if (failure.reason !== 'full') return { failure, closingFailure: failure }
    const closingFailure = this.#try(() => this.#life.engine.commit(batch, true))
    return closingFailure === undefined ? { failure } : { failure, closingFailure }
  }

  sign(block: SignatureBlock): WriterReply {
    const failure = this.#try(() => this.#life.engine.sign(block))
    return failure === undefined ? {} : { failure }
  }

  head(): WriterReply {
    const { records, seq, digest } = this.#life.engine.state()
    return { head: { records, seq, digest } }
  }

  close(): void {
    clearInterval(this.#timer)
    const { root, limits } = this.#order
    this.#life.end((folder) => compactIfWorthwhile({ disk: this.#disk, root, limits }, folder))
  }

  #try(action: () => void): Failure | undefined {
    try {
      action()
      return undefined
    } catch (error) {
      return describeFailure(this.#order.root, error)
    }
  }
}

/** Begins a session and answers requests in their order until it is closed. */
export function startWriter(port: MessagePort, order: WriterOrder, disk: Disk): void {
  const reply = (answer: WriterReply): void => port.postMessage(answer)
  let thread: WriterThread
  try {
    thread = new WriterThread(order, disk)
  } catch (error) {
    const failure = describeFailure(order.root, error)
    reply({ failure, closingFailure: failure })
    return
  }
  port.on('message', (request: WriterRequest) => {
    if (request.kind === 'batch') return reply(thread.write(request.batch))
    if (request.kind === 'sign') return reply(thread.sign(request.block))
    if (request.kind === 'head') return reply(thread.head())
    thread.close()
    port.close()
  })
  reply({})
}

/** Puts the row groups of a finished session together, or brings an interrupted one to its end. */
export function runCompaction(port: MessagePort, { root, limits, compact: { sessionId, folder } }: CompactionOrder, disk: Disk): void {
  const options = { disk, root, limits }
  try {
    writeMarker(disk, root, sessionId, relative(root, folder))
    recoverSession(options, folder)
    compactSession(options, folder)
    removeMarker(disk, root, sessionId)
    port.postMessage({})
  } catch (error) {
    port.postMessage({ failure: describeFailure(folder, error) })
  }
}
