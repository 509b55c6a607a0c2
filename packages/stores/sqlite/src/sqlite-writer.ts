import type { Annotations, ArchiveWriter, SessionEvent, SessionOpened } from '@lab/core'
import type { StoredRecord } from '@lab/core/integrity'
import { StoreWriter } from '@lab/store-writer'
import { thisProcess } from '@lab/store-writer/thread'
import { EventBatch } from './event-batch.ts'
import { describeSession } from './session-description.ts'
import { memoryOf, type BatchMessage, type OwnRequest, type SessionRow, type WriterOrder } from './writer-messages.ts'

/** The thread's module lies beside this file, from sources as well as built. */
const thread = new URL(`./writer-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

export interface WriterOptions {
  readonly path: string
  readonly lockTimeoutMs: number
  /** Whether the session is copied from another store; it shows when it has arrived. */
  readonly incoming?: boolean
}

/** Writes one session. */
export class SqliteWriter extends StoreWriter<EventBatch, BatchMessage, OwnRequest> implements ArchiveWriter {
  /** Resolves when the session's first event is durable. */
  static async open(opened: SessionOpened, options: WriterOptions, record?: StoredRecord): Promise<SqliteWriter> {
    const first = new EventBatch()
    if (record === undefined) first.add(opened)
    else first.addRecord(opened, record)
    return await new SqliteWriter(opened, first, options).begun()
  }

  private constructor(opened: SessionOpened, first: EventBatch, { path, lockTimeoutMs, incoming = false }: WriterOptions) {
    super({
      sessionId: opened.sessionId, target: path, thread, name: 'lab-store-sqlite', youngGenerationMb: 8, first, lastSeq: opened.seq,
      newBatch: () => new EventBatch(), memoryOf,
      order: (batch): WriterOrder => ({ path, lockTimeoutMs, session: sessionRow(opened, incoming), first: batch }),
    })
  }

  append(event: SessionEvent): Promise<void> {
    try {
      return this.collect(event.seq, event.type, (batch) => batch.add(event))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** Takes an event with the very bytes it has in another store. */
  appendRecord(event: SessionEvent, record: StoredRecord): Promise<void> {
    return this.collect(event.seq, event.type, (batch) => batch.addRecord(event, record))
  }

  /** Ends the copying of a session from elsewhere: it is there from here on, with what people have added to it. */
  async arrive(annotations: Annotations): Promise<void> {
    await this.ask({ annotations })
  }
}

function sessionRow(opened: SessionOpened, incoming: boolean): SessionRow {
  const { sessionId, name, timeMs, metadata: { operator } } = opened
  return {
    uuid: sessionId, name, openedMs: timeMs, operator: typeof operator === 'string' ? operator : null, writer: thisProcess(),
    description: describeSession(opened), incoming,
  }
}
