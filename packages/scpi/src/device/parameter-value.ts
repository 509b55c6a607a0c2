import {
  forChannel, type ChoiceParameter, type NumberParameter, type NumberRange, type ParameterDeclaration,
} from '../declarations.ts'
import type { ProgramData } from '../program-message.ts'
import { matchesWord } from '../word-pattern.ts'
import { DeviceError } from './device-error.ts'
import type { DeviceValue } from './device-definition.ts'

const limits = { MIN: 'MINimum', MAX: 'MAXimum', DEF: 'DEFault' } as const

/** Words that stand for a bound of the range. */
export type LimitWord = keyof typeof limits

const limitWords: readonly LimitWord[] = ['MIN', 'MAX', 'DEF']

/** `MIN`, `MAX` or `DEF` for either spelling of them. */
export function limitWord(word: string): LimitWord | undefined {
  return limitWords.find((limit) => matchesWord(limits[limit], word))
}

function boundOf(range: NumberRange | undefined, word: LimitWord): number | undefined {
  if (word === 'MIN') return range?.min
  return word === 'MAX' ? range?.max : range?.default
}

function checked(parameter: NumberParameter, value: number, range: NumberRange | undefined): number {
  const rounded = parameter.integer === true ? Math.round(value) : value
  if (Number.isNaN(rounded)) throw new DeviceError(-222)
  if (range !== undefined && !(rounded >= range.min && rounded <= range.max)) throw new DeviceError(-222)
  return rounded
}

/**
 * The number a parameter stands for on a channel: words replaced, rounded where it is an integer, range checked.
 * @throws DeviceError -222 out of range, -224 for a word that stands for no number.
 */
export function numberFor(parameter: NumberParameter, value: DeviceValue | undefined, channel?: number): number {
  const range = forChannel(parameter.range, channel)
  if (typeof value === 'number') return checked(parameter, value, range)
  const limit = typeof value === 'string' ? limitWord(value) : undefined
  const bound = limit === undefined ? undefined : boundOf(range, limit)
  if (bound === undefined) throw new DeviceError(-224)
  return bound
}

function specialNumber(word: string): number | undefined {
  if (matchesWord('INFinity', word)) return Number.POSITIVE_INFINITY
  if (matchesWord('NINFinity', word)) return Number.NEGATIVE_INFINITY
  return word === 'NAN' ? Number.NaN : undefined
}

/** A bound stays a word where its range is not known without a channel. */
function wordValue(parameter: NumberParameter, word: string, channel: number | undefined): DeviceValue {
  const own = parameter.words?.find((pattern) => matchesWord(pattern, word))
  const limit = limitWord(word)
  const range = forChannel(parameter.range, channel)
  if (limit !== undefined) {
    const bound = boundOf(range, limit)
    if (bound !== undefined) return bound
    if (own !== undefined || (range === undefined && parameter.range !== undefined)) return limit
  }
  if (own !== undefined) return own
  const special = specialNumber(word)
  return special === undefined ? numberFor(parameter, word, channel) : checked(parameter, special, range)
}

function numberValue(parameter: NumberParameter, data: ProgramData, channel: number | undefined): DeviceValue {
  if (data.kind === 'word') return wordValue(parameter, data.word, channel)
  if (data.kind !== 'number') throw new DeviceError(-104)
  if (data.unit !== undefined && data.unit !== parameter.unit) throw new DeviceError(parameter.unit === undefined ? -138 : -131)
  return checked(parameter, data.value, forChannel(parameter.range, channel))
}

function booleanValue(data: ProgramData): boolean {
  if (data.kind === 'number') return Math.round(data.value) !== 0
  if (data.kind !== 'word') throw new DeviceError(-104)
  if (data.word === 'ON') return true
  if (data.word === 'OFF') return false
  throw new DeviceError(-224)
}

function choiceValue(parameter: ChoiceParameter, data: ProgramData): string {
  if (data.kind !== 'word') throw new DeviceError(-104)
  for (const name in parameter.choices) {
    if (matchesWord(parameter.choices[name] ?? '', data.word)) return name
  }
  throw new DeviceError(-224)
}

/**
 * The value that program data are for a parameter.
 * @throws DeviceError -104 for data of another type, -131 and -138 for a wrong unit, -222 out of range, -223 for a string that
 * is too long, -224 for a word that is none of the choices.
 */
export function parameterValue(parameter: ParameterDeclaration, data: ProgramData, channel: number | undefined): DeviceValue {
  switch (parameter.kind) {
    case 'number': return numberValue(parameter, data, channel)
    case 'boolean': return booleanValue(data)
    case 'choice': return choiceValue(parameter, data)
    case 'string':
      if (data.kind !== 'string') throw new DeviceError(-104)
      if (data.value.length > (parameter.maxLength ?? Infinity)) throw new DeviceError(-223)
      return data.value
    case 'block':
      if (data.kind !== 'block') throw new DeviceError(-104)
      return data.data
  }
}
