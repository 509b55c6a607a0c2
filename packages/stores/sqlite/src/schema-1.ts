/** The tables of version 1: sessions and their events. */
export const statementsOfVersion1 = `
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  opened_ms REAL NOT NULL,
  closed_ms REAL,
  outcome TEXT,
  operator TEXT,
  points INTEGER NOT NULL DEFAULT 0,
  writer_host TEXT,
  writer_pid INTEGER,
  writer_start TEXT
);
CREATE TABLE events (
  session INTEGER NOT NULL REFERENCES sessions(id),
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  time_ms REAL NOT NULL,
  monotonic_ms REAL NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (session, seq)
) WITHOUT ROWID;
CREATE TABLE blobs (
  session INTEGER NOT NULL REFERENCES sessions(id),
  seq INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (session, seq, idx)
) WITHOUT ROWID;
CREATE VIEW points AS
  SELECT session, seq, time_ms, body ->> '$.acquisition' AS acquisition, body ->> '$.index' AS idx, body -> '$.cells' AS cells,
    body -> '$.details' AS details
  FROM events WHERE type = 'point';
CREATE VIEW readings AS
  SELECT p.session AS session, p.seq AS seq, p.time_ms AS time_ms, p.body ->> '$.acquisition' AS acquisition,
    p.body ->> '$.index' AS idx, c.value ->> '$.name' AS name, p.body ->> ('$.cells[' || c.key || ']') AS value,
    c.value ->> '$.unit' AS unit, p.body ->> ('$.details[' || c.key || '].uncertainty.standard') AS standard_uncertainty
  FROM events p, json_each((
    SELECT d.body -> '$.columns' FROM events d
    WHERE d.session = p.session AND d.type = 'columns-declared' AND d.seq < p.seq AND d.body ->> '$.acquisition' = p.body ->> '$.acquisition'
    ORDER BY d.seq DESC LIMIT 1)) c
  WHERE p.type = 'point';
`
