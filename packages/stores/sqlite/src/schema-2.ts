/**
 * What version 2 adds: marks and the chain, compressed blobs, signatures, notes, tags, labels to search by, and the full text of what
 * describes a session. `incoming` is 1 while a session is copied from another store.
 */
export const statementsOfVersion2 = `
ALTER TABLE sessions ADD COLUMN incoming INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN head_records INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN head_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN head_digest BLOB;
ALTER TABLE events ADD COLUMN mark INTEGER;
ALTER TABLE blobs ADD COLUMN codec TEXT NOT NULL DEFAULT 'raw';
ALTER TABLE blobs ADD COLUMN crc INTEGER;
CREATE TABLE seals (
  session INTEGER NOT NULL REFERENCES sessions(id),
  records INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (session, records)
) WITHOUT ROWID;
CREATE TABLE signatures (
  session INTEGER NOT NULL REFERENCES sessions(id),
  records INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  digest BLOB NOT NULL,
  public_key BLOB NOT NULL,
  signature BLOB NOT NULL,
  time_ms REAL NOT NULL,
  key_name TEXT
);
CREATE INDEX signatures_of_session ON signatures (session);
CREATE TABLE notes (
  session INTEGER NOT NULL REFERENCES sessions(id),
  time_ms REAL NOT NULL,
  author TEXT,
  text TEXT NOT NULL
);
CREATE INDEX notes_of_session ON notes (session);
CREATE TABLE labels (
  session INTEGER NOT NULL REFERENCES sessions(id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, value, session)
) WITHOUT ROWID;
CREATE INDEX labels_of_session ON labels (session);
CREATE INDEX declarations ON events (session, seq) WHERE type IN ('run-started', 'columns-declared');
CREATE INDEX sessions_by_time ON sessions (opened_ms);
CREATE VIRTUAL TABLE session_text USING fts5 (name, metadata, notes, tags, tokenize = 'unicode61 remove_diacritics 2');
`
