import { SettingError } from '../errors.ts'
import type { Signer } from './signer.ts'
import type { ChainHead, ChainSignature } from './stored-record.ts'

const utf8 = new TextEncoder()

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What is signed: five lines of ASCII, each ended by LF, that anybody can write down and check with another program. */
export function signatureStatement(sessionId: string, head: ChainHead, timeMs: number): Uint8Array {
  const lines = [
    'lab session signature 1', `session ${sessionId}`, `records ${head.records} to seq ${head.seq}`, `sha256 ${hexOf(head.digest)}`,
    `signed ${new Date(timeMs).toISOString()}`,
  ]
  return utf8.encode(`${lines.join('\n')}\n`)
}

/**
 * Signs the head of a chain and checks what the signer gave.
 * @throws SettingError where its signature does not fit its public key; what the signer throws.
 */
export async function signHead(sessionId: string, head: ChainHead, signer: Signer, timeMs: number): Promise<ChainSignature> {
  const { publicKey, keyName } = signer
  const wholeMs = Math.floor(timeMs)
  const bytes = await signer.sign(signatureStatement(sessionId, head, wholeMs))
  const signature: ChainSignature = {
    ...head, algorithm: 'Ed25519', publicKey, signature: bytes, timeMs: wholeMs, ...(keyName === undefined ? {} : { keyName }),
  }
  if (await checkSignature(sessionId, signature)) return signature
  throw new SettingError(`The signature that ${keyName ?? 'the signer'} made does not fit its public key ${hexOf(publicKey)}.`, {
    hint: 'Check that key and public key belong together, and that the program signs the bytes it is given with Ed25519, not a hash of them.',
  })
}

/** Whether a signature was made with its public key over what it says. Whether the chain is that one is another question. */
export async function checkSignature(sessionId: string, signature: ChainSignature): Promise<boolean> {
  if (signature.publicKey.length !== 32 || signature.signature.length !== 64 || !isTime(signature.timeMs)) return false
  const statement = signatureStatement(sessionId, signature, signature.timeMs)
  const key = await importPublic(Uint8Array.from(signature.publicKey))
  if (key === undefined) return false
  return await crypto.subtle.verify('Ed25519', key, Uint8Array.from(signature.signature), Uint8Array.from(statement))
}

/** Whether a date can be made of it. */
function isTime(timeMs: number): boolean {
  return Math.abs(timeMs) <= 8.64e15
}

/** Undefined where the bytes are no point of the curve. */
async function importPublic(bytes: Uint8Array<ArrayBuffer>): Promise<Awaited<ReturnType<typeof crypto.subtle.importKey>> | undefined> {
  try {
    return await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify'])
  } catch {
    return undefined // then nothing was signed with it
  }
}

/**
 * A signer with the private key of a PEM text: PKCS #8, as `openssl genpkey -algorithm ed25519` writes it.
 * @throws SettingError where the text is no such key.
 */
export async function ed25519Signer(pem: string, keyName?: string): Promise<Signer> {
  const pkcs8 = bytesOfPem(pem)
  const key = await importPrivate(pkcs8)
  return {
    publicKey: await publicKeyOf(pkcs8),
    ...(keyName === undefined ? {} : { keyName }),
    sign: async (statement) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, Uint8Array.from(statement))),
  }
}

const hint = 'Make a key with: openssl genpkey -algorithm ed25519 -out key.pem'

function bytesOfPem(pem: string): Uint8Array<ArrayBuffer> {
  const base64 = /-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----/.exec(pem)?.[1]
  if (base64 === undefined) throw new SettingError('The key is no PEM text with an unencrypted PRIVATE KEY (PKCS #8).', { hint })
  return Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (character) => character.charCodeAt(0))
}

async function importPrivate(pkcs8: Uint8Array<ArrayBuffer>): ReturnType<typeof crypto.subtle.importKey> {
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign'])
  } catch (cause) {
    throw new SettingError('The key is not an Ed25519 private key.', { hint, cause })
  }
}

/** The platform gives the public key of a private one only as JSON. */
async function publicKeyOf(pkcs8: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const { x = '' } = await crypto.subtle.exportKey('jwk', await importPrivate(pkcs8))
  const base64 = x.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
