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

/** Error for the first of the entries; the others are in the message, and in the cause. */
export function instrumentError(
  alias: string, entries: readonly ErrorEntry[], command: string | undefined,
): InstrumentError | undefined {
  const [first, ...others] = entries
  if (first === undefined) return undefined
  const after = command === undefined ? '' : ` after ${quoteShort(command)}`
  const also = others.length === 0 ? '' : `; also ${describeErrors(others)}`
  return new InstrumentError(`${alias} reports ${describeErrors([first])}${after}${also}.`, {
    ...first, command, instrument: alias, ...(others.length === 0 ? {} : { cause: others }),
  })
}
