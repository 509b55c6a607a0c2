const closingTypes: ReadonlySet<string> = new Set(['message', 'made-safe', 'run-ended', 'session-closed'])

/** True for the types of event that close a session: they are still written when the disk is full. */
export function isClosingType(type: string): boolean {
  return closingTypes.has(type)
}
