import { encodeBlock } from '../block.ts'
import { choiceText } from '../choice-spelling.ts'
import type { NumberParameter, ParameterDeclaration } from '../declarations.ts'
import { decodeLatin1 } from '../latin1.ts'
import { formatNr1, formatNr2, formatNr3 } from '../numbers.ts'
import { shortForm } from '../word-pattern.ts'
import type { DeviceValue } from './device-definition.ts'

/** Prints a number as an instrument does; undefined where the declared format holds. */
export type NumberFormatter = (value: number) => string | undefined

function mismatch(parameter: ParameterDeclaration, value: DeviceValue): never {
  throw new TypeError(`The simulated value ${String(value)} is none of kind ${parameter.kind}.`)
}

function formatNumeric({ format }: NumberParameter, value: number, own?: NumberFormatter): string {
  const text = format === undefined ? own?.(value) : undefined
  if (text !== undefined) return text
  if (format === 'nr1') return formatNr1(value)
  return format === 'nr2' ? formatNr2(value) : formatNr3(value)
}

/**
 * A value as a query answers it: numbers after their format, 1 and 0, short words in capitals, quoted strings, blocks.
 * @param own how the instrument prints numbers that have no format of their own.
 */
export function formatValue(parameter: ParameterDeclaration, value: DeviceValue, own?: NumberFormatter): string {
  if (parameter.kind === 'number' && typeof value === 'number') return formatNumeric(parameter, value, own)
  if (parameter.kind === 'number' && typeof value === 'string') return shortForm(value)
  if (parameter.kind === 'boolean' && typeof value === 'boolean') return value ? '1' : '0'
  if (parameter.kind === 'choice' && typeof value === 'string') return choiceText(parameter, value) ?? mismatch(parameter, value)
  if (parameter.kind === 'string' && typeof value === 'string') return `"${value.replaceAll('"', '""')}"`
  if (parameter.kind === 'block' && value instanceof Uint8Array) return decodeLatin1(encodeBlock(value))
  return mismatch(parameter, value)
}
