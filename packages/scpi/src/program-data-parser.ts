import {
  closeParenthesis, comma, digit0, digit9, doubleQuote, hash, isDigit, isLetter, lineFeed, minus, openParenthesis, plus, point,
  semicolon, singleQuote,
} from './characters.ts'
import { readChannelList } from './channel-list.ts'
import { encodeLatin1 } from './latin1.ts'
import { parseDecimal, parseNonDecimal } from './number-parser.ts'
import type { ProgramData } from './program-message.ts'
import type { Scanner } from './scanner.ts'

const longestWord = 12

function parseWord(scanner: Scanner): ProgramData {
  const start = scanner.position
  scanner.skipMnemonic()
  const text = scanner.from(start)
  if (text.length > longestWord) scanner.fail(-144, start)
  return { kind: 'word', word: text.toUpperCase(), text }
}

/** Moves behind the closing quote; a doubled quote stands for itself. No LF in a string: on a bare wire it ends the message. */
function skipString(scanner: Scanner): void {
  const start = scanner.position
  const quote = scanner.code()
  scanner.position += 1
  for (;;) {
    const code = scanner.code()
    if (code === -1 || code === lineFeed || code > 0xff) scanner.fail(-151, start)
    scanner.position += 1
    if (code !== quote) continue
    if (scanner.code() !== quote) return
    scanner.position += 1
  }
}

function parseString(scanner: Scanner): ProgramData {
  const start = scanner.position
  skipString(scanner)
  const text = scanner.from(start)
  const quote = text.charAt(0)
  const inside = text.slice(1, -1)
  return { kind: 'string', value: inside.includes(quote) ? inside.replaceAll(quote + quote, quote) : inside, text }
}

function blockData(scanner: Scanner, start: number, from: number): ProgramData {
  const inside = scanner.from(from)
  for (let index = 0; index < inside.length; index += 1) {
    if (inside.charCodeAt(index) > 0xff) scanner.fail(-161, from + index)
  }
  return { kind: 'block', data: encodeLatin1(inside), text: scanner.from(start) }
}

/** `#0…` reaches to the END of the message; on a wire without one, to the first LF. */
function parseIndefiniteBlock(scanner: Scanner): ProgramData {
  const start = scanner.position
  const { text } = scanner
  const lastLineFeed = text.charCodeAt(text.length - 1) === lineFeed ? text.length - 1 : text.length
  const firstLineFeed = text.indexOf('\n', start)
  scanner.position = scanner.endMarked || firstLineFeed === -1 ? lastLineFeed : firstLineFeed
  return blockData(scanner, start, start + 2)
}

/** `#<n><n digits><bytes>` (IEEE 488.2, 7.7.6). */
function parseDefiniteBlock(scanner: Scanner): ProgramData {
  const start = scanner.position
  const digits = scanner.codeAt(start + 1) - digit0
  const from = start + 2 + digits
  const lengthText = scanner.text.slice(start + 2, from)
  if (lengthText.length < digits || !/^\d+$/.test(lengthText)) scanner.fail(-161, start)
  const end = from + Number(lengthText)
  if (end > scanner.text.length) scanner.fail(-161, start)
  scanner.position = end
  return blockData(scanner, start, from)
}

function parseHash(scanner: Scanner): ProgramData {
  const next = scanner.codeAt(scanner.position + 1)
  if (!isDigit(next)) return parseNonDecimal(scanner)
  return next === digit0 ? parseIndefiniteBlock(scanner) : parseDefiniteBlock(scanner)
}

/** Moves behind the closing parenthesis. */
function skipExpression(scanner: Scanner): void {
  const start = scanner.position
  let depth = 0
  do {
    const code = scanner.code()
    if (code === -1 || code === lineFeed || code === semicolon || code === hash || code > 126) scanner.fail(-171, start)
    if (code === doubleQuote || code === singleQuote) {
      skipString(scanner)
      continue
    }
    if (code === openParenthesis) depth += 1
    if (code === closeParenthesis) depth -= 1
    scanner.position += 1
  } while (depth > 0)
}

function parseExpression(scanner: Scanner): ProgramData {
  const start = scanner.position
  skipExpression(scanner)
  const text = scanner.from(start)
  if (!/^\(\s*@/.test(text)) return { kind: 'expression', text }
  const channels = readChannelList(text)
  return channels === undefined ? scanner.fail(-171, start) : { kind: 'channels', channels, text }
}

/** Reads one element of program data. */
function parseElement(scanner: Scanner): ProgramData {
  const code = scanner.code()
  if ((code >= digit0 && code <= digit9) || code === plus || code === minus || code === point) return parseDecimal(scanner)
  if (isLetter(code)) return parseWord(scanner)
  if (code === doubleQuote || code === singleQuote) return parseString(scanner)
  if (code === openParenthesis) return parseExpression(scanner)
  if (code === hash) return parseHash(scanner)
  return code === comma ? scanner.fail(-109) : scanner.failHere(-102)
}

const noData: readonly ProgramData[] = []

/** Reads the elements between header and end of the unit, separated by commas. */
export function parseDataList(scanner: Scanner): readonly ProgramData[] {
  scanner.skipSpace()
  if (scanner.atUnitEnd()) return noData
  const elements: ProgramData[] = []
  for (;;) {
    elements.push(parseElement(scanner))
    scanner.skipSpace()
    if (scanner.atUnitEnd()) return elements
    if (scanner.code() !== comma) scanner.failHere(-103)
    scanner.position += 1
    scanner.skipSpace()
    if (scanner.atUnitEnd()) scanner.fail(-109)
  }
}
