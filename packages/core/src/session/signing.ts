import { isArchiveStore, type ArchiveWriter } from '../archive-store.ts'
import type { Clock } from '../clock.ts'
import { SessionError, TimeoutError } from '../errors.ts'
import type { Signer } from '../integrity/signer.ts'
import type { SessionStore, SessionWriter } from '../session-store.ts'
import { within } from './within.ts'

/** Who signs a session, and how often. */
export interface SigningOptions {
  readonly signer: Signer
  /** Signs at least so often while anything is recorded, besides at the end; only at the end when absent. */
  readonly everyMs?: number
  /** Longest time that the signer may take for one signature, in milliseconds; 60,000 when absent. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 60_000

/** Signs the chain of one session: from time to time, and at its end. */
export class Signing {
  readonly #writer: ArchiveWriter
  readonly #signer: Signer
  readonly #everyMs: number
  readonly #clock: Clock
  readonly #onFailure: (error: unknown) => void
  #lastMs: number
  #under: Promise<void> | undefined
  #stopped = false

  constructor(writer: SessionWriter, options: SigningOptions, clock: Clock, onFailure: (error: unknown) => void) {
    if (!canSign(writer)) throw noChain()
    this.#writer = writer
    this.#signer = inTime(options, clock)
    this.#everyMs = options.everyMs ?? Infinity
    this.#clock = clock
    this.#onFailure = onFailure
    this.#lastMs = clock.monotonic()
  }

  /** An event was appended. Signs where it is time; what fails is told, and tried again at the next time. */
  onEvent(): void {
    const now = this.#clock.monotonic()
    if (this.#stopped || this.#under !== undefined || now - this.#lastMs < this.#everyMs) return
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
      await this.#writer.sign(this.#signer)
    } catch (error) {
      if (!this.#stopped) this.#onFailure(error)
    }
  }

  /** Signs everything that was recorded. @throws what the signer or the store throws. */
  async end(): Promise<void> {
    await this.#under
    await this.#writer.sign(this.#signer)
  }
}

/** The signer, which rejects with TimeoutError when it takes too long: a session must not wait for it for ever. */
function inTime({ signer, timeoutMs = defaultTimeoutMs }: SigningOptions, clock: Clock): Signer {
  const late = (): TimeoutError => new TimeoutError(`The signer did not sign within ${timeoutMs} ms.`, {
    hint: 'Look whether it waits for somebody, or give it more time with sign.timeoutMs.',
  })
  const { publicKey, keyName } = signer
  const sign = (statement: Uint8Array): Promise<Uint8Array> => within(clock, timeoutMs, signer.sign(statement), late)
  return { publicKey, ...(keyName === undefined ? {} : { keyName }), sign }
}

/** @throws SessionError (plan) where a session is to be signed in a store that keeps no chain, or at times that are none. */
export function requireChain({ sign, store }: { readonly sign?: SigningOptions | undefined; readonly store: SessionStore }): void {
  if (sign === undefined) return
  if (!isArchiveStore(store)) throw noChain()
  const { everyMs = 0, timeoutMs = defaultTimeoutMs } = sign
  if (!(everyMs >= 0)) throw new SessionError('plan', `sign.everyMs is ${everyMs}; it is a time in milliseconds, 0 or more.`)
  if (!(timeoutMs > 0)) throw new SessionError('plan', `sign.timeoutMs is ${timeoutMs}; it is a time in milliseconds, more than 0.`)
}

function noChain(): SessionError {
  return new SessionError('plan', 'The store of this session keeps no chain that could be signed.', {
    hint: 'Use a store for keeps, such as SQLite or Parquet.',
  })
}

function canSign(writer: SessionWriter): writer is ArchiveWriter {
  return 'sign' in writer && typeof writer.sign === 'function'
}
