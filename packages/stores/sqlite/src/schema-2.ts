/**
 * What version 2 adds: marks and the chain, compressed blobs, signatures, notes, tags, labels to search by, and the full text of what
 * describes a session. `incoming` is 1 while a session is copied from another store. `crc` is that of the bytes of a blob as they lie in
 * the table: a changed frame may well give the same samples. The view of readings goes from declaration to declaration, not from every
 * point back to its own.
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
DROP VIEW readings;
CREATE VIEW readings AS
  SELECT p.session AS session, p.seq AS seq, p.time_ms AS time_ms, d.body ->> '$.acquisition' AS acquisition, p.body ->> '$.index' AS idx,
    c.value ->> '$.name' AS name,
    CASE p.body ->> ('$.cells[' || c.key || '].$number')
      WHEN 'NaN' THEN NULL WHEN 'Infinity' THEN 9e999 WHEN '-Infinity' THEN -9e999 WHEN '-0' THEN -0.0
      ELSE p.body ->> ('$.cells[' || c.key || ']') END AS value,
    c.value ->> '$.unit' AS unit, p.body ->> ('$.details[' || c.key || '].uncertainty.standard') AS standard_uncertainty,
    p.body -> ('$.cells[' || c.key || ']') AS cell
  FROM events d INDEXED BY declarations CROSS JOIN events p CROSS JOIN json_each(d.body, '$.columns') c
  WHERE d.type IN ('run-started', 'columns-declared') AND d.type = 'columns-declared'
    AND p.session = d.session AND p.type = 'point' AND p.body ->> '$.acquisition' = d.body ->> '$.acquisition'
    AND p.seq > d.seq AND p.seq < coalesce((
      SELECT min(n.seq) FROM events n INDEXED BY declarations
      WHERE n.session = d.session AND n.seq > d.seq AND n.type IN ('run-started', 'columns-declared') AND n.type = 'columns-declared'
        AND n.body ->> '$.acquisition' = d.body ->> '$.acquisition'), 9223372036854775807);
CREATE INDEX sessions_by_time ON sessions (opened_ms);
CREATE VIRTUAL TABLE session_text USING fts5 (name, metadata, notes, tags, tokenize = 'unicode61 remove_diacritics 2');
`
