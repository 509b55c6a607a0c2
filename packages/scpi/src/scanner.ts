import { isDigit, isMnemonic, isOfTheSyntax, isSpace, lineFeed, semicolon } from './characters.ts'

/** Thrown by the parser's parts and caught by the parser: a mistake and where it is. */
export class SyntaxFailure extends Error {
  readonly number: number
  readonly position: number

  constructor(number: number, position: number) {
    super(`${number} at ${position}`)
    this.number = number
    this.position = position
  }
}

/** A place in a program message. */
export class Scanner {
  readonly text: string
  /** Whether an END marks the end of the text, so that an indefinite block may contain LF. */
  readonly endMarked: boolean
  position = 0

  constructor(text: string, endMarked = false) {
    this.text = text
    this.endMarked = endMarked
  }

  /** The character here; -1 behind the last one. */
  code(): number {
    return this.position < this.text.length ? this.text.charCodeAt(this.position) : -1
  }

  codeAt(position: number): number {
    return position < this.text.length ? this.text.charCodeAt(position) : -1
  }

  skipSpace(): void {
    while (isSpace(this.code())) this.position += 1
  }

  skipDigits(): void {
    while (isDigit(this.code())) this.position += 1
  }

  skipMnemonic(): void {
    while (isMnemonic(this.code())) this.position += 1
  }

  /** Whether a message unit ends here. */
  atUnitEnd(): boolean {
    const code = this.code()
    return code === semicolon || code === lineFeed || code === -1
  }

  from(start: number): string {
    return this.text.slice(start, this.position)
  }

  fail(number: number, position = this.position): never {
    throw new SyntaxFailure(number, position)
  }

  /** Reports the character here: -101 where it has no place in the syntax at all, the given number otherwise. */
  failHere(number: number): never {
    return this.fail(isOfTheSyntax(this.code()) || this.code() === -1 ? number : -101)
  }
}
