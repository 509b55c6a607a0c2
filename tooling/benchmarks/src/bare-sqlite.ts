import Database from 'better-sqlite3'

/** A table of texts in WAL mode with `synchronous = FULL`: what durable storage in SQLite costs at least. */
export class BareSqlite implements Disposable {
  readonly #database: Database.Database
  readonly #insert: Database.Statement<[number, string]>
  #next = 1

  constructor(path: string) {
    this.#database = new Database(path)
    this.#database.pragma('journal_mode = WAL')
    this.#database.pragma('synchronous = FULL')
    this.#database.exec('CREATE TABLE events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)')
    this.#insert = this.#database.prepare('INSERT INTO events VALUES (?, ?)')
  }

  /** One row, one commit. */
  insert(body: string): void {
    this.#insert.run(this.#next, body)
    this.#next += 1
  }

  /** Many rows in commits of a thousand. */
  insertMany(bodies: Iterable<string>): void {
    let open = 0
    this.#database.exec('BEGIN')
    for (const body of bodies) {
      this.insert(body)
      open += 1
      if (open % 1000 === 0) this.#database.exec('COMMIT; BEGIN')
    }
    this.#database.exec('COMMIT')
  }

  [Symbol.dispose](): void {
    this.#database.close()
  }
}
