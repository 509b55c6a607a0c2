import type { Database } from 'better-sqlite3'
import { statementsOfVersion1 } from './schema-1.ts'
import { statementsOfVersion2 } from './schema-2.ts'
import { statementsOfVersion3 } from './schema-3.ts'

/** `PRAGMA application_id` of a store: the letters `LabS`. */
export const applicationId = 0x4c616253

/** `PRAGMA user_version`: the version of the tables. */
export const schemaVersion = 3

/** Makes the tables in an empty file, all or nothing. */
export function createSchema(database: Database): void {
  database.exec(`BEGIN EXCLUSIVE;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${schemaVersion};
    ${statementsOfVersion1}
    ${statementsOfVersion2}
    ${statementsOfVersion3}
    COMMIT;`)
}

/** What the header of a file says it is. `older` is a store of an earlier version. */
export type FileIdentity = 'empty' | 'store' | 'older' | 'foreign' | 'newer'

/** Reads the header. SQLite itself throws where the file is not one of its own. */
export function identify(database: Database): FileIdentity {
  if (readNumber(database, 'page_count') === 0) return 'empty'
  if (readNumber(database, 'application_id') !== applicationId) return 'foreign'
  const version = versionOf(database)
  if (version > schemaVersion) return 'newer'
  return version < schemaVersion ? 'older' : 'store'
}

/** The version of the tables in a store. */
export function versionOf(database: Database): number {
  return readNumber(database, 'user_version')
}

function readNumber(database: Database, name: string): number {
  return Number(database.pragma(name, { simple: true }))
}
