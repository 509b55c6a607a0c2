import { describeRange, SettingError } from '@lab/core'
import { forChannel, type ChoiceParameter, type NumberParameter, type ParameterDeclaration } from './declarations.ts'
import type { ParameterInput } from './program-message-builder.ts'

/** Where a value is going, for messages. */
export interface SettingPlace {
  /** Alias of the instrument. */
  readonly alias: string
  readonly name: string
  readonly channel: number | undefined
}

/** `psu channel 1`. */
export function describePlace({ alias, channel }: SettingPlace): string {
  return channel === undefined ? alias : `${alias} channel ${channel}`
}

function refuse(place: SettingPlace, value: unknown, problem: string, preposition = ', for'): never {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value)
  throw new SettingError(`${place.name} ${shown}${problem}${preposition} ${describePlace(place)}; nothing was sent.`)
}

function validateNumber(place: SettingPlace, parameter: NumberParameter, value: unknown): number {
  const unit = parameter.unit === undefined ? '' : ` ${parameter.unit}`
  if (typeof value !== 'number' || !Number.isFinite(value)) return refuse(place, value, ' is not a finite number')
  const range = forChannel(parameter.range, place.channel)
  if (range !== undefined && (value < range.min || value > range.max)) {
    refuse(place, value, `${unit} is outside ${describeRange({ min: range.min, max: range.max }, parameter.unit)}`, ' of')
  }
  if (parameter.integer === true && !Number.isInteger(value)) refuse(place, value, `${unit} is not a whole number`)
  return value
}

function validateChoice(place: SettingPlace, { choices }: ChoiceParameter, value: unknown): string {
  if (typeof value === 'string' && Object.hasOwn(choices, value)) return value
  return refuse(place, value, ` is not one of ${Object.keys(choices).join(', ')}`)
}

function validateString(place: SettingPlace, maxLength: number | undefined, value: unknown): string {
  if (typeof value !== 'string') return refuse(place, value, ' is not a string')
  if (maxLength !== undefined && value.length > maxLength) {
    refuse(place, value, ` has ${value.length} characters, more than the ${maxLength}`)
  }
  return value
}

function validateBoolean(place: SettingPlace, value: unknown): boolean {
  return typeof value === 'boolean' ? value : refuse(place, value, ' is neither true nor false')
}

function validateBlock(place: SettingPlace, value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : refuse(place, value, ' is not a Uint8Array')
}

/**
 * Checks a value before anything is sent: kind, range of the channel, whole number, choice, length.
 * @throws SettingError naming instrument, channel, setting, range and unit. Nothing is clipped or rounded.
 */
export function validateValue(place: SettingPlace, parameter: ParameterDeclaration, value: unknown): ParameterInput {
  switch (parameter.kind) {
    case 'number': return validateNumber(place, parameter, value)
    case 'boolean': return validateBoolean(place, value)
    case 'choice': return validateChoice(place, parameter, value)
    case 'string': return validateString(place, parameter.maxLength, value)
    case 'block': return validateBlock(place, value)
  }
}
