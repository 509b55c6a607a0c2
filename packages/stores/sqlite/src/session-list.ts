import { StoreError, type RunOutcome, type SessionStatus, type SessionSummary } from '@lab/core'
import type { Database } from 'better-sqlite3'
import { isAlive } from '@lab/store-writer/thread'

/** A row of `sessions`. */
export interface SessionRecord {
  readonly id: number
  readonly uuid: string
  readonly name: string
  readonly opened_ms: number
  readonly closed_ms: number | null
  readonly outcome: RunOutcome | null
  readonly operator: string | null
  readonly points: number
  readonly writer_host: string | null
  readonly writer_pid: number | null
  readonly writer_start: string | null
}

/** Newest first. */
export function listSessions(database: Database): readonly SessionSummary[] {
  return database.prepare<[], SessionRecord>('SELECT * FROM sessions WHERE incoming = 0 ORDER BY opened_ms DESC, id DESC').all().map(summaryOf)
}

export interface FoundSession {
  /** Its number in the file. */
  readonly key: number
  readonly summary: SessionSummary
  readonly record: SessionRecord
}

/** A session by its id or by a beginning of it. */
export function findSession(database: Database, id: string, path: string): FoundSession {
  const found = database.prepare<[string, string], SessionRecord>(
    'SELECT * FROM sessions WHERE uuid >= ? AND uuid < ? AND incoming = 0 ORDER BY opened_ms DESC LIMIT 10',
  ).all(id, `${id}\u{10FFFF}`)
  const record = found.find(({ uuid }) => uuid === id) ?? found[0]
  if (record === undefined) throw noSession(id, path)
  if (id === '' || (found.length > 1 && record.uuid !== id)) throw manySessions(id, path, found)
  return { key: record.id, summary: summaryOf(record), record }
}

function noSession(id: string, path: string): StoreError {
  return new StoreError('not-found', `${path} has no session ${id}.`, { hint: 'List its sessions to see their ids.' })
}

function manySessions(id: string, path: string, found: readonly SessionRecord[]): StoreError {
  const list = found.map(({ uuid, name }) => `${uuid} (${name})`).join(', ')
  return new StoreError('not-found', `More than one session in ${path} begins with "${id}": ${list}.`, {
    hint: 'Give more of the id.',
  })
}

export function summaryOf(record: SessionRecord): SessionSummary {
  return {
    id: record.uuid,
    name: record.name,
    status: statusOf(record),
    openedMs: record.opened_ms,
    ...(record.closed_ms === null ? {} : { closedMs: record.closed_ms }),
    ...(record.operator === null ? {} : { operator: record.operator }),
    points: record.points,
  }
}

function statusOf(record: SessionRecord): SessionStatus {
  return record.outcome ?? (isWritten(record) ? 'running' : 'interrupted')
}

/** Whether the process that writes a session, or copies it here, is alive. */
export function isWritten({ writer_host: host, writer_pid: pid, writer_start: start }: SessionRecord): boolean {
  return host !== null && pid !== null && isAlive({ host, pid, start })
}
