import { spawn } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { LabError, SettingError } from '@lab/core'
import { ed25519Signer, type Signer } from '@lab/core/integrity'

/**
 * Signs with the private key of a PEM file (PKCS #8, not encrypted), as `openssl genpkey -algorithm ed25519 -out key.pem` makes it.
 * Its name in what is signed is that of the file, unless another is given.
 * @throws SettingError naming the file, where there is none or it holds no such key.
 */
export async function fileSigner(file: string, keyName: string = path.basename(file)): Promise<Signer> {
  const pem = await readText(file, 'key')
  try {
    return await ed25519Signer(pem, keyName)
  } catch (cause) {
    throw new SettingError(`${file}: ${messageOf(cause)}`, { cause, ...(cause instanceof LabError ? { hint: cause.hint ?? '' } : {}) })
  }
}

export interface CommandSignerOptions {
  /** The program and its arguments. It is given the bytes to sign on standard input and prints the 64 bytes of the signature. */
  readonly command: readonly [program: string, ...args: string[]]
  /** PEM file of the public key. */
  readonly publicKey: string
  readonly keyName?: string
  /** Longest time that a signature may take, in milliseconds; 30,000 when absent. */
  readonly timeoutMs?: number
}

/**
 * Signs by a program that holds the key, such as one for a security token. The program is started for each signature, without a
 * shell. Only a script can ask for it: a bench file starts nothing.
 * @throws SettingError where the public key cannot be read. Signing rejects where the program fails, with what it said.
 */
export async function commandSigner(options: CommandSignerOptions): Promise<Signer> {
  const { command, publicKey, keyName = path.basename(publicKey), timeoutMs = 30_000 } = options
  const key = publicKeyOf(publicKey, await readText(publicKey, 'public key'))
  return { publicKey: key, keyName, sign: (statement) => signBy(command, statement, timeoutMs) }
}

async function readText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new SettingError(`The ${what} ${file} cannot be read: ${messageOf(cause)}.`, { cause })
  }
}

function publicKeyOf(file: string, pem: string): Uint8Array {
  try {
    const { crv, x = '' } = createPublicKey(pem).export({ format: 'jwk' })
    if (crv === 'Ed25519') return new Uint8Array(Buffer.from(x, 'base64url'))
  } catch {
    // no PEM at all: refused below, as one of another kind is
  }
  throw new SettingError(`${file} holds no Ed25519 public key.`, { hint: 'Write one with: openssl pkey -in key.pem -pubout -out public.pem' })
}

async function signBy([program, ...args]: CommandSignerOptions['command'], statement: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], timeout: timeoutMs, windowsHide: true })
  const [out, said]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (data: Buffer) => out.push(data))
  child.stderr.on('data', (data: Buffer) => said.push(data))
  child.stdin.on('error', () => undefined) // it ended without reading: its exit tells
  child.stdin.end(statement)
  const end = await new Promise<string>((resolve, reject) => {
    child.once('error', (cause) => reject(new SettingError(`The signing program ${program} does not start: ${cause.message}.`, { cause })))
    child.once('close', (code, signal) => resolve(code === 0 ? '' : `ended with ${signal === null ? `code ${code ?? 0}` : signal}`))
  })
  const signature = new Uint8Array(Buffer.concat(out))
  if (end === '' && signature.length === 64) return signature
  const problem = end === '' ? `printed ${signature.length} bytes, not the 64 of a signature` : end
  const text = Buffer.concat(said).toString('utf8').trim()
  throw new SettingError(`The signing program ${program} ${problem}${text === '' ? '' : `: ${text}`}.`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
