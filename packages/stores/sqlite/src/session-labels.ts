import type { AnnotationChange, Annotations } from '@lab/core'
import type { Database } from 'better-sqlite3'
import type { SessionDescription } from './session-description.ts'

/** Enters what a session is searched by. */
export function describeInTables(database: Database, session: number | bigint, name: string, { labels, text }: SessionDescription): void {
  const insert = database.prepare('INSERT OR IGNORE INTO labels VALUES (?,?,?)')
  for (const { kind, value } of labels) insert.run(session, kind, value)
  database.prepare("INSERT INTO session_text (rowid, name, metadata, notes, tags) VALUES (?,?,?,'','')").run(session, name, text)
}

interface NoteRow {
  readonly time_ms: number
  readonly author: string | null
  readonly text: string
}

/** What people have added to a session. */
export function readAnnotations(database: Database, session: number): Annotations {
  const notes = database.prepare<[number], NoteRow>('SELECT * FROM notes WHERE session = ? ORDER BY time_ms, rowid').all(session)
  const tags = database.prepare<[number], { readonly value: string }>(
    "SELECT value FROM labels WHERE session = ? AND kind = 'tag' ORDER BY value",
  ).all(session)
  return {
    notes: notes.map(({ time_ms: timeMs, author, text }) => ({ timeMs, ...(author === null ? {} : { author }), text })),
    tags: tags.map(({ value }) => value),
  }
}

/** Adds notes and tags, and takes tags away. Inside a transaction of the caller. */
export function applyAnnotations(database: Database, session: number | bigint, change: AnnotationChange): void {
  const { note, addTags = [], removeTags = [] } = change
  if (note !== undefined) {
    database.prepare('INSERT INTO notes VALUES (?,?,?,?)').run(session, note.timeMs, note.author ?? null, note.text)
  }
  const add = database.prepare("INSERT OR IGNORE INTO labels VALUES (?,'tag',?)")
  for (const tag of addTags) add.run(session, tag)
  const remove = database.prepare("DELETE FROM labels WHERE session = ? AND kind = 'tag' AND value = ?")
  for (const tag of removeTags) remove.run(session, tag)
  database.prepare(`UPDATE session_text SET
    notes = (SELECT coalesce(group_concat(text, char(10)), '') FROM notes WHERE session = @id),
    tags = (SELECT coalesce(group_concat(value, char(10)), '') FROM labels WHERE session = @id AND kind = 'tag') WHERE rowid = @id`).run({ id: session })
}
