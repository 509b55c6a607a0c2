import type { StoreFailure } from '@lab/core'
import { FailureError, type Failure } from '@lab/store-writer/thread'

/** The code of an error of SQLite (`SQLITE_FULL`) or of the system (`ENOSPC`). */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** True when another connection is in the way for the moment. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(codeOf(error))
}

/** First match wins. Extended codes of SQLite begin with the plain one. */
const reasons: readonly (readonly [RegExp, StoreFailure])[] = [
  [/^SQLITE_NOTADB/, 'format'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'locked'],
  // The shared index cannot grow: SQLite does not say why, and a full disk is why in practice.
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/, 'full'],
  [/^SQLITE_(CORRUPT|ERROR|IOERR_SHORT_READ|READONLY_ROLLBACK)/, 'corrupt'],
  [/^ENOENT/, 'not-found'],
]

/** Says what went wrong with a file in words that tell what to do. */
export function describeFailure(path: string, error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  const code = codeOf(error)
  const reason = reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'write'
  const [what, hint] = sentences[reason]
  const detail = error instanceof Error ? error.message : String(error)
  return { reason, message: `${path} ${what} (${code === '' ? '' : `${code}: `}${detail}).`, hint }
}

const sentences: Readonly<Record<StoreFailure, readonly [what: string, hint: string]>> = {
  format: ['is not an SQLite file', 'Choose another path for the store or move this file away; it was not changed.'],
  version: ['was written by a newer version', 'Update @lab/store-sqlite; the file was not changed.'],
  locked: [
    'is locked by another program',
    'Close the program that holds it (a database browser, an open transaction), or give a longer lockTimeoutMs.',
  ],
  full: ['cannot grow: the disk is full', 'Free some room and start a new session; what was acknowledged is stored.'],
  write: ['cannot be written', 'Check that the folder exists, that it may be written to, and that the disk works.'],
  corrupt: [
    'is damaged',
    'Keep it together with its -wal file, work on a copy, and try `sqlite3 <copy> .recover`; the file was not changed.',
  ],
  'not-found': ['does not exist', 'Check the path; a store is made by the first session that is written to it.'],
}

/** The failure for a file that is an SQLite file but cannot be used. */
export function wrongFile(path: string, identity: 'foreign' | 'newer'): FailureError {
  if (identity === 'newer') return new FailureError('version', `${path} was written by a newer version.`, sentences.version[1])
  return new FailureError('format', `${path} is an SQLite file of another application.`, sentences.format[1])
}
