import { BlockCheck } from './block-check.ts'
import { firstHead, markOf } from './event-chain.ts'
import type { Hashing } from './hashing.ts'
import { recordHeader } from './record-header.ts'
import { checkSignature } from './signature.ts'
import type { ChainHead, ChainSignature, ReadRecord, StoredIntegrity } from './stored-record.ts'
import type { CheckedSignature, VerificationProblem, VerificationReport } from './verification.ts'

/** What is checked. */
export interface VerifiedSession {
  readonly sessionId: string
  /** In the order in which the store has them; none may be held back because it looks wrong. */
  readonly records: AsyncIterable<ReadRecord> | Iterable<ReadRecord>
  readonly integrity: StoredIntegrity
  readonly hashing: Hashing
  /** What the store itself has found. */
  readonly problems?: readonly VerificationProblem[]
  readonly signal?: AbortSignal | undefined
  /** Told from time to time how many records were checked, of how many there should be. */
  readonly onProgress?: ((records: number, total: number) => void) | undefined
}

/** Records between two reports of progress. */
const stride = 1024

/**
 * Compares the records of a session with its marks, chain and signatures. Takes the memory of one block.
 * @throws the reason of the signal.
 */
export async function verifyRecords(session: VerifiedSession): Promise<VerificationReport> {
  const pass = new VerificationPass(session)
  for await (const record of session.records) {
    session.signal?.throwIfAborted()
    pass.add(record)
    if (pass.records % stride === 0) session.onProgress?.(pass.records, session.integrity.head.records)
  }
  return await pass.report()
}

class VerificationPass {
  readonly #session: VerifiedSession
  readonly #check: BlockCheck
  readonly #problems: VerificationProblem[]
  readonly #ends: readonly ChainHead[]
  records = 0
  #block: ReadRecord[] = []
  #end = 0
  #lastSeq = 0
  #last: ReadRecord | undefined

  constructor(session: VerifiedSession) {
    const { sessionId, integrity: { seals, head, signatures }, hashing, problems = [] } = session
    this.#session = session
    this.#problems = [...problems]
    const last = seals.at(-1)
    this.#ends = last === undefined || head.records > last.records ? [...seals, head] : seals
    this.#check = new BlockCheck(firstHead(sessionId, hashing), signatures, hashing, (problem) => this.#problems.push(problem))
  }

  add(record: ReadRecord): void {
    this.records++
    const seq = record.seq ?? this.#lastSeq + 1
    while (seq > (this.#ends[this.#end]?.seq ?? Infinity)) this.#endBlock()
    this.#block.push(record)
    this.#lastSeq = seq
    this.#last = record
  }

  #endBlock(): void {
    const end = this.#ends[this.#end++]
    if (end === undefined) return
    this.#check.block(this.#block, end, this.#end === this.#ends.length)
    this.#block = []
  }

  async report(): Promise<VerificationReport> {
    while (this.#end < this.#ends.length) this.#endBlock()
    for (const { seq } of this.#block) {
      this.#problems.push({ kind: 'inserted', ...place(seq), text: `Record ${seq ?? '?'} comes after the end of the chain.` })
    }
    const { sessionId, integrity } = this.#session
    const signatures = await Promise.all(integrity.signatures.map((signature) => this.#checked(signature)))
    return {
      sessionId, intact: this.#problems.length === 0, records: this.records, problems: this.#problems, signatures,
      closed: this.#closed(),
    }
  }

  #closed(): boolean {
    const last = this.#last
    if (last === undefined || 'unreadable' in last) return false
    return last.mark === markOf(last, this.#session.hashing) && recordHeader(last).type === 'session-closed'
  }

  async #checked(signature: ChainSignature): Promise<CheckedSignature> {
    const genuine = await checkSignature(this.#session.sessionId, signature)
    const fits = this.#check.covers(signature)
    if (!genuine || !fits) {
      const why = genuine ? 'was made over other records than these' : 'does not fit its public key: it or what it says was altered'
      this.#problems.push({ kind: 'signature', toSeq: signature.seq, text: `The signature up to record ${signature.seq} ${why}.` })
    }
    return { signature, valid: genuine && fits }
  }
}

function place(seq: number | undefined): { readonly fromSeq?: number; readonly toSeq?: number } {
  return seq === undefined ? {} : { fromSeq: seq, toSeq: seq }
}
