import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChainHead } from '@lab/core/integrity'
import { readHead } from '../files/head-file.ts'
import { headName } from '../files/names.ts'

/** What was acknowledged last in a session that has not been brought to its end. */
export function lastHead(folder: string): { readonly head?: ChainHead; readonly isThere: boolean } {
  try {
    const head = readHead(readFileSync(join(folder, headName)))
    return head === undefined ? { isThere: true } : { head, isThere: true }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { isThere: false }
    throw error
  }
}
