import { isArchiveStore, type ArchiveWriter } from '../archive-store.ts'
import type { Clock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import type { Signer } from '../integrity/signer.ts'
import type { SessionStore, SessionWriter } from '../session-store.ts'

/** Who signs a session, and how often. */
export interface SigningOptions {
  readonly signer: Signer
  /** Signs at least so often while anything is recorded, besides at the end; only at the end when absent. */
  readonly everyMs?: number
}

/** Signs the chain of one session: from time to time, and at its end. */
export class Signing {
  readonly #writer: ArchiveWriter
  readonly #options: SigningOptions
  readonly #clock: Clock
  readonly #onFailure: (error: unknown) => void
  #lastMs: number
  #under: Promise<void> | undefined
  #stopped = false

  constructor(writer: SessionWriter, options: SigningOptions, clock: Clock, onFailure: (error: unknown) => void) {
    if (!canSign(writer)) throw noChain()
    this.#writer = writer
    this.#options = options
    this.#clock = clock
    this.#onFailure = onFailure
    this.#lastMs = clock.monotonic()
  }

  /** An event was appended. Signs where it is time; what fails is told, and tried again at the next time. */
  onEvent(): void {
    const { everyMs = Infinity } = this.#options
    const now = this.#clock.monotonic()
    if (this.#stopped || this.#under !== undefined || now - this.#lastMs < everyMs) return
    this.#lastMs = now
    this.#under = this.#checkpoint().finally(() => {
      this.#under = undefined
    })
  }

  /** Before the last event: nothing is told of a signature after it, and {@link end} signs all there is. */
  stop(): void {
    this.#stopped = true
  }

  async #checkpoint(): Promise<void> {
    try {
      await this.#writer.sign(this.#options.signer)
    } catch (error) {
      if (!this.#stopped) this.#onFailure(error)
    }
  }

  /** Signs everything that was recorded. @throws what the signer or the store throws. */
  async end(): Promise<void> {
    await this.#under
    await this.#writer.sign(this.#options.signer)
  }
}

/** @throws SessionError (plan) where a session is to be signed in a store that keeps no chain, or at times that are none. */
export function requireChain({ sign, store }: { readonly sign?: SigningOptions | undefined; readonly store: SessionStore }): void {
  if (sign === undefined) return
  if (!isArchiveStore(store)) throw noChain()
  const { everyMs = 0 } = sign
  if (!(everyMs >= 0)) throw new SessionError('plan', `sign.everyMs is ${everyMs}; it is a time in milliseconds, 0 or more.`)
}

function noChain(): SessionError {
  return new SessionError('plan', 'The store of this session keeps no chain that could be signed.', {
    hint: 'Use a store for keeps, such as SQLite or Parquet.',
  })
}

function canSign(writer: SessionWriter): writer is ArchiveWriter {
  return 'sign' in writer && typeof writer.sign === 'function'
}
