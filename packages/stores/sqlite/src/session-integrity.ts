import type { ChainHead, ChainSignature, EventChain, StoredIntegrity } from '@lab/core/integrity'
import { firstHead } from '@lab/core/integrity'
import type { Database, Statement } from 'better-sqlite3'
import { hashing } from '@lab/store-writer/thread'

/** A chain and what it has sealed since it was last written down. */
export interface ChainStep {
  readonly chain: EventChain
  readonly seals: readonly ChainHead[]
}

/** Writes the chain of one session. */
export class IntegrityRecorder {
  readonly #head: Statement
  readonly #seal: Statement
  readonly #session: number | bigint

  constructor(database: Database, session: number | bigint) {
    this.#session = session
    this.#head = database.prepare('UPDATE sessions SET head_records = ?, head_seq = ?, head_digest = ? WHERE id = ?')
    this.#seal = database.prepare('INSERT INTO seals VALUES (?,?,?,?)')
  }

  write({ chain, seals }: ChainStep): void {
    for (const { records, seq, digest } of seals) this.#seal.run(this.#session, records, seq, digest)
    const { records, seq, digest } = chain.head()
    this.#head.run(records, seq, digest, this.#session)
  }
}

/** Adds signatures to a session. */
export function insertSignatures(database: Database, session: number | bigint, signatures: readonly ChainSignature[]): void {
  const insert = database.prepare('INSERT INTO signatures VALUES (?,?,?,?,?,?,?,?)')
  for (const { records, seq, digest, publicKey, signature, timeMs, keyName } of signatures) {
    insert.run(session, records, seq, digest, publicKey, signature, timeMs, keyName ?? null)
  }
}

interface HeadRow {
  readonly records: number
  readonly seq: number
  readonly digest: Buffer | null
}

interface SignatureRow {
  readonly records: number
  readonly seq: number
  readonly digest: Buffer
  readonly public_key: Buffer
  readonly signature: Buffer
  readonly time_ms: number
  readonly key_name: string | null
}

/** A digest of a damaged file may be gone or anything; then it fits nothing. */
function headOf({ records, seq, digest }: HeadRow): ChainHead {
  return { records, seq, digest: new Uint8Array(digest ?? []) }
}

/** What is kept of a session's integrity. */
export function readIntegrity(database: Database, session: number, sessionId: string): StoredIntegrity {
  const head = database.prepare<[number], HeadRow>(
    'SELECT head_records AS records, head_seq AS seq, head_digest AS digest FROM sessions WHERE id = ?',
  ).get(session)
  const seals = database.prepare<[number], HeadRow>('SELECT records, seq, digest FROM seals WHERE session = ? ORDER BY records').all(session)
  const signatures = database.prepare<[number], SignatureRow>(
    'SELECT * FROM signatures WHERE session = ? ORDER BY records, time_ms',
  ).all(session)
  return {
    head: head === undefined ? firstHead(sessionId, hashing) : headOf(head),
    seals: seals.map(headOf),
    signatures: signatures.map(signatureOf),
  }
}

function signatureOf({ records, seq, digest, public_key: publicKey, signature, time_ms: timeMs, key_name: keyName }: SignatureRow): ChainSignature {
  return {
    records, seq, digest: new Uint8Array(digest), algorithm: 'Ed25519', publicKey: new Uint8Array(publicKey),
    signature: new Uint8Array(signature), timeMs, ...(keyName === null ? {} : { keyName }),
  }
}
