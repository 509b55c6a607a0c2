import { InstrumentError } from '@lab/core'
import { parseErrorEntry, type ErrorEntry } from './error-entry.ts'
import { quoteShort } from './quote-short.ts'

/** The query for the oldest entry (SCPI-99 vol. 2, 21.8). */
export const errorQuery = 'SYST:ERR?'

/** What an empty queue answers nearly always. */
const usualReply = '+0,"No error"'

/** More entries than the queue of any instrument holds. */
const mostEntries = 100

/** Reads an error queue until it is empty, oldest entry first. @param ask sends {@link errorQuery} and gives the reply. */
export async function readErrorQueue(ask: (message: string) => Promise<string>): Promise<readonly ErrorEntry[]> {
  const entries: ErrorEntry[] = []
  while (entries.length < mostEntries) {
    const reply = await ask(errorQuery)
    if (reply === usualReply) break
    const entry = parseErrorEntry(reply)
    if (entry.number === 0) break
    entries.push(entry)
  }
  return entries
}

/** `-113 "Undefined header", -222 "Data out of range"`. */
export function describeErrors(entries: readonly ErrorEntry[]): string {
  return entries.map(({ number, text }) => `${number} "${text}"`).join(', ')
}

/** ` after ":VOLT 5"`, and what was sent before it without a look into the queue. */
function describeCommand(command: string | undefined, unchecked: readonly string[]): string {
  if (command === undefined) return ''
  const before = unchecked.length === 0 ? '' : `, or one not checked before it: ${unchecked.map(quoteShort).join(', ')}`
  return ` after ${quoteShort(command)}${before}`
}

/**
 * Error for the first of the entries; the others are in the message, and in the cause.
 * @param command the message after which the queue was read.
 * @param unchecked messages before it that may have caused the entries as well.
 */
export function instrumentError(
  alias: string, entries: readonly ErrorEntry[], command: string | undefined, unchecked: readonly string[] = [],
): InstrumentError | undefined {
  const [first, ...others] = entries
  if (first === undefined) return undefined
  const after = describeCommand(command, unchecked)
  const also = others.length === 0 ? '' : `; also ${describeErrors(others)}`
  return new InstrumentError(`${alias} reports ${describeErrors([first])}${after}${also}.`, {
    ...first, command, instrument: alias, ...(others.length === 0 ? {} : { cause: others }),
  })
}
