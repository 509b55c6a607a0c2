/**
 * What version 3 adds: large blobs lie beside the store, in a file of their session. Such a row has the codec `file`, no `data` and no
 * `crc` (the mark of its record is enough for bytes that are kept as they are), and where they lie.
 */
export const statementsOfVersion3 = `
ALTER TABLE blobs ADD COLUMN file TEXT;
ALTER TABLE blobs ADD COLUMN offset INTEGER;
ALTER TABLE blobs ADD COLUMN length INTEGER;
CREATE INDEX sample_files ON blobs (session, file, offset, length) WHERE file IS NOT NULL;
`
