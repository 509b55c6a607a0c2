import assert from 'node:assert/strict'
import {
  eventSchemaVersion, type EventBody, type PointAcquired, type SessionEvent, type SessionOpened, type SessionStore,
  type SessionWriter, type StoredValue,
} from '@lab/core'

const startMs = Date.UTC(2026, 0, 1)

/** The first event of a session. */
function openedEvent(sessionId: string, options: Partial<SessionOpened> = {}): SessionOpened {
  return {
    type: 'session-opened', seq: 1, timeMs: startMs, monotonicMs: 0, schemaVersion: eventSchemaVersion, sessionId,
    name: 'contract', metadata: {}, instruments: [], ...options,
  }
}

/** A store whose writers are of that kind. */
interface StoreOf<W> {
  create(opened: SessionOpened): Promise<W>
}

/** Stamps events of one session and remembers what was written, for comparison with what is read. */
export class SessionLog<W extends SessionWriter = SessionWriter> {
  readonly written: SessionEvent[]
  readonly writer: W

  private constructor(opened: SessionOpened, writer: W) {
    this.written = [opened]
    this.writer = writer
  }

  static async create<W extends SessionWriter>(
    store: StoreOf<W>, sessionId: string = crypto.randomUUID(), options?: Partial<SessionOpened>,
  ): Promise<SessionLog<W>> {
    const opened = openedEvent(sessionId, options)
    return new SessionLog(opened, await store.create(opened))
  }

  get id(): string {
    const [opened] = this.written
    return opened?.type === 'session-opened' ? opened.sessionId : ''
  }

  append(body: EventBody): Promise<void> {
    const seq = this.written.length + 1
    const event = { ...body, seq, timeMs: startMs + seq * 0.25, monotonicMs: seq * 0.25 }
    this.written.push(event)
    return this.writer.append(event)
  }

  record(value: StoredValue): Promise<void> {
    return this.append({ type: 'recorded', key: 'value', value })
  }

  point(index: number, ...cells: PointAcquired['cells']): Promise<void> {
    return this.append({ type: 'point', acquisition: 'sweep', index, cells })
  }

  /** Declares the columns of its points: `x`, a number. */
  columns(): Promise<void> {
    return this.append({
      type: 'columns-declared', acquisition: 'sweep', columns: [{ name: 'x', role: 'parameter', kind: 'number', unit: 'V' }],
    })
  }

  async end(outcome: 'completed' | 'failed' | 'aborted'): Promise<void> {
    await this.append({ type: 'session-closed', outcome })
    await this.writer.close()
  }
}

/** The events a store gives for a session. */
export async function eventsOf(store: SessionStore, id: string, from?: number): Promise<SessionEvent[]> {
  const events: SessionEvent[] = []
  for await (const event of store.events(id, from === undefined ? {} : { from })) events.push(event)
  return events
}

/** Compares logs event by event: the first difference is what a reader of the report wants. */
export function assertSameEvents(read: readonly SessionEvent[], written: readonly SessionEvent[], what = 'the log'): void {
  for (const [i, event] of written.entries()) {
    if (i < read.length) assert.deepStrictEqual(read[i], event)
  }
  assert.equal(read.length, written.length, `${what}: number of events read`)
}
