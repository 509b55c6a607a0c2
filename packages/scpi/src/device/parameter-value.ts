import { choiceNamed } from '../choice-spelling.ts'
import type { ChoiceParameter, NumberParameter, NumberRange, ParameterDeclaration, StringParameter } from '../declarations.ts'
import { fixedRange } from '../number-range.ts'
import type { ProgramData } from '../program-message.ts'
import { matchesWord } from '../word-pattern.ts'
import { DeviceError } from './device-error.ts'
import type { DeviceControl, DeviceValue } from './device-definition.ts'

const limits = { MIN: 'MINimum', MAX: 'MAXimum', DEF: 'DEFault' } as const

/** Words that stand for a bound of the range. */
export type LimitWord = keyof typeof limits

const limitWords: readonly LimitWord[] = ['MIN', 'MAX', 'DEF']

/** `MIN`, `MAX` or `DEF` for either spelling of them. */
export function limitWord(word: string): LimitWord | undefined {
  return limitWords.find((limit) => matchesWord(limits[limit], word))
}

/** Gives the range that holds now; undefined where none is known. */
export type RangeLookup = (parameter: NumberParameter, channel: number | undefined) => NumberRange | undefined

/** Told of a number outside its range. When it returns, the nearest bound is taken. */
export type OutsideHandler = (bound: 'lower' | 'upper') => void

/** How numbers are judged. */
export interface NumberRules {
  readonly rangeOf: RangeLookup
  readonly outside: OutsideHandler
  /** What a number in another unit is in the declared one; undefined where the unit is not taken. */
  readonly convert?: (value: number, unit: string, channel: number | undefined) => number | undefined
}

function refuseOutside(): never {
  throw new DeviceError(-222)
}

/** Refuses what lies outside. */
export function refusing(rangeOf: RangeLookup): NumberRules {
  return { rangeOf, outside: refuseOutside }
}

function boundOf(range: NumberRange | undefined, word: LimitWord): number | undefined {
  if (word === 'MIN') return range?.min
  return word === 'MAX' ? range?.max : range?.default
}

function checked(parameter: NumberParameter, value: number, range: NumberRange | undefined, outside: OutsideHandler): number {
  if (parameter.infinity !== undefined && value >= firstInfinity) return Infinity
  const rounded = parameter.integer === true ? Math.round(value) : value
  if (Number.isNaN(rounded)) throw new DeviceError(-222)
  if (range === undefined || (rounded >= range.min && rounded <= range.max)) return rounded
  outside(rounded < range.min ? 'lower' : 'upper')
  return rounded < range.min ? range.min : range.max
}

/** A word that stands for a number at all times. */
function wordNumber(parameter: NumberParameter, word: string): number | undefined {
  if (parameter.infinity !== undefined && matchesWord(parameter.infinity, word)) return Infinity
  return specialNumber(word)
}

/**
 * The number a parameter stands for on a channel: words replaced, rounded where it is an integer, range checked.
 * @param device whose settings decide the range, where others do; such a range is not looked at without.
 * @throws DeviceError -222 out of range, -224 for a word that stands for no number.
 */
export function numberFor(
  parameter: NumberParameter, value: DeviceValue | undefined, channel?: number, device?: Pick<DeviceControl, 'rangeOf'>,
): number {
  const range = device === undefined ? fixedRange(parameter, channel) : device.rangeOf(parameter, channel)
  if (typeof value === 'number') return checked(parameter, value, range, refuseOutside)
  return boundFor(typeof value === 'string' ? value : '', range)
}

function boundFor(word: string, range: NumberRange | undefined): number {
  const limit = limitWord(word)
  const bound = limit === undefined ? undefined : boundOf(range, limit)
  if (bound === undefined) throw new DeviceError(-224)
  return bound
}

/** Numbers from here on stand for infinity (SCPI-99 vol. 1, 7.2.1.4). */
const firstInfinity = 9.9e37

function specialNumber(word: string): number | undefined {
  if (matchesWord('INFinity', word)) return Number.POSITIVE_INFINITY
  if (matchesWord('NINFinity', word)) return Number.NEGATIVE_INFINITY
  return word === 'NAN' ? Number.NaN : undefined
}

/** A bound stays a word where its range is not known without a channel. */
function wordValue(parameter: NumberParameter, word: string, range: NumberRange | undefined, outside: OutsideHandler): DeviceValue {
  const own = parameter.words?.find((pattern) => matchesWord(pattern, word))
  const limit = limitWord(word)
  if (limit !== undefined) {
    const bound = boundOf(range, limit)
    if (bound !== undefined) return bound
    if (own !== undefined || (range === undefined && parameter.range !== undefined)) return limit
  }
  if (own !== undefined) return own
  const special = wordNumber(parameter, word)
  return special === undefined ? boundFor(word, range) : checked(parameter, special, range, outside)
}

function numberValue(
  parameter: NumberParameter, data: ProgramData, channel: number | undefined, { rangeOf, outside, convert }: NumberRules,
): DeviceValue {
  const range = rangeOf(parameter, channel)
  if (data.kind === 'word') return wordValue(parameter, data.word, range, outside)
  if (data.kind === 'block' && parameter.orBlock === true) return data.data
  if (data.kind !== 'number') throw new DeviceError(-104)
  const converted = data.unit === undefined ? undefined : convert?.(data.value, data.unit, channel)
  if (converted !== undefined) return checked(parameter, converted, range, outside)
  if (data.unit !== undefined && data.unit !== parameter.unit) throw new DeviceError(parameter.unit === undefined ? -138 : -131)
  return checked(parameter, data.value, range, outside)
}

function booleanValue(data: ProgramData): boolean {
  if (data.kind === 'number') return Math.round(data.value) !== 0
  if (data.kind !== 'word') throw new DeviceError(-104)
  if (data.word === 'ON') return true
  if (data.word === 'OFF') return false
  throw new DeviceError(-224)
}

function choiceValue(parameter: ChoiceParameter, data: ProgramData): string {
  const text = parameter.quoted === true ? stringOf(data) : data.kind === 'word' ? data.word : undefined
  if (text === undefined) throw new DeviceError(-104)
  const name = choiceNamed(parameter, text)
  if (name === undefined) throw new DeviceError(-224)
  return name
}

function stringOf(data: ProgramData): string | undefined {
  return data.kind === 'string' ? data.value : undefined
}

function stringValue({ maxLength = Infinity, unquoted, orNumber }: StringParameter, data: ProgramData): string {
  const isBare = (data.kind === 'word' && unquoted === true) || (data.kind === 'number' && orNumber === true)
  const text = data.kind === 'string' ? data.value : isBare ? data.text : undefined
  if (text === undefined) throw new DeviceError(-104)
  if (text.length > maxLength) throw new DeviceError(-223)
  return text
}

/**
 * The value that program data are for a parameter.
 * @throws DeviceError -104 for data of another type, -131 and -138 for a wrong unit, -222 out of range, -223 for a string that
 * is too long, -224 for a word that is none of the choices.
 */
export function parameterValue(
  parameter: ParameterDeclaration, data: ProgramData, channel: number | undefined, rules: NumberRules,
): DeviceValue {
  switch (parameter.kind) {
    case 'number': return numberValue(parameter, data, channel, rules)
    case 'boolean': return booleanValue(data)
    case 'choice': return choiceValue(parameter, data)
    case 'string': return stringValue(parameter, data)
    case 'block':
      if (data.kind !== 'block') throw new DeviceError(-104)
      return data.data
  }
}
