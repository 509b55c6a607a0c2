import { encodeEvent, type ArchiveWriter, type SessionEvent, type SessionOpened } from '@lab/core'
import type { StoredRecord } from '@lab/core/integrity'
import { StoreWriter } from '@lab/store-writer'
import type { RecordBatch } from '../engine/record-batch.ts'
import type { EngineLimits } from '../engine/session-engine.ts'
import { isLarge } from '../parquet/large-blob.ts'
import { EventBatch } from './event-batch.ts'
import { workerFile } from './worker-file.ts'
import { memoryOf, type WriterOrder } from './writer-messages.ts'

export interface WriterOptions {
  readonly root: string
  readonly limits: EngineLimits
  readonly flushMs: number
}

/** Writes one session. */
export class ParquetWriter extends StoreWriter<EventBatch, RecordBatch> implements ArchiveWriter {
  /** Resolves when the session's first event is durable. */
  static async open(opened: SessionOpened, options: WriterOptions): Promise<ParquetWriter> {
    const first = new EventBatch()
    first.add(opened, encodeEvent(opened))
    return await new ParquetWriter(opened.sessionId, opened.seq, first, options).begun()
  }

  /** The same with a record of another store. */
  static async openWith(sessionId: string, record: StoredRecord, options: WriterOptions): Promise<ParquetWriter> {
    const first = new EventBatch()
    first.addRecord(record.seq, record.json, record.blobs, record.mark)
    return await new ParquetWriter(sessionId, record.seq, first, options).begun()
  }

  private constructor(sessionId: string, lastSeq: number, first: EventBatch, { root, limits, flushMs }: WriterOptions) {
    super({
      sessionId, target: root, thread: workerFile, name: 'lab-store-parquet', youngGenerationMb: 16, first, lastSeq,
      newBatch: () => new EventBatch(), memoryOf, order: (batch): WriterOrder => ({ root, limits, flushMs, first: batch }),
    })
  }

  append(event: SessionEvent): Promise<void> {
    try {
      const encoded = encodeEvent(event)
      return this.collect(event.seq, event.type, (batch) => batch.add(event, encoded), isLarge(encoded.blobs) ? takesLarge : takesPlain)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Takes a record of another store byte for byte. */
  async appendRecord({ seq, json, blobs, mark }: StoredRecord): Promise<void> {
    await this.collect(seq, 'point', (batch) => batch.addRecord(seq, json, blobs, mark), isLarge(blobs) ? takesLarge : takesPlain)
  }
}

/** Large and plain records do not share a batch. */
function takesLarge(batch: EventBatch): boolean {
  return batch.isEmpty || batch.isLarge
}

function takesPlain(batch: EventBatch): boolean {
  return !batch.isLarge
}
