import { relative } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import type { StoreFailure } from '@lab/core'
import type { ChainHead, ChainSignature } from '@lab/core/integrity'
import { serveWriter, type WriterWork } from '@lab/store-writer/thread'
import { compactIfWorthwhile, compactSession } from '../engine/compaction.ts'
import type { RecordBatch } from '../engine/record-batch.ts'
import { recoverSession, recoverSessions } from '../engine/recovery.ts'
import { SessionLife } from '../engine/session-life.ts'
import type { Disk } from '../files/disk.ts'
import type { SignatureBlock } from '../files/index-blocks.ts'
import { removeMarker, writeMarker } from '../files/running-marker.ts'
import { describeFailure } from './failure.ts'
import type { CompactionOrder, WriterOrder } from './writer-messages.ts'

/** What the thread does with one session. */
class ParquetWork implements WriterWork<RecordBatch> {
  readonly #order: WriterOrder
  readonly #disk: Disk
  readonly #life: SessionLife
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

  commit(batch: RecordBatch, closingOnly: boolean): void {
    this.#life.engine.commit(batch, closingOnly)
  }

  failed(reason: StoreFailure): void {
    if (reason === 'full') this.#life.releaseReserve()
  }

  head(): ChainHead {
    const { records, seq, digest } = this.#life.engine.state()
    return { records, seq, digest: Buffer.from(digest, 'hex') }
  }

  sign(signatures: readonly ChainSignature[]): void {
    for (const signature of signatures) this.#life.engine.sign(signatureBlock(signature))
  }

  close(): void {
    clearInterval(this.#timer)
    const { root, limits } = this.#order
    this.#life.end((view) => compactIfWorthwhile({ disk: this.#disk, root, limits }, view))
  }
}

function signatureBlock({ records, seq, digest, publicKey, signature, timeMs, keyName }: ChainSignature): SignatureBlock {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
  return {
    type: 'signature',
    signature: {
      records, seq, digest: hex(digest), publicKey: hex(publicKey), signature: hex(signature), timeMs,
      ...(keyName === undefined ? {} : { keyName }),
    },
  }
}

/** The other thread is ours; this only tells one of somebody else. */
function isOrder(data: unknown): data is WriterOrder {
  return typeof data === 'object' && data !== null && 'root' in data && 'first' in data
}

/** Writes session after session. */
export function startWriter(port: MessagePort, disk: Disk): void {
  serveWriter<RecordBatch>(port, (order) => {
    if (!isOrder(order)) throw new TypeError('This thread writes sessions into folders of Parquet files.')
    return { begin: () => new ParquetWork(order, disk), describe: (error) => describeFailure(order.root, error) }
  })
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
