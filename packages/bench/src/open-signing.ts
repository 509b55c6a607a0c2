import type { SigningOptions } from '@lab/core'
import type { BenchFile } from './bench-file.ts'
import { fileSigner } from './signers.ts'

/** Reads the key that the file names. @throws SettingError naming it. */
export async function openSigning({ signing }: BenchFile): Promise<SigningOptions | undefined> {
  if (signing === undefined) return undefined
  const { key, name, everyMs } = signing
  return { signer: await fileSigner(key, name), ...(everyMs === undefined ? {} : { everyMs }) }
}
