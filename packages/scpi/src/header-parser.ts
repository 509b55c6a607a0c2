import { asterisk, colon, isDigit, isLetter, isSpace, questionMark } from './characters.ts'
import type { HeaderKeyword } from './program-message.ts'
import type { Scanner } from './scanner.ts'

/** Longest program mnemonic (IEEE 488.2, 7.6.1.4.1). */
const longestMnemonic = 12

export interface ParsedHeader {
  readonly keywords: readonly HeaderKeyword[]
  readonly common: boolean
  readonly query: boolean
}

function keyword(mnemonic: string): HeaderKeyword {
  let end = mnemonic.length
  while (isDigit(mnemonic.charCodeAt(end - 1))) end -= 1
  if (end === mnemonic.length) return { name: mnemonic.toUpperCase() }
  return { name: mnemonic.slice(0, end).toUpperCase(), suffix: Number(mnemonic.slice(end)) }
}

function readMnemonic(scanner: Scanner): string {
  const start = scanner.position
  if (!isLetter(scanner.code())) scanner.failHere(-102)
  scanner.skipMnemonic()
  if (scanner.position - start > longestMnemonic) scanner.fail(-112, start)
  return scanner.from(start)
}

function readCommon(scanner: Scanner): HeaderKeyword[] {
  scanner.position += 1
  return [{ name: `*${readMnemonic(scanner).toUpperCase()}` }]
}

/** A leading colon starts at the root, anything else at the path of the unit before (SCPI-99 vol. 1, 6.2.4). */
function readCompound(scanner: Scanner, path: readonly HeaderKeyword[]): HeaderKeyword[] {
  const fromRoot = scanner.code() === colon
  if (fromRoot) scanner.position += 1
  const keywords = fromRoot ? [] : [...path]
  keywords.push(keyword(readMnemonic(scanner)))
  while (scanner.code() === colon) {
    scanner.position += 1
    keywords.push(keyword(readMnemonic(scanner)))
  }
  return keywords
}

/** Reads a header and the `?` behind it, up to the white space or the end of the unit. */
export function parseHeader(scanner: Scanner, path: readonly HeaderKeyword[]): ParsedHeader {
  const common = scanner.code() === asterisk
  const keywords = common ? readCommon(scanner) : readCompound(scanner, path)
  const query = scanner.code() === questionMark
  if (query) scanner.position += 1
  if (!scanner.atUnitEnd() && !isSpace(scanner.code())) scanner.failHere(-103)
  return { keywords, common, query }
}
