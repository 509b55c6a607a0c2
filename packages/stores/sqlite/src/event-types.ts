import type { SessionEvent } from '@lab/core'

type EventType = SessionEvent['type']

/** Every type of event with its number between the threads. */
const eventTypes: Readonly<Record<EventType, { readonly code: number; readonly closing: boolean }>> = {
  'session-opened': { code: 0, closing: false },
  'run-started': { code: 1, closing: false },
  'columns-declared': { code: 2, closing: false },
  point: { code: 3, closing: false },
  recorded: { code: 4, closing: false },
  message: { code: 5, closing: true },
  'made-safe': { code: 6, closing: true },
  'run-ended': { code: 7, closing: true },
  'session-closed': { code: 8, closing: true },
  snapshot: { code: 9, closing: false },
  attached: { code: 10, closing: false },
  traced: { code: 11, closing: false },
}

interface NumberedType {
  readonly name: string
  readonly closing: boolean
}

const byCode: readonly NumberedType[] = Object.entries(eventTypes)
  .sort(([, a], [, b]) => a.code - b.code)
  .map(([name, { closing }]) => ({ name, closing }))

export const pointCode = eventTypes.point.code
export const sessionClosedCode = eventTypes['session-closed'].code

export function codeOfType(type: EventType): number {
  return eventTypes[type].code
}

/** True for the events that close a session: they are still written when the disk is full. */
export function isClosingType(type: EventType): boolean {
  return eventTypes[type].closing
}

export function typeOfCode(code: number): NumberedType {
  const type = byCode[code]
  if (type === undefined) throw new RangeError(`There is no event type ${code}.`)
  return type
}
