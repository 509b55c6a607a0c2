import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { FailureError } from '@lab/store-writer/thread'

/** Names of what is in the folder of a session. Readers of datasets leave out what begins with an underscore. */
export const indexName = '_index'
export const sessionName = '_session.json'
export const annotationsName = '_annotations.json'
export const reserveName = '_reserve'
export const headName = '_head'
/** Beside the folders of the dates. */
export const runningFolder = '_running'
export const catalogueFolder = '_catalogue'

export function journalName(number: number): string {
  return `_journal-${String(number).padStart(4, '0')}`
}

/** The number of a journal, or undefined for another file. */
export function journalNumber(name: string): number | undefined {
  const digits = /^_journal-(\d{4,})$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** The date of a session's folder: the UTC day on which it was opened. */
export function dateOf(openedMs: number): string {
  return new Date(openedMs).toISOString().slice(0, 10)
}

export function datePath(root: string, date: string): string {
  return join(root, `date=${date}`)
}

/**
 * The folder of a session.
 * @throws FailureError (write) where the id or the time cannot be part of a path
 */
export function sessionPath(root: string, sessionId: string, openedMs: number): string {
  if (!/^[\w-]{1,100}$/.test(sessionId)) {
    throw new FailureError('write', `The id "${sessionId}" of a session cannot be part of a path.`, 'Use a UUID.')
  }
  if (!(openedMs >= 0 && openedMs < 253_402_300_800_000)) {
    throw new FailureError('write', `A session cannot have been opened at ${openedMs} ms: that is not between 1970 and 9999.`, 'Check the clock.')
  }
  return join(datePath(root, dateOf(openedMs)), `session=${sessionId}`)
}

const longest = 100

/** A name as a part of a file name on every system: letters, digits, `-` and `_` as they are, other bytes as `~` and two digits. */
function fileNameOf(name: string): string {
  const safe = name.replaceAll(/[^\w-]/gu, escaped)
  if (safe.length <= longest) return safe === '' ? '~' : safe
  return `${safe.slice(0, longest - 9)}~${createHash('sha256').update(name).digest('hex').slice(0, 8)}`
}

function escaped(character: string): string {
  return [...Buffer.from(character)].map((byte) => `~${byte.toString(16).padStart(2, '0')}`).join('')
}

/** The file of a segment: of the points of an acquisition, or of everything else where there is none. */
export function segmentName(acquisition: string | undefined, number: number): string {
  const digits = String(number).padStart(4, '0')
  return acquisition === undefined ? `_events-${digits}.parquet` : `points-${fileNameOf(acquisition)}-${digits}.parquet`
}

/** What a segment is called while it is written: a Parquet file without its footer. */
export function unfinishedName(file: string): string {
  return `${file.startsWith('_') ? '' : '_'}${file}.part`
}
