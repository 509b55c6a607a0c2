import type { OperationOptions } from './operation-options.ts'
import type { RunOutcome, SessionEvent, SessionOpened } from './session-event.ts'

/** `running`: a writer is alive; `interrupted`: the writer is gone and left no last event. */
export type SessionStatus = RunOutcome | 'running' | 'interrupted'

/** A session in a list. */
export interface SessionSummary {
  readonly id: string
  readonly name: string
  readonly status: SessionStatus
  /** UTC in milliseconds since 1970. */
  readonly openedMs: number
  readonly closedMs?: number
  readonly operator?: string
  /** Points stored so far, over all acquisitions. */
  readonly points: number
}

/**
 * Takes the events of one session. A session knows a store only as this.
 *
 * Obligations:
 * - `append` takes events in order of `seq`; its promise resolves when the event is durable: it survives `kill -9` and power loss.
 *   Events appended while a commit is under way share the next one (group commit) and may share a promise.
 * - When an event cannot be written, its promise and those of all later ones reject with `StoreError`; nothing is reordered or
 *   skipped. After a rejection for want of room (full), the events that close a session (`message`, `made-safe`, `run-ended`,
 *   `session-closed`) are still taken if there is any room left for them.
 * - `append` does not block the event loop.
 */
export interface SessionWriter {
  append(event: SessionEvent): Promise<void>
  /** Waits until everything appended is durable or has failed, then lets go of the file. May be called twice. */
  close(): Promise<void>
}

export interface ReadEventsOptions extends OperationOptions {
  /** First `seq` wanted; 1 when absent. */
  readonly from?: number
}

/** A store: where sessions go and come back from. Any number of readers, one writer a session. */
export interface SessionStore extends AsyncDisposable {
  /** Short name, as `bench.yaml` has it: `sqlite`, `parquet`, `memory`. */
  readonly name: string
  /** Where it is, for people: a path. */
  readonly location: string
  /**
   * Starts a session. Resolves when its first event is durable.
   * @throws StoreError (format, version, locked, full, write)
   */
  create(opened: SessionOpened): Promise<SessionWriter>
  /** Newest first. Sees what is durable, also while a session is written. */
  sessions(options?: OperationOptions): Promise<readonly SessionSummary[]>
  /**
   * One session by its id or by a beginning of it that only one has.
   * @throws StoreError (not-found)
   */
  session(id: string, options?: OperationOptions): Promise<SessionSummary>
  /**
   * The durable events of a session in order.
   * @throws StoreError (not-found) when iteration begins.
   */
  events(id: string, options?: ReadEventsOptions): AsyncIterable<SessionEvent>
  close(): Promise<void>
}
