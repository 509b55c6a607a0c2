/** A setting of the reference: what it answers, takes and refuses. */
export interface SettingRow {
  readonly header: string
  /** Answer after `*RST`; absent where it is not touched by it. */
  readonly reset?: string
  /** What is given, and what is answered then. */
  readonly takes: readonly (readonly [given: string, answered: string])[]
  /** What is given, and the number of the error; the old value stays. */
  readonly refuses: readonly (readonly [given: string, number: number])[]
  /** What must be sent first. */
  readonly prepare?: string
}

/** A query that computes its answer. */
export interface QueryRow {
  readonly header: string
  readonly prepare?: string
  /** What follows the question mark. */
  readonly data?: string
  readonly answers: string | RegExp
}

/** A command without an answer; `shows` is asked behind it. */
export interface CommandRow {
  readonly header: string
  readonly prepare?: string
  readonly data?: string
  readonly shows?: readonly [query: string, answer: string | RegExp]
}

/** A message that is refused with an error, and answers nothing. */
export type RefusedRow = readonly [message: string, number: number]

/** A reading: sign, one digit, eight decimals, exponent of two digits. */
export const reading = /^[+-]\d\.\d{8}E[+-]\d\d$/

/** Several of them. */
export const readingsOf = (count: number): RegExp => new RegExp(`^(?:[+-]\\d\\.\\d{8}E[+-]\\d\\d(?:,|$)){${count}}$`)
