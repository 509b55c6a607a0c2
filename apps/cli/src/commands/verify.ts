import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ArchiveStore } from '@lab/core'
import type { CheckedSignature, VerificationReport } from '@lab/core/integrity'
import { CommandError, UsageError } from '../command-error.ts'
import { withArchive, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'
import { PatientProgress } from '../patient-progress.ts'
import { styleFor } from '../style.ts'

export interface VerifyOptions extends StoreOptions {
  /** Files with public keys, PEM: there has to be a valid signature by one of them at the end. */
  readonly publicKey?: readonly string[]
  readonly json?: boolean
}

/** What is said of one session. */
interface Verdict {
  readonly report: VerificationReport
  readonly name: string
  /** Whether one of the given keys has signed the last record; undefined where none was given. */
  readonly signedByKey: boolean | undefined
}

/** Reads sessions with their chains and tells which record is not as it was written. Fails where one is not. */
export async function verifySessions(ids: readonly string[], options: VerifyOptions): Promise<void> {
  await withArchive(options, async (store) => {
    const keys = await Promise.all((options.publicKey ?? []).map(readPublicKey))
    const verdicts: Verdict[] = []
    const progress = new PatientProgress('records')
    for (const { id, name } of await wanted(store, ids)) {
      const report = await store.verify(id, { onProgress: (records, total) => progress.show(records, total) })
      progress.end()
      const signedByKey = keys.length === 0 ? undefined : isSignedBy(report, keys)
      verdicts.push({ report, name, signedByKey })
      if (options.json !== true) for (const line of linesOf({ report, name, signedByKey })) printLine(line)
    }
    if (options.json === true) printJson(verdicts.map(verdictJson))
    const bad = verdicts.filter(({ report, signedByKey }) => !report.intact || signedByKey === false)
    if (bad.length > 0) throw new CommandError(`${bad.length} of ${verdicts.length} sessions did not pass.`, 'Compare with a backup or another copy of the session.')
  })
}

async function wanted(store: ArchiveStore, ids: readonly string[]): Promise<readonly { readonly id: string; readonly name: string }[]> {
  if (ids.length === 0) return await store.sessions()
  return await Promise.all(ids.map((id) => store.session(id)))
}

async function readPublicKey(path: string): Promise<Uint8Array> {
  const text = await readFile(path, 'utf8')
  try {
    const { x = '' } = createPublicKey(text).export({ format: 'jwk' })
    return new Uint8Array(Buffer.from(x, 'base64url'))
  } catch {
    throw new UsageError(`${path} is no PEM file with an Ed25519 public key.`, 'Write one with: openssl pkey -in key.pem -pubout -out public.pem')
  }
}

/** The signature that counts is one over the last record: an earlier one says nothing about what follows. */
function isSignedBy({ signatures, records }: VerificationReport, keys: readonly Uint8Array[]): boolean {
  return signatures.some(({ valid, signature }) => valid && signature.records === records && keys.some((key) => Buffer.from(key).equals(signature.publicKey)))
}

function linesOf({ report, name, signedByKey }: Verdict): string[] {
  const style = styleFor(process.stdout)
  const { sessionId, intact, problems, records, signatures, closed } = report
  const passed = intact && signedByKey !== false
  const state = passed ? style.green('intact') : style.red(intact ? 'not signed by the key given' : 'DAMAGED')
  return [
    `${sessionId.slice(0, 8)}  ${state}  ${records} records${closed ? '' : ', no last event'}  ${name}`,
    ...problems.map(({ text }) => `  ${style.red('!')} ${text}`),
    ...signatures.map((checked) => `  ${signatureLine(checked, records)}`),
  ]
}

function signatureLine({ valid, signature }: CheckedSignature, records: number): string {
  const { keyName, publicKey, timeMs, seq } = signature
  const whose = keyName ?? `key ${Buffer.from(publicKey).toString('hex').slice(0, 16)}…`
  const what = signature.records === records ? 'everything' : `records up to ${seq}`
  return `${valid ? 'signed' : 'WRONG SIGNATURE'} by ${whose} on ${new Date(timeMs).toISOString()}: ${what}`
}

function verdictJson({ report, name, signedByKey }: Verdict): unknown {
  const signatures = report.signatures.map(({ valid, signature }) => ({
    valid, records: signature.records, seq: signature.seq, time: new Date(signature.timeMs).toISOString(), keyName: signature.keyName,
    publicKey: Buffer.from(signature.publicKey).toString('hex'), digest: Buffer.from(signature.digest).toString('hex'),
  }))
  return { ...report, name, signatures, ...(signedByKey === undefined ? {} : { signedByKey }) }
}
