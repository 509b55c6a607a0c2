/** Makes signatures with a key that the user controls: of a file, or of a program that holds it. */
export interface Signer {
  /** The Ed25519 public key: 32 bytes. */
  readonly publicKey: Uint8Array
  /** Whose key it is, for people. */
  readonly keyName?: string
  /** Signs these bytes as they are: 64 bytes (RFC 8032, Ed25519). */
  sign(statement: Uint8Array): Promise<Uint8Array>
}
