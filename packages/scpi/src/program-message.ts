/**
 * What a program message consists of (IEEE 488.2, chapter 7; SCPI-99 vol. 1, chapter 6 and 7). Text is one character a byte
 * (latin-1), so that blocks pass through unchanged.
 */

/** One keyword of a header: `VOLT` or `CHAN2`, as it was written. The digits at its end stand apart. */
export interface HeaderKeyword {
  /** Upper case, without the numeric suffix. */
  readonly name: string
  readonly suffix?: number
}

/** One element of program data. */
export type ProgramData =
  /** NRf or non-decimal (`#H1F`). `value` has the suffix unit's multiplier worked in; `unit` is its base unit, such as `V`. */
  | { readonly kind: 'number'; readonly value: number; readonly unit?: string; readonly text: string }
  /** Character data: `MAX`, `ON`, `P6V`. Upper case. */
  | { readonly kind: 'word'; readonly word: string; readonly text: string }
  | { readonly kind: 'string'; readonly value: string; readonly text: string }
  | { readonly kind: 'block'; readonly data: Uint8Array; readonly text: string }
  /** `(@1,3:5)`: the channels in the order written. */
  | { readonly kind: 'channels'; readonly channels: readonly number[]; readonly text: string }
  /** Any other expression, with its parentheses. */
  | { readonly kind: 'expression'; readonly text: string }

/** One program message unit, its header made absolute after the rules of `;` and `:`. */
export interface ProgramUnit {
  /** From the root. A common command has one keyword that starts with `*`. */
  readonly header: readonly HeaderKeyword[]
  readonly common: boolean
  readonly query: boolean
  readonly data: readonly ProgramData[]
  /** The unit as it was written, without the separators around it. */
  readonly text: string
}

/** A mistake in a message, by its standard number (SCPI-99 vol. 2, 21.8). */
export interface SyntaxProblem {
  readonly number: number
  readonly text: string
  /** Offset in the message, in characters. */
  readonly position: number
}

/** A parsed message: the units before the first mistake, and the mistake if there is one. */
export interface ProgramMessage {
  readonly units: readonly ProgramUnit[]
  readonly problem?: SyntaxProblem
}
