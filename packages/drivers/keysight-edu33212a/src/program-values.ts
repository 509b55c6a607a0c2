import { matchesWord, type ProgramData } from '@lab/scpi'

/** Whether data are a word, in either form. */
export function isWord(data: ProgramData | undefined, word: string): boolean {
  return data?.kind === 'word' && matchesWord(word, data.word)
}

/** A number, and its unit if it came with one of those; undefined for anything else. */
export function numberIn(
  data: ProgramData | undefined, units: readonly string[],
): { readonly value: number; readonly unit?: string } | undefined {
  if (data?.kind !== 'number' || Number.isNaN(data.value)) return undefined
  if (data.unit === undefined) return { value: data.value }
  return units.includes(data.unit) ? { value: data.value, unit: data.unit } : undefined
}

/** ON, OFF, or a number, which is on unless it rounds to 0; undefined for anything else. */
export function booleanOf(data: ProgramData | undefined): boolean | undefined {
  if (data?.kind === 'number') return Math.round(data.value) !== 0
  if (data?.kind !== 'word') return undefined
  return data.word === 'ON' ? true : data.word === 'OFF' ? false : undefined
}

/** Our name of a word. */
export function choiceOf<Name extends string>(
  data: ProgramData | undefined, words: Readonly<Record<Name, string>>,
): Name | undefined {
  for (const name in words) if (isWord(data, words[name])) return name
  return undefined
}

/** A text, with or without quotes. */
export function textOf(data: ProgramData | undefined): string | undefined {
  if (data?.kind === 'string') return data.value
  return data?.kind === 'word' ? data.text : undefined
}
