import { decodeEvent } from '@lab/core'
import type { StoredRecord } from '@lab/core/integrity'
import type { Database } from 'better-sqlite3'
import { describeSession, type Label } from './session-description.ts'

/** What a session is searched by and was not added by people, and its operator in the list: one line each. */
export function readLabels(database: Database, session: number): string {
  const labels = database.prepare<[number], Label>("SELECT kind, value FROM labels WHERE session = ? AND kind <> 'tag'").all(session)
  const operator = database.prepare<[number], string | null>('SELECT operator FROM sessions WHERE id = ?').pluck().get(session)
  return linesOf(labels, operator ?? null)
}

/** The same, as the first record has it. */
export function recordedLabels({ json, blobs }: StoredRecord): string {
  const event = decodeEvent({ json: Buffer.from(json).toString('utf8'), blobs })
  if (event.type !== 'session-opened') return ''
  const { operator } = event.metadata
  return linesOf(describeSession(event).labels, typeof operator === 'string' ? operator : null)
}

function linesOf(labels: readonly Label[], operator: string | null): string {
  const lines = labels.map(({ kind, value }) => `${kind}: ${value}`)
  return [...new Set(lines)].sort().concat(operator === null ? [] : [`operator in the list: ${operator}`]).join('\n')
}
