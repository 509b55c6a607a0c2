import type { StoreFailure } from '@lab/core'
import { FailureError, type Failure } from '@lab/store-writer/thread'
import { DamageError } from '../parquet/byte-source.ts'

const reasons: readonly (readonly [RegExp, StoreFailure])[] = [
  [/^(ENOSPC|EDQUOT|EFBIG)$/, 'full'],
  [/^ENOENT$/, 'not-found'],
  [/^(ENOTDIR|EEXIST)$/, 'format'],
]

const sentences: Readonly<Record<StoreFailure, readonly [what: string, hint: string]>> = {
  format: ['is not a folder of sessions', 'Choose another path for the store; nothing was changed.'],
  version: ['was written by a newer version', 'Update @lab/store-parquet; nothing was changed.'],
  locked: ['is in use by another program', 'Try again when it has finished.'],
  full: ['cannot grow: the disk is full', 'Free some room and start a new session; what was acknowledged is stored.'],
  write: ['cannot be written', 'Check that the folder may be written to, and that the disk works.'],
  corrupt: ['is damaged', 'See which records are touched with verify(); nothing was changed.'],
  'not-found': ['does not exist', 'Check the path; a store is made by the first session that is written to it.'],
}

/** Says what went wrong with a path in words that tell what to do. */
export function describeFailure(path: string, error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = error instanceof DamageError ? 'corrupt' : reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'write'
  const [what, hint] = sentences[reason]
  const detail = error instanceof Error ? error.message : String(error)
  return { reason, message: `${path} ${what} (${detail}).`, hint }
}
