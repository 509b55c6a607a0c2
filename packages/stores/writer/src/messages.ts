import type { ChainHead, ChainSignature } from '@lab/core/integrity'
import type { Failure } from './failure.ts'

/**
 * What a writer thread is asked for; `own` is what one store has besides the others. Everything is answered, in order. `begin` comes
 * first, `close` last, and after that `begin` of another session.
 */
export type WriterRequest<Batch, Own = never> =
  | { readonly kind: 'begin'; readonly order: unknown }
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'sign'; readonly signatures: readonly ChainSignature[] }
  | { readonly kind: 'own'; readonly request: Own }
  /** Asks for the head of the chain. */
  | { readonly kind: 'head' }
  | { readonly kind: 'close' }

/** The answer to a request. That to `begin` says whether the first batch is durable. */
export interface WriterReply {
  /** Why it was not done; absent when it is durable. */
  readonly failure?: Failure
  /** The same for the closing events of a batch, which have a second chance when the disk is full. */
  readonly closingFailure?: Failure
  /** The answer to `head`. */
  readonly head?: ChainHead
}
