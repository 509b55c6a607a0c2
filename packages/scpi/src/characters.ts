/** Character codes of the SCPI syntax, and what class a character is of (IEEE 488.2, 7.4 … 7.7). */
export const lineFeed = 10
export const doubleQuote = 34
export const hash = 35
export const singleQuote = 39
export const openParenthesis = 40
export const closeParenthesis = 41
export const asterisk = 42
export const plus = 43
export const comma = 44
export const minus = 45
export const point = 46
export const slash = 47
export const digit0 = 48
export const digit9 = 57
export const colon = 58
export const semicolon = 59
export const questionMark = 63

const space = 1
const letter = 2
const digit = 4
const underscore = 8

const classes = new Uint8Array(256)
for (let code = 0; code <= 32; code += 1) classes[code] = code === lineFeed ? 0 : space
for (let code = 65; code <= 90; code += 1) classes[code] = classes[code + 32] = letter
for (let code = digit0; code <= digit9; code += 1) classes[code] = digit
classes[95] = underscore

/** White space: every control character but LF, and the space (IEEE 488.2, 7.4.1.2). */
export function isSpace(code: number): boolean {
  return classes[code] === space
}

export function isLetter(code: number): boolean {
  return classes[code] === letter
}

export function isDigit(code: number): boolean {
  return classes[code] === digit
}

/** Letters, digits and underscore. */
export function isMnemonic(code: number): boolean {
  return ((classes[code] ?? 0) & (letter | digit | underscore)) !== 0
}

/** Whether the character has a place anywhere in the syntax outside strings and blocks. */
export function isOfTheSyntax(code: number): boolean {
  return isMnemonic(code) || isSpace(code) || (code < 127 && ' "#\'()*+,-./:;?@!'.includes(String.fromCharCode(code)))
}
