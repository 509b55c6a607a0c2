import { describeRange, SettingError } from '@lab/core'
import type { ChoiceParameter, NumberParameter, NumberRange, ParameterDeclaration } from './declarations.ts'
import { dependencyValues, dependentRange, widestRange, type DependencyLookup } from './number-range.ts'
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

function isOutside({ min, max }: NumberRange, value: number): boolean {
  return !(value >= min && value <= max)
}

/** `function square, load 50`. */
function describeValues(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values).map(([name, value]) => `${name} ${String(value)}`).join(', ')
}

function refuseOutside(place: SettingPlace, { unit }: NumberParameter, value: number, { min, max }: NumberRange, why = ''): never {
  refuse(place, value, `${unit === undefined ? '' : ` ${unit}`} is outside ${describeRange({ min, max }, unit)}${why}`, ' of')
}

/** The span that other settings decide, where all of them are known. */
function validateDependent(place: SettingPlace, parameter: NumberParameter, value: number, lookup: DependencyLookup): void {
  const dependent = dependentRange(parameter)
  const values = dependent === undefined ? undefined : dependencyValues(dependent, lookup)
  if (dependent === undefined || values === undefined) return
  const range = dependent.at(values, place.channel)
  if (isOutside(range, value)) refuseOutside(place, parameter, value, range, ` (${describeValues(values)})`)
}

function validateNumber(place: SettingPlace, parameter: NumberParameter, value: unknown, lookup?: DependencyLookup): number {
  if (value === Infinity && parameter.infinity !== undefined) return value
  if (typeof value !== 'number' || !Number.isFinite(value)) return refuse(place, value, ' is not a finite number')
  const unit = parameter.unit === undefined ? '' : ` ${parameter.unit}`
  const range = widestRange(parameter, place.channel)
  if (range !== undefined && isOutside(range, value)) refuseOutside(place, parameter, value, range)
  if (lookup !== undefined) validateDependent(place, parameter, value, lookup)
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
 * @param lookup the values that ranges depend on, as far as they are known; the widest range holds where one is not.
 * @throws SettingError naming instrument, channel, setting, range and unit. Nothing is clipped or rounded.
 */
export function validateValue(place: SettingPlace, parameter: ParameterDeclaration, value: unknown, lookup?: DependencyLookup): ParameterInput {
  switch (parameter.kind) {
    case 'number': return validateNumber(place, parameter, value, lookup)
    case 'boolean': return validateBoolean(place, value)
    case 'choice': return validateChoice(place, parameter, value)
    case 'string': return validateString(place, parameter.maxLength, value)
    case 'block': return validateBlock(place, value)
  }
}
