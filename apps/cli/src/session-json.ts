import type { SessionSummary } from '@lab/core'

/** A session as JSON: times as ISO 8601. */
export function sessionJson({ openedMs, closedMs, ...rest }: SessionSummary): Record<string, unknown> {
  const closed = closedMs === undefined ? {} : { closed: new Date(closedMs).toISOString() }
  return { ...rest, opened: new Date(openedMs).toISOString(), ...closed }
}
