import type { ChainSignature, StoredIntegrity, StoredRecord } from './integrity/stored-record.ts'
import type { Signer } from './integrity/signer.ts'
import type { VerificationReport } from './integrity/verification.ts'
import type { OperationOptions } from './operation-options.ts'
import type { ColumnRecord, SessionOpened } from './session-event.ts'
import type { SessionStatus, SessionStore, SessionSummary, SessionWriter } from './session-store.ts'
import type { TableChunk } from './table-chunk.ts'

/** Which sessions are wanted: those for which everything given holds. */
export interface SessionQuery {
  /** Words that all occur in names, notes, tags or metadata; a word may end in `*`. Letter case and accents do not matter. */
  readonly text?: string
  /** Opened at this time or later: UTC in milliseconds since 1970. */
  readonly openedFromMs?: number
  /** Opened before this time. */
  readonly openedBeforeMs?: number
  readonly operator?: string
  /** Any value in `metadata.dut`, such as the serial number of the device under test. */
  readonly dut?: string
  /** Serial number of an instrument that took part. */
  readonly instrumentSerial?: string
  readonly tag?: string
  readonly status?: SessionStatus
  /** Newest first, so many at most; 1000 when absent. */
  readonly limit?: number
}

/** A remark made after the fact. The record itself does not change. */
export interface SessionNote {
  /** UTC in milliseconds since 1970. */
  readonly timeMs: number
  readonly author?: string
  readonly text: string
}

/** What people have added to a session. It is beside the record, and not in the chain. */
export interface Annotations {
  readonly notes: readonly SessionNote[]
  readonly tags: readonly string[]
}

/** What to add to a session. */
export interface AnnotationChange {
  readonly note?: SessionNote
  readonly addTags?: readonly string[]
  readonly removeTags?: readonly string[]
}

/** What is in a store, in numbers. */
export interface StoreStatistics {
  readonly sessions: number
  /** Sessions by their status. */
  readonly byStatus: Readonly<Partial<Record<SessionStatus, number>>>
  readonly events: number
  readonly points: number
  /** Bytes on the disk. */
  readonly bytes: number
  readonly firstOpenedMs?: number
  readonly lastOpenedMs?: number
}

/** An acquisition of a stored session. */
export interface AcquisitionSummary {
  readonly name: string
  /** Rows stored so far; the index of the last one plus 1. */
  readonly rows: number
  /** As they were declared last; none before the first row. */
  readonly columns: readonly ColumnRecord[]
}

/** Which rows of an acquisition are wanted. */
export interface ChunkOptions extends OperationOptions {
  /** First row; 0 when absent. */
  readonly from?: number
  /** The row behind the last one; the end when absent. */
  readonly to?: number
  /** Names of the columns; all when absent. */
  readonly columns?: readonly string[]
}

/** Options of a verification. */
export interface VerifyOptions extends OperationOptions {
  /** Told from time to time how many records were read, of how many there should be. */
  readonly onProgress?: ((records: number, total: number) => void) | undefined
}

/** A writer that keeps a chain and can sign it. */
export interface ArchiveWriter extends SessionWriter {
  /** Signs the chain up to the last event appended before; resolves when the signature is durable. Also after `session-closed`. */
  sign(signer: Signer): Promise<void>
}

/** A session on its way from one store to another. */
export interface SessionTransfer {
  readonly opened: SessionOpened
  readonly records: AsyncIterable<StoredRecord>
  readonly signatures: readonly ChainSignature[]
  readonly annotations: Annotations
}

/** A store for keeps: sessions can be found, annotated, verified, read by column, and moved to another one without loss. */
export interface ArchiveStore extends SessionStore {
  create(opened: SessionOpened): Promise<ArchiveWriter>
  /** Newest first. */
  find(query: SessionQuery, options?: OperationOptions): Promise<readonly SessionSummary[]>
  annotations(id: string, options?: OperationOptions): Promise<Annotations>
  /** @throws StoreError (not-found, locked, write) */
  annotate(id: string, change: AnnotationChange, options?: OperationOptions): Promise<void>
  statistics(options?: OperationOptions): Promise<StoreStatistics>
  /** The acquisitions of a session, in the order of their declaration. Does not read the rows. */
  acquisitions(id: string, options?: OperationOptions): Promise<readonly AcquisitionSummary[]>
  /** Rows of an acquisition in order, in pieces of a few thousand: typed columns, constant memory. @throws StoreError (not-found) */
  chunks(id: string, acquisition: string, options?: ChunkOptions): AsyncIterable<TableChunk>
  /** The records as stored, in their order. What cannot be read is an error here; `verify` says where. */
  records(id: string, options?: OperationOptions): AsyncIterable<StoredRecord>
  integrity(id: string, options?: OperationOptions): Promise<StoredIntegrity>
  /** Takes a whole session. @throws StoreError (write) where it has a session of that id already. */
  import(transfer: SessionTransfer, options?: OperationOptions): Promise<void>
  /** Reads everything of a session and says which record is not as it was written. Does not throw for damage. */
  verify(id: string, options?: VerifyOptions): Promise<VerificationReport>
}

/** Whether a store is one for keeps. */
export function isArchiveStore(store: SessionStore): store is ArchiveStore {
  return 'verify' in store && 'records' in store && 'import' in store
}
