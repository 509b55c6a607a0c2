import { crc32 } from 'node:zlib'
import { decodeEvent, type SessionOpened } from '@lab/core'
import { EventChain, markOf, type ChainHead, type StoredRecord } from '@lab/core/integrity'
import type { Database } from 'better-sqlite3'
import { hashing } from '@lab/store-writer/thread'
import { RecordReader } from './record-reader.ts'
import { schemaVersion, versionOf } from './schema.ts'
import { statementsOfVersion2 } from './schema-2.ts'
import { statementsOfVersion3 } from './schema-3.ts'
import { describeSession } from './session-description.ts'
import { IntegrityRecorder } from './session-integrity.ts'
import { describeInTables } from './session-labels.ts'

/**
 * Brings a store of an earlier version to today's tables, all or nothing. Its records stay byte for byte. Version 1 has no marks and no
 * chain: they are computed from the records as they are now.
 */
export function upgradeSchema(database: Database): void {
  database.exec('BEGIN EXCLUSIVE')
  try {
    const version = versionOf(database)
    if (version < 2) database.exec(statementsOfVersion2)
    database.exec(statementsOfVersion3)
    if (version < 2) upgradeSessions(database)
    database.pragma(`user_version = ${schemaVersion}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw error
  }
}

interface SessionKey {
  readonly id: number
  readonly uuid: string
}

function upgradeSessions(database: Database): void {
  for (const { id, uuid } of database.prepare<[], SessionKey>('SELECT id, uuid FROM sessions').all()) upgradeSession(database, id, uuid)
}

function upgradeSession(database: Database, id: number, uuid: string): void {
  const chain = new EventChain(uuid, hashing)
  const seals: ChainHead[] = []
  const setMark = database.prepare('UPDATE events SET mark = ? WHERE session = ? AND seq = ?')
  for (const record of new RecordReader(database, id).all()) {
    const seal = chain.add(record)
    if (seal !== undefined) seals.push(seal)
    setMark.run(markOf(record, hashing), id, record.seq)
    if (chain.head().records === 1) enter(database, id, record)
  }
  setBlobSums(database, id)
  new IntegrityRecorder(database, id).write({ chain, seals })
}

interface BlobKey {
  readonly seq: number
  readonly idx: number
}

function setBlobSums(database: Database, id: number): void {
  const keys = database.prepare<[number], BlobKey>('SELECT seq, idx FROM blobs WHERE session = ?').all(id)
  const dataOf = database.prepare<[number, number, number], { readonly data: Buffer }>(
    'SELECT data FROM blobs WHERE session = ? AND seq = ? AND idx = ?',
  )
  const setSum = database.prepare('UPDATE blobs SET crc = ? WHERE session = ? AND seq = ? AND idx = ?')
  for (const { seq, idx } of keys) setSum.run(crc32(dataOf.get(id, seq, idx)?.data ?? Buffer.of()), id, seq, idx)
}

function enter(database: Database, id: number, record: StoredRecord): void {
  const event = decodeEvent({ json: Buffer.from(record.json).toString('utf8'), blobs: record.blobs })
  if (isOpened(event)) describeInTables(database, id, event.name, describeSession(event))
}

function isOpened(event: { readonly type: string }): event is SessionOpened {
  return event.type === 'session-opened'
}
