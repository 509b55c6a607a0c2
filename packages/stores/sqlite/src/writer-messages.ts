import { StoreError, type Annotations, type StoreFailure } from '@lab/core'
import type { ChainHead, ChainSignature } from '@lab/core/integrity'
import type { SessionDescription } from './session-description.ts'
import type { WriterProcess } from './writer-process.ts'

/** A failure as it goes from thread to thread. */
export interface Failure {
  readonly reason: StoreFailure
  readonly message: string
  readonly hint: string
}

export function storeErrorOf({ reason, message, hint }: Failure): StoreError {
  return new StoreError(reason, message, { hint })
}

/** Bytes of the event that is number `row` of a batch. Those of one event follow each other in the order of their index. */
export interface BatchBlob {
  readonly row: number
  readonly data: Uint8Array<ArrayBuffer>
}

/** Events on their way to the writer thread. */
export interface BatchMessage {
  readonly kind: 'batch'
  readonly count: number
  /** One line of JSON in UTF-8 for each event; JSON itself has no line feed. */
  readonly lines: Uint8Array<ArrayBuffer>
  /** `seq`, `timeMs`, `monotonicMs` of each event, one after the other. */
  readonly stamps: Float64Array<ArrayBuffer>
  /** The number of each event's type. */
  readonly types: Uint8Array<ArrayBuffer>
  readonly blobs: readonly BatchBlob[]
}

/** Memory of a batch that changes hands when it is posted, instead of being copied. */
export function memoryOf({ lines, stamps, types, blobs }: BatchMessage): ArrayBuffer[] {
  return [lines.buffer, stamps.buffer, types.buffer, ...blobs.map(({ data }) => data.buffer)]
}

/** What the list of sessions says about a session. */
export interface SessionRow {
  readonly uuid: string
  readonly name: string
  readonly openedMs: number
  readonly operator: string | null
  readonly writer: WriterProcess
  readonly description: SessionDescription
  /** Whether it is copied from another store: nobody sees it before it is whole. */
  readonly incoming: boolean
}

/** What a writer thread is started with. */
export interface WriterOrder {
  readonly path: string
  readonly lockTimeoutMs: number
  readonly session: SessionRow
  /** The batch with the session's first event. */
  readonly first: BatchMessage
}

/** What a writer thread is asked for. Everything but `close` is answered, in order. */
export type WriterRequest =
  | BatchMessage
  | { readonly kind: 'head' | 'close' }
  | { readonly kind: 'arrive'; readonly annotations: Annotations }
  | { readonly kind: 'sign'; readonly signatures: readonly ChainSignature[] }

/** The answer to a batch, in the order of the batches. The first answer is that to {@link WriterOrder}. */
export interface WriterReply {
  /** Why the events were not written; absent when they are durable. */
  readonly failure?: Failure
  /** The same for the closing events of the batch, which have a second chance when the disk is full. */
  readonly closingFailure?: Failure
  /** The answer to `head`. */
  readonly head?: ChainHead
  /** Memory of large blobs that are written, to be used again. */
  readonly spare?: readonly ArrayBuffer[]
}
