import type { Annotations } from '@lab/core'
import { blobBytes, isShared, type SharedBytes, type WriterProcess } from '@lab/store-writer/thread'
import type { SessionDescription } from './session-description.ts'

/**
 * Blobs of this size and more go beside the store. SQLite writes every byte twice, with check sums in between: a file of its own takes
 * them four times as fast, and one more synchronisation costs more than that only for smaller ones.
 */
export const largeBytes = 256 * 1024

/** Bytes of the event that is number `row` of a batch; large ones are in memory that both threads see. Those of one event follow each other. */
export interface BatchBlob {
  readonly row: number
  readonly data: Uint8Array<ArrayBuffer> | SharedBytes
}


/** Events on their way to the writer thread. */
export interface BatchMessage {
  readonly count: number
  /** One line of JSON in UTF-8 for each event; JSON itself has no line feed. */
  readonly lines: Uint8Array<ArrayBuffer>
  /** `seq`, `timeMs`, `monotonicMs` of each event, one after the other. */
  readonly stamps: Float64Array<ArrayBuffer>
  /** The number of each event's type. */
  readonly types: Uint8Array<ArrayBuffer>
  readonly blobs: readonly BatchBlob[]
}

/** A batch on the thread that writes it. */
export interface ReceivedBatch extends Omit<BatchMessage, 'blobs'> {
  readonly blobs: readonly ReceivedBlob[]
}

export interface ReceivedBlob {
  readonly row: number
  readonly data: Buffer
}

export function received(message: BatchMessage): ReceivedBatch {
  return { ...message, blobs: message.blobs.map(({ row, data }) => ({ row, data: blobBytes(data) })) }
}

/** Memory of a batch that changes hands when it is posted, instead of being copied. */
export function memoryOf({ lines, stamps, types, blobs }: BatchMessage): ArrayBuffer[] {
  return [lines.buffer, stamps.buffer, types.buffer, ...blobs.flatMap(({ data }) => (isShared(data) ? [] : [data.buffer]))]
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

/** Ends the copying of a session from elsewhere. */
export interface OwnRequest {
  readonly annotations: Annotations
}
