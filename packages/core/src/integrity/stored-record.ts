/** One event as a store keeps it: what the chain is over. */
export interface StoredRecord {
  readonly seq: number
  /** The JSON of the event in UTF-8, byte for byte. */
  readonly json: Uint8Array
  /** Its binary parts in their order: samples of waveforms, least significant byte first, and other bytes. */
  readonly blobs: readonly Uint8Array[]
  /** CRC-32 that the store has kept of this record: says which record has changed. Absent in what is not stored yet. */
  readonly mark?: number
}

/** A record as a store found it: whole, or not to be read, with the reason. */
export type ReadRecord = StoredRecord | { readonly seq?: number; readonly unreadable: string }

/** The state of a chain after so many records. */
export interface ChainHead {
  readonly records: number
  /** `seq` of the last record. */
  readonly seq: number
  /** SHA-256, 32 bytes. */
  readonly digest: Uint8Array
}

/** A signature over a head. */
export interface ChainSignature extends ChainHead {
  readonly algorithm: 'Ed25519'
  /** The public key: 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  readonly signature: Uint8Array
  /** When it was made: UTC in milliseconds since 1970. It is signed, too. */
  readonly timeMs: number
  /** Whose key it is, for people. */
  readonly keyName?: string
}

/** What a store keeps of a session's integrity, beside its records. */
export interface StoredIntegrity {
  /** After the last durable record. */
  readonly head: ChainHead
  /** After each full block of the chain, in order. */
  readonly seals: readonly ChainHead[]
  readonly signatures: readonly ChainSignature[]
}
