import type { ChoiceParameter } from './declarations.ts'
import { compileHeader, type HeaderPattern } from './header-pattern.ts'
import { parseProgramMessage } from './program-message-parser.ts'
import { matchesWord, shortForm } from './word-pattern.ts'

const patterns = new Map<string, HeaderPattern>()

/** The spelling of a quoted choice, which has nodes like a header: `VOLTage[:DC]`. */
function patternOf(spelling: string): HeaderPattern {
  const known = patterns.get(spelling)
  if (known !== undefined) return known
  const made = compileHeader(spelling)
  patterns.set(spelling, made)
  return made
}

/** Our name of a choice by what stands between its quotes. */
function quotedChoice(choices: ChoiceParameter['choices'], text: string): string | undefined {
  const { units: [unit, ...more], problem } = parseProgramMessage(text)
  if (unit === undefined || more.length > 0 || problem !== undefined || unit.query || unit.data.length > 0) return undefined
  return Object.keys(choices).find((name) => patternOf(choices[name] ?? '').match(unit.header) !== undefined)
}

/** Our name of a choice by its word, or by the text of its string; undefined where it is none. */
export function choiceNamed({ choices, quoted }: ChoiceParameter, text: string): string | undefined {
  if (quoted === true) return quotedChoice(choices, text)
  for (const name in choices) if (matchesWord(choices[name] ?? name, text)) return name
  return undefined
}

/** A choice as it is sent and answered: in its short form, quoted where it is a string; undefined where it is none. */
export function choiceText({ choices, quoted }: ChoiceParameter, name: string): string | undefined {
  const spelling = Object.hasOwn(choices, name) ? choices[name] : undefined
  if (spelling === undefined) return undefined
  return quoted === true ? `"${patternOf(spelling).shortForm}"` : shortForm(spelling)
}
