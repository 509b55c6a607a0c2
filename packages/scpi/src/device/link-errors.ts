import type { ErrorEntry } from '../error-entry.ts'
import { standardErrorText } from '../error-numbers.ts'
import type { ErrorQueue } from './error-queue.ts'
import type { StatusModel } from './status-model.ts'

/** The entries that a link reads with `SYSTem:ERRor?`. */
export interface ErrorSource {
  readonly length: number
  /** Oldest first. */
  readonly entries: readonly ErrorEntry[]
  /** Takes the oldest entry; `0, "No error"` when there is none. */
  shift(): ErrorEntry
  clear(): void
}

/**
 * The errors of one link: in the device's one queue, or in a queue of the link's own, behind which it reads what belongs to no link.
 */
export class LinkErrors implements ErrorSource {
  readonly #status: StatusModel
  readonly #own: ErrorQueue | undefined

  /** @param own absent where all links share one queue. */
  constructor(status: StatusModel, own: ErrorQueue | undefined) {
    this.#status = status
    this.#own = own
  }

  get length(): number {
    return (this.#own?.length ?? 0) + this.#status.errors.length
  }

  get entries(): readonly ErrorEntry[] {
    return this.#own === undefined ? this.#status.errors.entries : [...this.#own.entries, ...this.#status.errors.entries]
  }

  shift(): ErrorEntry {
    return this.#own !== undefined && this.#own.length > 0 ? this.#own.shift() : this.#status.errors.shift()
  }

  clear(): void {
    this.#own?.clear()
    this.#status.errors.clear()
  }

  /** Puts an error of this link into its queue. */
  report(number: number, text = standardErrorText(number)): void {
    this.#status.addError(number, text, this.#own)
  }

  /** Runs something for this link: the errors that it reports meanwhile are the link's. */
  during<T>(body: () => T): T {
    return this.#own === undefined ? body() : this.#status.reportingTo(this.#own, body)
  }
}
