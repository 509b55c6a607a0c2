/** A number: what is set, and how it is answered. The bounds are those of the state after a reset, `before` included. */
export interface NumberRow {
  readonly long: string
  readonly short: string
  readonly set: string
  readonly reply: string
  readonly min: number
  readonly max: number
  /** What DEF stands for; absent where the reference names none. */
  readonly def?: number
  /** Messages that come first. */
  readonly before?: string
  /** Edges where another setting gives way as well: the value is taken with this error besides. */
  readonly edgeErrors?: readonly number[]
}

/** Words, booleans and texts: what is sent, and how it is answered. */
export interface WordRow {
  readonly long: string
  readonly short: string
  readonly words: readonly (readonly [sent: string, reply: string])[]
  /** What it answers after a reset. */
  readonly reset?: string
  /** A word that it does not take: -224. */
  readonly bad?: string
  readonly before?: string
}

/** A command without a value of its own, or a query: with its parameters, and what it answers. */
export interface MessageRow {
  readonly long: string
  readonly short: string
  readonly before?: string
  /** Behind the header. */
  readonly data?: string
  /** For a query. */
  readonly reply?: RegExp
  /** Errors that it gives. */
  readonly errors?: readonly number[]
  /** A query afterwards, and its answer. */
  readonly check?: readonly [query: string, reply: string | RegExp]
}
