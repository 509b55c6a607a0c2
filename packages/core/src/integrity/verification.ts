import type { ChainSignature } from './stored-record.ts'

/** What is wrong, and where. */
export interface VerificationProblem {
  /**
   * `altered`: a record is not what was written; `removed`, `inserted`, `reordered`: records are missing, too many, or not in order;
   * `truncated`: records at the end are missing; `unreadable`: the store cannot give a record; `chain`: a block's digest differs
   * though every mark in it is right; `signature`: one that does not fit; `store`: something of the store itself, outside every record.
   */
  readonly kind: 'altered' | 'removed' | 'inserted' | 'reordered' | 'truncated' | 'unreadable' | 'chain' | 'signature' | 'store'
  /** First and last `seq` it is about, where it is about records. */
  readonly fromSeq?: number
  readonly toSeq?: number
  /** One sentence. */
  readonly text: string
}

/** What became of one signature. */
export interface CheckedSignature {
  readonly signature: ChainSignature
  readonly valid: boolean
}

/** The result of reading a session with its chain. */
export interface VerificationReport {
  readonly sessionId: string
  /** No problem was found. */
  readonly intact: boolean
  readonly records: number
  readonly problems: readonly VerificationProblem[]
  readonly signatures: readonly CheckedSignature[]
  /** Whether the last record is `session-closed`. A session that is running or was interrupted has none; that is no damage. */
  readonly closed: boolean
}
