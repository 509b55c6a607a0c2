import type { ChoiceParameter, NumberParameter, ParameterDeclaration } from './declarations.ts'
import type { ChannelKey } from './guard-state.ts'
import { dependentRange, fixedRange } from './number-range.ts'
import type { ProgramData } from './program-message.ts'
import type { Span } from './span.ts'
import { matchesWord } from './word-pattern.ts'

/** Numbers from here on stand for infinity and "not a number" (SCPI-99 vol. 1, 7.2.1). */
const firstSpecialNumber = 9.89e37

function ordinary(value: number): number {
  return Math.abs(value) < firstSpecialNumber ? value : Number.NaN
}

function wordLevel(word: string, parameter: NumberParameter, channel: ChannelKey): number | undefined {
  const range = fixedRange(parameter, channel)
  if (matchesWord('MINimum', word)) return range?.min
  if (matchesWord('MAXimum', word)) return range?.max
  if (matchesWord('DEFault', word)) return range?.default
  const special = matchesWord('INFinity', word) || matchesWord('NINFinity', word) || word === 'NAN'
  return special ? Number.NaN : undefined
}

/** Where MIN, MAX or DEF of a range that other settings decide may lie; undefined for anything else. */
export function boundSpan(data: ProgramData | undefined, parameter: NumberParameter): Span | undefined {
  const range = dependentRange(parameter)
  if (range === undefined || data?.kind !== 'word') return undefined
  return ['MINimum', 'MAXimum', 'DEFault'].some((pattern) => matchesWord(pattern, data.word)) ? range.widest : undefined
}

/**
 * The level that program data stand for on a channel. `NaN` for infinity and NaN, which lie in no limit; undefined where it
 * cannot be known, such as `UP`, another unit, or MAX without a declared range of its own.
 */
export function levelOf(data: ProgramData | undefined, parameter: NumberParameter, channel: ChannelKey): number | undefined {
  if (data?.kind === 'word') return wordLevel(data.word, parameter, channel)
  if (data?.kind !== 'number') return undefined
  return data.unit === undefined || data.unit === parameter.unit ? ordinary(data.value) : undefined
}

/** ON, OFF or a number, which is on unless it rounds to 0 (SCPI-99 vol. 1, 7.3); undefined for anything else. */
export function switchOf(data: ProgramData | undefined): boolean | undefined {
  if (data?.kind === 'number') return data.unit === undefined ? Math.round(data.value) !== 0 : undefined
  if (data?.kind !== 'word') return undefined
  return data.word === 'ON' ? true : data.word === 'OFF' ? false : undefined
}

function choiceName(word: string, parameter: ChoiceParameter): string | undefined {
  return Object.entries(parameter.choices).find(([, pattern]) => matchesWord(pattern, word))?.[0]
}

/** Our name of a choice, or a whole number as text; undefined for anything else. */
export function nameOf(data: ProgramData | undefined, parameter: ParameterDeclaration): string | undefined {
  if (data?.kind === 'word') return parameter.kind === 'choice' ? choiceName(data.word, parameter) : data.word
  if (data?.kind === 'number' && data.unit === undefined) return String(data.value)
  return undefined
}
