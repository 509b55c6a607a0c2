import type { SessionTransfer } from '@lab/core'
import type { SqliteStore } from '../../src/index.ts'
import { eventsOf } from './fixture.ts'

/** A session of a store on its way to another one. */
export async function transferOf(store: SqliteStore, id: string): Promise<SessionTransfer> {
  const [opened] = await eventsOf(store, id)
  if (opened?.type !== 'session-opened') throw new Error('The first event opens no session.')
  const { signatures } = await store.integrity(id)
  return { opened, records: store.records(id), signatures, annotations: await store.annotations(id) }
}

/** Every record of a session as text: `seq`, and its bytes in base 64. */
export async function recordsOf(store: SqliteStore, id: string): Promise<string[]> {
  const all: string[] = []
  for await (const { seq, json, blobs } of store.records(id)) all.push(`${seq} ${Buffer.concat([json, ...blobs]).toString('base64')}`)
  return all
}
