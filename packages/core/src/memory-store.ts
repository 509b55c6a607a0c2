import { StoreError } from './errors.ts'
import { decodeEvent, encodeEvent, type EncodedEvent } from './event-codec.ts'
import type { OperationOptions } from './operation-options.ts'
import type { SessionEvent, SessionOpened } from './session-event.ts'
import type { ReadEventsOptions, SessionStore, SessionSummary, SessionWriter } from './session-store.ts'

/** A store in memory, for tests and browsers. Nothing in it outlives the process. */
export function memoryStore(): SessionStore {
  return new MemoryStore()
}

class MemorySession implements SessionWriter {
  readonly events: (EncodedEvent & { readonly seq: number })[] = []
  readonly opened: SessionOpened
  #summary: SessionSummary
  #closed = false

  constructor(opened: SessionOpened) {
    this.opened = opened
    const { operator } = opened.metadata
    this.#summary = {
      id: opened.sessionId, name: opened.name, status: 'running', openedMs: opened.timeMs, points: 0,
      ...(typeof operator === 'string' ? { operator } : {}),
    }
    this.#add(opened)
  }

  get summary(): SessionSummary {
    const { status } = this.#summary
    return this.#closed && status === 'running' ? { ...this.#summary, status: 'interrupted' } : this.#summary
  }

  append(event: SessionEvent): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreError('write', 'The session is closed in the store; nothing can be appended.'))
    try {
      this.#add(event)
    } catch (error) {
      return Promise.reject(error)
    }
    return Promise.resolve()
  }

  #add(event: SessionEvent): void {
    const { json, blobs } = encodeEvent(event)
    this.events.push({ seq: event.seq, json, blobs: blobs.map((blob) => blob.slice()) })
    if (event.type === 'point') this.#summary = { ...this.#summary, points: this.#summary.points + 1 }
    if (event.type === 'session-closed') this.#summary = { ...this.#summary, status: event.outcome, closedMs: event.timeMs }
  }

  close(): Promise<void> {
    this.#closed = true
    return Promise.resolve()
  }
}

class MemoryStore implements SessionStore {
  readonly name = 'memory'
  readonly location = 'memory'
  readonly #sessions: MemorySession[] = []

  async create(opened: SessionOpened): Promise<SessionWriter> {
    const session = new MemorySession(opened)
    this.#sessions.push(session)
    return session
  }

  async sessions(options?: OperationOptions): Promise<readonly SessionSummary[]> {
    options?.signal?.throwIfAborted()
    return this.#sessions.map((session) => session.summary).sort((a, b) => b.openedMs - a.openedMs)
  }

  async session(id: string, options?: OperationOptions): Promise<SessionSummary> {
    options?.signal?.throwIfAborted()
    return this.#find(id).summary
  }

  async *events(id: string, options: ReadEventsOptions = {}): AsyncIterable<SessionEvent> {
    const { from = 1, signal } = options
    for (const encoded of this.#find(id).events.filter(({ seq }) => seq >= from)) {
      signal?.throwIfAborted()
      yield decodeEvent(encoded)
    }
  }

  #find(id: string): MemorySession {
    const matches = this.#sessions.filter((session) => session.opened.sessionId.startsWith(id))
    const [match] = matches
    if (match !== undefined && matches.length === 1) return match
    const why = match === undefined ? 'has no session' : 'has several sessions beginning with'
    throw new StoreError('not-found', `The store in memory ${why} '${id}'.`)
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
