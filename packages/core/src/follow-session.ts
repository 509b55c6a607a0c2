import { sleepOn, systemClock, type Clock } from './clock.ts'
import type { SessionEvent } from './session-event.ts'
import type { ReadEventsOptions, SessionStore } from './session-store.ts'

export interface FollowOptions extends ReadEventsOptions {
  /** How often to look for new events, in milliseconds; 50 when absent. */
  readonly intervalMs?: number
  readonly clock?: Clock
}

/**
 * The events of a session from any one on, and then each as it becomes durable, until the session is closed or its writer is gone.
 * Works from another process, too. Memory stays constant.
 * @throws StoreError (not-found); the reason of the signal.
 */
export async function* followSession(store: SessionStore, id: string, options: FollowOptions = {}): AsyncGenerator<SessionEvent, void, undefined> {
  const { intervalMs = 50, clock = systemClock, signal } = options
  const reading = signal === undefined ? {} : { signal }
  let next = options.from ?? 1
  for (;;) {
    // Asked first: whatever was written before its end is read after it.
    const { status } = await store.session(id, reading)
    for await (const event of store.events(id, { ...reading, from: next })) {
      next = event.seq + 1
      yield event
      if (event.type === 'session-closed') return
    }
    if (status !== 'running') return
    await sleepOn(clock, intervalMs, signal)
  }
}
