import { statSync } from 'node:fs'
import type { SessionQuery, SessionStatus, SessionSummary, StoreStatistics } from '@lab/core'
import type { Database } from 'better-sqlite3'
import { bytesBeside } from './sample-folder.ts'
import { summaryOf, type SessionRecord } from './session-list.ts'

interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

const mostSessions = 1000

/** The sessions for which everything in the query holds, newest first. */
export function searchSessions(database: Database, query: SessionQuery): readonly SessionSummary[] {
  const { status, limit = mostSessions } = query
  const conditions = conditionsOf(query)
  const sql = `SELECT s.* FROM sessions s WHERE ${conditions.map((condition) => condition.sql).join(' AND ')} ORDER BY s.opened_ms DESC, s.id DESC`
  const rows = database.prepare<(string | number)[], SessionRecord>(sql).iterate(...conditions.flatMap(({ values }) => values))
  const found: SessionSummary[] = []
  for (const row of rows) {
    if (found.length >= limit) break
    const summary = summaryOf(row)
    if (status === undefined || summary.status === status) found.push(summary)
  }
  return found
}

function conditionsOf({ text, openedFromMs, openedBeforeMs, operator, dut, instrumentSerial, tag, status }: SessionQuery): Condition[] {
  return [
    { sql: 's.incoming = 0', values: [] },
    ...(openedFromMs === undefined ? [] : [{ sql: 's.opened_ms >= ?', values: [openedFromMs] }]),
    ...(openedBeforeMs === undefined ? [] : [{ sql: 's.opened_ms < ?', values: [openedBeforeMs] }]),
    ...labelled('operator', operator), ...labelled('dut', dut), ...labelled('instrument-serial', instrumentSerial), ...labelled('tag', tag),
    ...(status === undefined ? [] : [endedAs(status)]),
    ...(text === undefined || text.trim() === ''
      ? [] : [{ sql: 's.id IN (SELECT rowid FROM session_text WHERE session_text MATCH ?)', values: [matchOf(text)] }]),
  ]
}

function labelled(kind: string, value: string | undefined): Condition[] {
  if (value === undefined) return []
  return [{ sql: 's.id IN (SELECT session FROM labels WHERE kind = ? AND value = ?)', values: [kind, value] }]
}

/** Running and interrupted sessions have no outcome; which is which, their writer's process tells. */
function endedAs(status: SessionStatus): Condition {
  if (status === 'running' || status === 'interrupted') return { sql: 's.outcome IS NULL', values: [] }
  return { sql: 's.outcome = ?', values: [status] }
}

/**
 * Every word, as a string of FTS5, so that none of its operators is meant by accident. A `*` at the end stays one. The character NUL
 * would end the query.
 */
function matchOf(text: string): string {
  return text.replaceAll('\0', ' ').trim().split(/\s+/).map((word) => {
    const isPrefix = word.length > 1 && word.endsWith('*')
    return `"${(isPrefix ? word.slice(0, -1) : word).replaceAll('"', '""')}"${isPrefix ? '*' : ''}`
  }).join(' ')
}

interface Totals {
  readonly points: number | null
  readonly events: number | null
  readonly first: number | null
  readonly last: number | null
}

/** What is in the store, in numbers. */
export function storeStatistics(database: Database, path: string): StoreStatistics {
  const byStatus: Partial<Record<SessionStatus, number>> = {}
  let sessions = 0
  for (const row of database.prepare<[], SessionRecord>('SELECT * FROM sessions WHERE incoming = 0').iterate()) {
    const { status } = summaryOf(row)
    byStatus[status] = (byStatus[status] ?? 0) + 1
    sessions++
  }
  const totals = database.prepare<[], Totals>(
    'SELECT sum(points) AS points, sum(head_records) AS events, min(opened_ms) AS first, max(opened_ms) AS last FROM sessions WHERE incoming = 0',
  ).get()
  const bytes = ['', '-wal'].reduce((sum, end) => sum + (statSync(`${path}${end}`, { throwIfNoEntry: false })?.size ?? 0), bytesBeside(path))
  return {
    sessions, byStatus, events: totals?.events ?? 0, points: totals?.points ?? 0, bytes,
    ...(typeof totals?.first === 'number' ? { firstOpenedMs: totals.first } : {}),
    ...(typeof totals?.last === 'number' ? { lastOpenedMs: totals.last } : {}),
  }
}
