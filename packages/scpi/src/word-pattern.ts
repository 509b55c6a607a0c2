/** A SCPI word with its short form in capitals: `FIXed` is FIX or FIXED. */
interface WordForms {
  readonly short: string
  readonly long: string
}

const forms = new Map<string, WordForms>()

/** Both spellings of a word. */
export function wordForms(pattern: string): WordForms {
  let known = forms.get(pattern)
  if (known === undefined) {
    known = { short: pattern.replaceAll(/[a-z]/g, ''), long: pattern.toUpperCase() }
    forms.set(pattern, known)
  }
  return known
}

/** The short form: `FIXed` gives `FIX`. */
export function shortForm(pattern: string): string {
  return wordForms(pattern).short
}

/** Whether a word is exactly the short or exactly the long form of `FIXed`, in any letter case. */
export function matchesWord(pattern: string, word: string): boolean {
  const { short, long } = wordForms(pattern)
  const upper = word.toUpperCase()
  return upper === short || upper === long
}
