/** What stands for infinity in numeric replies (SCPI-99 vol. 1, 7.2.1.4). */
const infinityNumber = 9.9e37
/** What stands for "not a number" (SCPI-99 vol. 1, 7.2.1.5). */
const notANumber = 9.91e37

const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:\s*[eE]\s*[+-]?\d+)?$/
const nonDecimalPatterns: readonly (readonly [RegExp, number])[] = [
  [/^#[hH]([0-9a-fA-F]+)$/, 16],
  [/^#[qQ]([0-7]+)$/, 8],
  [/^#[bB]([01]+)$/, 2],
]

/** Instruments print the special values with single precision at times. */
function isNear(value: number, special: number): boolean {
  return Math.abs(value / special - 1) < 2e-6
}

function withSpecialValues(value: number): number {
  if (value < 9e37 && value > -9e37) return value
  if (isNear(value, notANumber)) return Number.NaN
  if (value >= infinityNumber || isNear(value, infinityNumber)) return Number.POSITIVE_INFINITY
  if (value <= -infinityNumber || isNear(value, -infinityNumber)) return Number.NEGATIVE_INFINITY
  return value
}

function parseNonDecimal(text: string): number | undefined {
  for (const [pattern, radix] of nonDecimalPatterns) {
    const digits = pattern.exec(text)?.[1]
    if (digits !== undefined) return Number.parseInt(digits, radix)
  }
  return undefined
}

/**
 * Reads a number as instruments print it: NR1, NR2, NR3, or non-decimal (`#H1F`, `#Q17`, `#B101`), with spaces around it.
 * 9.9E37 is `Infinity`, -9.9E37 `-Infinity`, 9.91E37 `NaN` (SCPI-99 vol. 1, 7.2.1).
 * @returns undefined when the text is not a number.
 */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim()
  if (trimmed.startsWith('#')) return parseNonDecimal(trimmed)
  if (!decimalPattern.test(trimmed)) return undefined
  const value = Number(trimmed)
  return withSpecialValues(Number.isNaN(value) ? Number(trimmed.replaceAll(/\s/g, '')) : value)
}

/** The number that a reply carries for `Infinity`, `-Infinity` and `NaN`. */
function withoutSpecialValues(value: number): number {
  if (Number.isFinite(value)) return value
  if (Number.isNaN(value)) return notANumber
  return value > 0 ? infinityNumber : -infinityNumber
}

/** NR1 with its sign: `+5`. Rounds to a whole number; beyond 15 digits it is printed as an NR3 number. */
export function formatNr1(value: number): string {
  const whole = Math.round(withoutSpecialValues(value))
  if (Math.abs(whole) > Number.MAX_SAFE_INTEGER) return formatNr3(value)
  return whole < 0 ? String(whole) : `+${whole}`
}

/** NR2, the shortest that reads back as the same number: `5.0`, `-0.25`. */
export function formatNr2(value: number): string {
  const text = String(withoutSpecialValues(value))
  if (text.includes('e')) return plainDecimal(text)
  return text.includes('.') ? text : `${text}.0`
}

/** `1.5e-7` without an exponent. */
function plainDecimal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const shift = Number(exponent)
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${whole}${fraction}`
  return `${sign}${whole}${fraction.padEnd(shift, '0')}.0`
}

/** NR3 with its sign, `digits` decimals and an exponent of two digits or more: `+1.00000000E+00`. */
export function formatNr3(value: number, digits = 8): string {
  const text = withoutSpecialValues(value).toExponential(digits)
  const exponentAt = text.indexOf('e')
  const exponent = text.slice(exponentAt + 2)
  const head = `${text.slice(0, exponentAt)}E${text.charAt(exponentAt + 1)}${exponent.length < 2 ? '0' : ''}${exponent}`
  return text.startsWith('-') ? head : `+${head}`
}
