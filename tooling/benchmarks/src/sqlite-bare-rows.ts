import { encodeEvent, type SessionEvent } from '@lab/core'
import Database from 'better-sqlite3'

/** What one writes by hand: the same table of events, prepared statements, WAL with `synchronous = FULL`, commits of a thousand rows. */
export class BareRows implements Disposable {
  readonly #database: Database.Database
  readonly #insert: Database.Statement
  readonly #begin: Database.Statement
  readonly #commit: Database.Statement

  constructor(path: string) {
    this.#database = new Database(path)
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS events (session INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, time_ms REAL NOT NULL,
        monotonic_ms REAL NOT NULL, body TEXT NOT NULL, mark INTEGER, PRIMARY KEY (session, seq)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS declarations ON events (session, seq) WHERE type IN ('run-started', 'columns-declared')`)
    this.#insert = this.#database.prepare('INSERT INTO events VALUES (?,?,?,?,?,?,0)')
    this.#begin = this.#database.prepare('BEGIN')
    this.#commit = this.#database.prepare('COMMIT')
  }

  /** Writes the events of one session in commits of so many. */
  write(session: number, events: Iterable<SessionEvent>, rowsPerCommit: number): void {
    let open = 0
    for (const event of events) {
      if (open === 0) this.#begin.run()
      this.#insert.run(session, event.seq, event.type, event.timeMs, event.monotonicMs, encodeEvent(event).json)
      if (++open < rowsPerCommit) continue
      this.#commit.run()
      open = 0
    }
    if (open > 0) this.#commit.run()
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
