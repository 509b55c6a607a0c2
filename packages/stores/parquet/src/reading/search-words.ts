import type { StoredJson } from '../rows/stored-json.ts'

/** A text without its accents and capitals. */
function plainText(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

function wordsOf(text: string): string[] {
  return plainText(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** All texts and numbers in a value, keys of objects left out. */
export function leavesOf(value: StoredJson | undefined): string[] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'object') return [String(value)]
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((item: StoredJson) => leavesOf(item))
}

/** Whether every word of a query occurs in the texts. A word that ends in `*` is the beginning of one. */
export function hasWords(texts: readonly string[], query: string): boolean {
  const words = new Set(texts.flatMap(wordsOf))
  const wanted = query.split(/\s+/).filter((word) => word !== '')
  return wanted.every((word) => {
    const parts = wordsOf(word)
    return parts.every((part, i) => word.endsWith('*') && i === parts.length - 1 ? hasBeginning(words, part) : words.has(part))
  })
}

function hasBeginning(words: ReadonlySet<string>, beginning: string): boolean {
  for (const word of words) if (word.startsWith(beginning)) return true
  return false
}
