import type { ErrorEntry } from '../error-entry.ts'

const noError: ErrorEntry = { number: 0, text: 'No error' }
const overflow = -350

/** First in, first out. When it is full, the newest entry becomes -350 and what follows is lost (SCPI-99 vol. 2, 21.8.1). */
export class ErrorQueue {
  readonly #depth: number
  readonly #overflowText: string
  #entries: ErrorEntry[] = []

  constructor(depth: number, overflowText: string) {
    this.#depth = depth
    this.#overflowText = overflowText
  }

  /** Oldest first. */
  get entries(): readonly ErrorEntry[] {
    return this.#entries
  }

  get length(): number {
    return this.#entries.length
  }

  push(entry: ErrorEntry): void {
    if (this.#entries.length < this.#depth) this.#entries.push(entry)
    else this.#entries[this.#depth - 1] = { number: overflow, text: this.#overflowText }
  }

  /** Takes the oldest entry; `0, "No error"` when there is none. */
  shift(): ErrorEntry {
    return this.#entries.shift() ?? noError
  }

  clear(): void {
    this.#entries = []
  }
}

/** As `SYSTem:ERRor?` prints an entry: `-113,"Undefined header"`. */
export function formatErrorEntry({ number, text }: ErrorEntry): string {
  return `${number < 0 ? '' : '+'}${number},"${text.replaceAll('"', '""')}"`
}
