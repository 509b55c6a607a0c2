import { ProtocolError } from '@lab/core'
import { comma, digit0, doubleQuote, hash, isDigit, isSpace, openParenthesis, semicolon, singleQuote } from './characters.ts'
import { encodeLatin1 } from './latin1.ts'
import { parseNumber } from './numbers.ts'

/** One element of response data (IEEE 488.2, 8.7). `text` is as it came, without spaces around it. */
export type ResponseElement =
  /** 9.9E37 is `Infinity`, 9.91E37 `NaN`. */
  | { readonly kind: 'number'; readonly value: number; readonly text: string }
  | { readonly kind: 'string'; readonly value: string; readonly text: string }
  | { readonly kind: 'block'; readonly data: Uint8Array; readonly text: string }
  /** Character data, an expression, or arbitrary ASCII, such as the parts of an identity. */
  | { readonly kind: 'word'; readonly text: string }

function refuse(text: string, position: number, what: string): never {
  const near = JSON.stringify(text.slice(position, position + 20))
  throw new ProtocolError(`The response is broken at character ${position}, before ${near}: ${what}.`)
}

class ResponseParser {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  units(): ResponseElement[][] {
    const units = [this.#elements()]
    while (this.#code() === semicolon) {
      this.#position += 1
      units.push(this.#elements())
    }
    return units
  }

  #elements(): ResponseElement[] {
    const elements = [this.#element()]
    while (this.#code() === comma) {
      this.#position += 1
      elements.push(this.#element())
    }
    return elements
  }

  #code(): number {
    return this.#position < this.#text.length ? this.#text.charCodeAt(this.#position) : -1
  }

  #atSeparator(): boolean {
    const code = this.#code()
    return code === comma || code === semicolon || code === -1
  }

  #skipSpace(): void {
    while (isSpace(this.#code()) || this.#code() === 10) this.#position += 1
  }

  #element(): ResponseElement {
    this.#skipSpace()
    const element = this.#elementHere()
    this.#skipSpace()
    if (!this.#atSeparator()) refuse(this.#text, this.#position, 'expected a comma, a semicolon or the end')
    return element
  }

  #elementHere(): ResponseElement {
    const code = this.#code()
    if (code === doubleQuote || code === singleQuote) return this.#string()
    if (code === hash && isDigit(this.#text.charCodeAt(this.#position + 1))) return this.#block()
    return this.#plain()
  }

  #string(): ResponseElement {
    const start = this.#position
    const quote = this.#text.charAt(start)
    let end = this.#text.indexOf(quote, start + 1)
    while (end !== -1 && this.#text.charAt(end + 1) === quote) end = this.#text.indexOf(quote, end + 2)
    if (end === -1) refuse(this.#text, start, 'the string is not closed')
    this.#position = end + 1
    const value = this.#text.slice(start + 1, end).replaceAll(quote + quote, quote)
    return { kind: 'string', value, text: this.#text.slice(start, end + 1) }
  }

  #block(): ResponseElement {
    const start = this.#position
    const digits = this.#text.charCodeAt(start + 1) - digit0
    const from = start + 2 + digits
    const length = digits === 0 ? this.#text.length - from : Number(this.#text.slice(start + 2, from))
    if (!Number.isInteger(length) || from + length > this.#text.length) refuse(this.#text, start, 'the block is incomplete')
    this.#position = from + length
    const data = encodeLatin1(this.#text.slice(from, this.#position))
    return { kind: 'block', data, text: this.#text.slice(start, this.#position) }
  }

  #plain(): ResponseElement {
    const start = this.#position
    let depth = 0
    while (this.#code() !== -1 && (depth > 0 || !this.#atSeparator())) {
      if (this.#code() === openParenthesis) depth += 1
      if (this.#code() === 41) depth -= 1
      this.#position += 1
    }
    const text = this.#text.slice(start, this.#position).trim()
    const value = parseNumber(text)
    return value === undefined ? { kind: 'word', text } : { kind: 'number', value, text }
  }
}

/**
 * Reads a response: its units, each with its elements. Text is one character a byte; the terminator may be there or not.
 * An indefinite block reaches to the end.
 * @throws ProtocolError when a string or block is not complete, or something stands behind one.
 */
export function parseResponse(text: string): readonly (readonly ResponseElement[])[] {
  return new ResponseParser(text).units()
}
