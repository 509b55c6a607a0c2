import type { StoreFailure } from '@lab/core'

// Nothing that a writer thread loads loads @lab/core: it starts faster without it.

/** A failure as it goes from thread to thread. */
export interface Failure {
  readonly reason: StoreFailure
  /** What happened, to which file. */
  readonly message: string
  /** What to do about it. */
  readonly hint: string
}

/** A failure with its own words, thrown where they are known best. */
export class FailureError extends Error {
  override readonly name = 'FailureError'
  readonly failure: Failure
  constructor(reason: StoreFailure, message: string, hint: string) {
    super(message)
    this.failure = { reason, message, hint }
  }
}
