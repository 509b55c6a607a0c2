import { decodeEvent, type AcquisitionSummary, type ColumnRecord } from '@lab/core'
import type { Database } from 'better-sqlite3'

interface PointRow {
  readonly seq: number
  readonly row: number
}

interface SeqRow {
  readonly seq: number | null
}

/**
 * The `seq` from which on to read for a row of an acquisition. Rows and `seq` grow together, so that halving the log finds it in a
 * few steps, however long the log is.
 */
export function seqOfRow(database: Database, session: number, acquisition: string, row: number): number {
  if (row <= 0) return 1
  const pointFrom = database.prepare<[number, number, string], PointRow>(
    `SELECT seq, body ->> '$.index' AS row FROM events
     WHERE session = ? AND seq >= ? AND type = 'point' AND body ->> '$.acquisition' = ? ORDER BY seq LIMIT 1`,
  )
  let low = 1
  let high = database.prepare<[number], SeqRow>('SELECT max(seq) AS seq FROM events WHERE session = ?').get(session)?.seq ?? 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const point = pointFrom.get(session, middle, acquisition)
    if (point === undefined || point.row >= row) high = middle
    else low = point.seq + 1
  }
  return low
}

/** The declaration of columns that holds at a `seq`: where reading has to begin for rows from there on. */
export function declarationBefore(database: Database, session: number, acquisition: string, seq: number): number | undefined {
  const found = database.prepare<[number, string, number], SeqRow>(
    `SELECT max(seq) AS seq FROM events INDEXED BY declarations
     WHERE session = ? AND type IN ('run-started', 'columns-declared') AND type = 'columns-declared' AND body ->> '$.acquisition' = ? AND seq < ?`,
  ).get(session, acquisition, seq)
  return found?.seq ?? undefined
}

interface BodyRow {
  readonly body: string
}

/** The acquisitions of a session with their last declaration and the number of rows, by a few steps on the keys. */
export function acquisitionsOf(database: Database, session: number): readonly AcquisitionSummary[] {
  const declarations = database.prepare<[number], BodyRow>(
    `SELECT body FROM events INDEXED BY declarations
     WHERE session = ? AND type IN ('run-started', 'columns-declared') ORDER BY seq`,
  )
  const columns = new Map<string, readonly ColumnRecord[]>()
  for (const { body } of declarations.iterate(session)) {
    const event = decodeEvent({ json: body, blobs: [] })
    if (event.type === 'run-started') for (const name of event.acquisitions) columns.set(name, columns.get(name) ?? [])
    if (event.type === 'columns-declared') columns.set(event.acquisition, event.columns)
  }
  const last = database.prepare<[number, string], { readonly row: number }>(
    `SELECT body ->> '$.index' AS row FROM events
     WHERE session = ? AND type = 'point' AND body ->> '$.acquisition' = ? ORDER BY seq DESC LIMIT 1`,
  )
  return [...columns].map(([name, records]) => ({ name, rows: (last.get(session, name)?.row ?? -1) + 1, columns: records }))
}
