import { ProtocolError } from '@lab/core'

/** One entry of an instrument's error queue. */
export interface ErrorEntry {
  /** 0: no error. Negative: standard (SCPI-99 vol. 2, 21.8). Positive: the instrument's own. */
  readonly number: number
  readonly text: string
}

const entryPattern = /^\s*([+-]?\d+)\s*(?:,\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(.*?)))?\s*$/s

/**
 * Reads a reply of `SYSTem:ERRor[:NEXT]?`, with or without a space behind the comma: `+0,"No error"`.
 * @throws ProtocolError when the reply is not an entry of an error queue.
 */
export function parseErrorEntry(reply: string): ErrorEntry {
  const match = entryPattern.exec(reply)
  if (match?.[1] === undefined) {
    throw new ProtocolError(`The error queue answered ${JSON.stringify(reply)}; expected a reply such as +0,"No error".`)
  }
  const text = match[2]?.replaceAll('""', '"') ?? match[3]?.replaceAll("''", "'") ?? match[4] ?? ''
  return { number: Number(match[1]), text }
}
