import type { SessionEvent } from '@lab/core'

type EventType = SessionEvent['type']

/** Every type of event with its number between the threads. */
const eventTypes: Readonly<Record<EventType, number>> = {
  'session-opened': 0,
  'run-started': 1,
  'columns-declared': 2,
  point: 3,
  recorded: 4,
  message: 5,
  'made-safe': 6,
  'run-ended': 7,
  'session-closed': 8,
  snapshot: 9,
  attached: 10,
  traced: 11,
}

const byCode: readonly string[] = Object.entries(eventTypes).sort(([, a], [, b]) => a - b).map(([type]) => type)

export const pointCode = eventTypes.point
export const sessionClosedCode = eventTypes['session-closed']

export function codeOfType(type: EventType): number {
  return eventTypes[type]
}

export function typeOfCode(code: number): string {
  const type = byCode[code]
  if (type === undefined) throw new RangeError(`There is no event type ${code}.`)
  return type
}
