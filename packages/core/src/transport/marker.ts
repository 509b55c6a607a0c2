const lineFeed = 10
/** Longest answer to a marker: longer lines are something else. */
const longestLineBytes = 4096
const fewestFields = 2
/** So many {@link Marker | markers} in a row can be told apart. */
export const differentMarkers = 16

/** What a {@link Marker} is made with. */
export interface MarkerOptions {
  /** Counts the markers of a link, so that a late answer to an earlier one is told from this one's. */
  readonly turn: number
  /** False: what comes first is the rest of another answer. */
  readonly atLineStart: boolean
  /** The byte that ends an answer; LF when absent. */
  readonly terminator?: number | undefined
}

/**
 * A query whose answer cannot be taken for another one, and what finds that answer in a stream. It asks the same register (`*ESE?`)
 * as many times as `turn` says and the identity last (IEEE 488.2, 10.11 and 10.14): it changes nothing, waits for nothing, and every
 * instrument of the standard knows it. Pure: no I/O, and a line at most is kept. For authors of transports without a device clear.
 */
export class Marker {
  readonly query: Uint8Array
  readonly #fields: number
  readonly #terminator: number
  #line: number[] = []
  #skipping: boolean

  constructor({ turn, atLineStart, terminator = lineFeed }: MarkerOptions) {
    this.#fields = fewestFields + turn % differentMarkers
    this.#terminator = terminator
    this.query = new TextEncoder().encode(`${'*ESE?;'.repeat(this.#fields)}*IDN?\n`)
    this.#skipping = !atLineStart
  }

  /**
   * Takes in what was received. When the answer to the marker was there, the place behind it, where the next answer begins; -1 while it
   * was not, and everything was the rest of something else.
   */
  push(bytes: Uint8Array): number {
    for (let place = 0; place < bytes.length; place++) {
      const byte = bytes[place] ?? 0
      if (byte !== this.#terminator) this.#keep(byte)
      else if (this.endLine()) return place + 1
    }
    return -1
  }

  /** Ends a line that has no terminator. Whether it was the answer. */
  endLine(): boolean {
    const isAnswer = !this.#skipping && isAnswerOf(String.fromCharCode(...this.#line), this.#fields)
    this.#line = []
    this.#skipping = false
    return isAnswer
  }

  #keep(byte: number): void {
    if (this.#skipping) return
    this.#line.push(byte)
    this.#skipping = this.#line.length > longestLineBytes
  }
}

/** As many numbers as were asked for, then an identity: not a number, and with a comma in it. */
function isAnswerOf(line: string, fields: number): boolean {
  const parts = line.split(';')
  const numbers = parts.slice(0, fields)
  const identity = parts.slice(fields).join(';')
  return numbers.length === fields && numbers.every(isNumber) && !isNumber(parts[fields] ?? '') && identity.includes(',')
}

function isNumber(text: string): boolean {
  return /^\s*[+-]?\d+\s*$/.test(text)
}
