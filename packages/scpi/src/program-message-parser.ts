import { lineFeed, semicolon } from './characters.ts'
import { standardErrorText } from './error-numbers.ts'
import { parseHeader } from './header-parser.ts'
import { parseDataList } from './program-data-parser.ts'
import type { HeaderKeyword, ProgramData, ProgramMessage, ProgramUnit, SyntaxProblem } from './program-message.ts'
import { Scanner, SyntaxFailure } from './scanner.ts'

export interface ParseOptions {
  /**
   * `true`: an END marks the end of the message, so that an indefinite block reaches up to it. Otherwise its first LF ends it,
   * and what stands behind is the next message.
   */
  readonly end?: boolean
}

const root: readonly HeaderKeyword[] = []

/** Moves over the separators between units. An LF ends a message, and with it the path. */
function skipSeparators(scanner: Scanner, path: readonly HeaderKeyword[]): readonly HeaderKeyword[] {
  let current = path
  for (;;) {
    scanner.skipSpace()
    const code = scanner.code()
    if (code === lineFeed) current = root
    else if (code !== semicolon) return current
    scanner.position += 1
  }
}

/** Without the white space behind, which is data where a block is last. */
function unitText(scanner: Scanner, start: number, data: readonly ProgramData[]): string {
  const text = scanner.from(start)
  return data[data.length - 1]?.kind === 'block' ? text : text.trimEnd()
}

function parseUnits(scanner: Scanner, units: ProgramUnit[]): void {
  let path = skipSeparators(scanner, root)
  while (scanner.code() !== -1) {
    const start = scanner.position
    const { keywords, common, query } = parseHeader(scanner, path)
    const data = parseDataList(scanner)
    units.push({ header: keywords, common, query, data, text: unitText(scanner, start, data) })
    path = skipSeparators(scanner, common ? path : keywords.slice(0, -1))
  }
}

function problemOf(failure: SyntaxFailure): SyntaxProblem {
  return { number: failure.number, text: standardErrorText(failure.number), position: failure.position }
}

/**
 * Reads a program message (IEEE 488.2, chapter 7; SCPI-99 vol. 1, 6.2): its units with absolute headers and typed data.
 * Headers are not looked up. Text is one character a byte; LF and CR at its end are tolerated, an LF inside starts the next
 * message at the root. Never throws: the first mistake is in `problem`, and the units before it stand.
 */
export function parseProgramMessage(message: string, options: ParseOptions = {}): ProgramMessage {
  const units: ProgramUnit[] = []
  try {
    parseUnits(new Scanner(message, options.end === true), units)
    return { units }
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure
    return { units, problem: problemOf(failure) }
  }
}
