/** One keyword of a header as a manual writes it. */
interface Keyword {
  readonly text: string
  readonly optional: boolean
}

function keywordsOf(pattern: string): Keyword[] {
  return [...pattern.matchAll(/\[:?([^\]:]+):?\]|([^:[\]]+)/g)].map(([, optional, fixed]) => (
    { text: optional ?? fixed ?? '', optional: optional !== undefined }))
}

const shorten = (word: string): string => word.replaceAll(/[a-z]/g, '')

/**
 * How a header may be spelled: everything short, everything long, optional keywords left out, lower and mixed case. Written for
 * these tests, apart from the parser that they test.
 */
export function spellings(pattern: string): string[] {
  const keywords = keywordsOf(pattern)
  const needed = keywords.filter(({ optional }) => !optional)
  const join = (list: readonly Keyword[], spell: (word: string, index: number) => string): string =>
    list.map(({ text }, index) => spell(text, index)).join(':')
  const long = (word: string): string => word.toUpperCase()
  return [...new Set([
    join(needed, shorten), join(needed, long), join(keywords, shorten), join(keywords, long),
    join(keywords, (word) => word.toLowerCase()),
    join(needed, (word, index) => (index % 2 === 0 ? shorten(word).toLowerCase() : long(word))),
    ...(pattern.startsWith('*') ? [] : [`:${join(needed, shorten)}`]),
  ])]
}

/** Spellings that are neither short nor long: one letter less than long. */
export function misspellings(pattern: string): string[] {
  const needed = keywordsOf(pattern).filter(({ optional }) => !optional)
  const last = needed.at(-1)?.text ?? ''
  const cut = last.slice(0, -1).toUpperCase()
  if (cut === shorten(last) || cut.length < 2) return []
  return [[...needed.slice(0, -1).map(({ text }) => shorten(text)), cut].join(':')]
}
