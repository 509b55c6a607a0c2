import type { Progress } from './progress.ts'
import type { SessionEvent } from './session-event.ts'
import { processWide } from './process-wide.ts'

/** What an observer knows of the session it hears from. */
export interface ObservedSession {
  readonly sessionId: string
  readonly name: string
}

/** Hears of every session of the process. Its methods must not throw and must not wait. */
export interface SessionObserver {
  onOpened?(session: ObservedSession): void
  /** Every event as it happens; it may not be durable yet. */
  onEvent?(event: SessionEvent, session: ObservedSession): void
  onProgress?(progress: Progress, session: ObservedSession): void
  onClosed?(session: ObservedSession): void
}

const observers = processWide('@lab/core/observers/1', () => new Set<SessionObserver>())

/**
 * Observes every session of this process, also those of another installed copy of this package: how a host such as the `lab`
 * command shows the progress of a script it has not written. Returns how to stop.
 */
export function observeSessions(observer: SessionObserver): () => void {
  observers.add(observer)
  return () => observers.delete(observer)
}

export function currentObservers(): ReadonlySet<SessionObserver> {
  return observers
}
