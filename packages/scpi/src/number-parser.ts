import { comma, isDigit, isLetter, isSpace, minus, plus, point, slash } from './characters.ts'
import type { ProgramData } from './program-message.ts'
import type { Scanner } from './scanner.ts'
import { parseUnitSuffix } from './unit-suffix.ts'

const mostDigits = 255
const largestExponent = 32_000
const longestSuffix = 12
const upperE = 69
const lowerE = 101

function skipSign(scanner: Scanner): void {
  const code = scanner.code()
  if (code === plus || code === minus) scanner.position += 1
}

/** Moves behind the mantissa. */
function skipMantissa(scanner: Scanner): void {
  skipSign(scanner)
  const start = scanner.position
  scanner.skipDigits()
  let digits = scanner.position - start
  if (scanner.code() === point) {
    const fraction = scanner.position + 1
    scanner.position = fraction
    scanner.skipDigits()
    digits += scanner.position - fraction
  }
  if (digits === 0) scanner.failHere(-121)
  if (digits > mostDigits) scanner.fail(-124, start)
}

/** The exponent behind the mantissa, or undefined and no movement: the E may begin a suffix. */
function readExponent(scanner: Scanner): number | undefined {
  const before = scanner.position
  scanner.skipSpace()
  if (scanner.code() === upperE || scanner.code() === lowerE) {
    scanner.position += 1
    scanner.skipSpace()
    const start = scanner.position
    skipSign(scanner)
    if (isDigit(scanner.code())) {
      scanner.skipDigits()
      const exponent = Number(scanner.from(start))
      if (Math.abs(exponent) > largestExponent) scanner.fail(-123, start)
      return exponent
    }
  }
  scanner.position = before
  return undefined
}

function isSuffixPart(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === slash || code === point || code === minus
}

/** The suffix behind the number, empty when there is none. */
function readSuffix(scanner: Scanner): string {
  const before = scanner.position
  scanner.skipSpace()
  const start = scanner.position
  if (!isLetter(scanner.code()) && scanner.code() !== slash) {
    scanner.position = before
    return ''
  }
  while (isSuffixPart(scanner.code())) scanner.position += 1
  if (scanner.position - start > longestSuffix) scanner.fail(-134, start)
  return scanner.from(start)
}

/** A number ends at white space, a comma, or the end of the unit: `1.2.3` is none. */
function refuseTail(scanner: Scanner): void {
  if (!scanner.atUnitEnd() && !isSpace(scanner.code()) && scanner.code() !== comma) scanner.failHere(-121)
}

function scaled(mantissa: string, exponent: number): number {
  return Number(exponent === 0 ? mantissa : `${mantissa}e${exponent}`)
}

/** Reads a decimal number with its exponent and suffix (IEEE 488.2, 7.7.2 and 7.7.3); the power of ten is exact. */
export function parseDecimal(scanner: Scanner): ProgramData {
  const start = scanner.position
  skipMantissa(scanner)
  const mantissa = scanner.from(start)
  const exponent = readExponent(scanner)
  const suffixStart = scanner.position
  const suffixText = readSuffix(scanner)
  if (suffixText === '') refuseTail(scanner)
  const text = scanner.from(start)
  if (suffixText === '') return { kind: 'number', value: scaled(mantissa, exponent ?? 0), text }
  const suffix = parseUnitSuffix(suffixText)
  if (suffix === undefined) return scanner.fail(-131, suffixStart)
  const value = scaled(mantissa, (exponent ?? 0) + suffix.exponent) * (suffix.factor ?? 1)
  return { kind: 'number', value, unit: suffix.unit, text }
}

const radixes: ReadonlyMap<string, readonly [number, RegExp]> = new Map([
  ['H', [16, /^[0-9A-F]+$/]],
  ['Q', [8, /^[0-7]+$/]],
  ['B', [2, /^[01]+$/]],
])

/** Reads `#H1F`, `#Q17`, `#B101` (IEEE 488.2, 7.7.4). */
export function parseNonDecimal(scanner: Scanner): ProgramData {
  const start = scanner.position
  const radix = radixes.get(scanner.text.charAt(start + 1).toUpperCase())
  if (radix === undefined) return scanner.fail(-121, start + 1)
  scanner.position = start + 2
  scanner.skipMnemonic()
  const digits = scanner.text.slice(start + 2, scanner.position).toUpperCase()
  if (!radix[1].test(digits)) scanner.fail(-121, start + 2)
  return { kind: 'number', value: Number.parseInt(digits, radix[0]), text: scanner.from(start) }
}
