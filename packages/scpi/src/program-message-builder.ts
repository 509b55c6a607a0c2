import { SettingError } from '@lab/core'
import { blockHeader } from './block.ts'
import { formatChannelList } from './channel-list.ts'
import { choiceText } from './choice-spelling.ts'
import type { NumberParameter, ParameterDeclaration } from './declarations.ts'
import { decodeLatin1 } from './latin1.ts'
import { shortForm } from './word-pattern.ts'

/** A value for a parameter: what {@link ParameterDeclaration} says. */
export type ParameterInput = number | boolean | string | Uint8Array

/**
 * The shortest decimal number that reads back as the same double: `5`, `1.5E-7`. Infinities are the words INF and NINF.
 * @throws SettingError for NaN, which no instrument can set.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) throw new SettingError('NaN cannot be sent as a number.')
  if (!Number.isFinite(value)) return value > 0 ? 'INF' : 'NINF'
  return String(value).replace('e', 'E')
}

/**
 * A string in double quotes, quotes inside it doubled.
 * @throws SettingError for characters that do not fit in one byte, and for LF, which ends a message on a bare wire.
 */
export function formatString(text: string): string {
  if (/[^\x00-\x09\x0b-\xff]/.test(text)) {
    throw new SettingError(`${JSON.stringify(text)} cannot be sent as a string: it has a line feed or a character above U+00FF.`)
  }
  return `"${text.replaceAll('"', '""')}"`
}

/** A definite block as text of one character a byte. */
export function formatBlock(data: Uint8Array): string {
  return blockHeader(data.length) + decodeLatin1(data)
}

function refuse(parameter: ParameterDeclaration, value: ParameterInput): never {
  throw new SettingError(`${JSON.stringify(value)} is no value for a parameter of kind ${parameter.kind}.`)
}

/** A number, or one of the words that stand for one. */
function formatNumeric(parameter: NumberParameter, value: ParameterInput): string {
  if (value === Infinity && parameter.infinity !== undefined) return shortForm(parameter.infinity)
  if (typeof value === 'number') return formatNumber(value)
  return value === 'MIN' || value === 'MAX' || value === 'DEF' ? value : refuse(parameter, value)
}

/**
 * A value as it is sent for a declared parameter. Numbers are written so that they round-trip; MIN, MAX and DEF may stand for
 * them. Ranges are not looked at.
 * @throws SettingError for a value of another kind.
 */
export function formatParameter(parameter: ParameterDeclaration, value: ParameterInput): string {
  if (parameter.kind === 'number') return formatNumeric(parameter, value)
  if (parameter.kind === 'boolean') return typeof value === 'boolean' ? (value ? 'ON' : 'OFF') : refuse(parameter, value)
  if (parameter.kind === 'block') return value instanceof Uint8Array ? formatBlock(value) : refuse(parameter, value)
  if (typeof value !== 'string') return refuse(parameter, value)
  if (parameter.kind === 'string') return formatString(value)
  return choiceText(parameter, value) ?? refuse(parameter, value)
}

export interface UnitParts {
  /** Ready to send, without leading colon: `VOLT:PROT`, `*CLS`. */
  readonly header: string
  readonly query?: boolean
  /** Each as `formatParameter` and its like give it. */
  readonly parameters?: readonly string[]
  /** Goes last, as a channel list. */
  readonly channels?: readonly number[] | undefined
}

/** One program message unit, from the root: `:VOLT 5,(@1)`. Units are joined with `;`. */
export function buildUnit(parts: UnitParts): string {
  const { header, query = false, parameters = [], channels } = parts
  const root = header.startsWith('*') || header.startsWith(':') ? '' : ':'
  const data = channels === undefined ? parameters : [...parameters, formatChannelList(channels)]
  return `${root}${header}${query ? '?' : ''}${data.length > 0 ? ' ' : ''}${data.join(',')}`
}
