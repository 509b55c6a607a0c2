import { isClosingType } from './closing-types.ts'
import type { WriterReply } from './messages.ts'
import { storeErrorOf } from './store-error.ts'

/** What the senders of the events of one batch wait on. */
export class BatchOutcome {
  readonly #plain = Promise.withResolvers<void>()
  readonly #closing = Promise.withResolvers<void>()

  constructor() {
    // Every later event fails as this one does, so a sender may look at the last promise only.
    this.#plain.promise.catch(() => undefined)
    this.#closing.promise.catch(() => undefined)
  }

  /** Resolves when an event of that type is durable. */
  of(type: string): Promise<void> {
    return (isClosingType(type) ? this.#closing : this.#plain).promise
  }

  settle({ failure, closingFailure }: WriterReply): void {
    if (failure === undefined) this.#plain.resolve()
    else this.#plain.reject(storeErrorOf(failure))
    if (closingFailure === undefined) this.#closing.resolve()
    else this.#closing.reject(storeErrorOf(closingFailure))
  }
}
