/** One line of the guide: what is sent with a header, and what comes back. */
export interface Row {
  /** As the guide writes it: short forms in capitals, optional nodes in brackets. */
  readonly header: string
  /** Messages before it. */
  readonly before?: string
  /** Parameters of the command; absent where only the query is tried, empty for a command without. */
  readonly set?: string
  /** Parameters of the query behind it. */
  readonly query?: string
  /** What the query answers; absent where there is none to try. */
  readonly reply?: string | RegExp
  /** Number that the error queue has afterwards; 0 when absent. */
  readonly error?: number
  /** A query for what the command has done. */
  readonly then?: readonly [query: string, reply: string | RegExp]
}

interface Node {
  readonly short: string
  readonly long: string
  readonly optional: boolean
}

function nodesOf(header: string): readonly Node[] {
  return [...header.matchAll(/(\[?):?([*A-Za-z\d]+):?(\]?)/g)].map(([, open = '', word = '']) => ({
    short: word.replaceAll(/[a-z]/g, ''), long: word.toUpperCase(), optional: open === '[',
  }))
}

/** Every node short or long, every optional one there or not; and all of it in lower case. */
export function spellings(header: string): readonly string[] {
  const nodes = nodesOf(header)
  const spell = (form: 'short' | 'long', all: boolean): string =>
    nodes.filter(({ optional }) => all || !optional).map((node) => node[form]).join(':')
  const written = [spell('short', false), spell('long', false), spell('short', true), spell('long', true)]
  return [...new Set([...written, spell('long', true).toLowerCase(), spell('short', false).toLowerCase()])]
}
