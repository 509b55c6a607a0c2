import {
  listAcquisitions, readTable, type InstrumentRecord, type MadeSafe, type MessageLogged, type SessionOpened, type SessionStore,
  type SessionSummary, type Table, type ValueRecorded,
} from '@lab/core'

/** Everything about a session but its points. */
export interface SessionRecord {
  readonly summary: SessionSummary
  readonly metadata: SessionOpened['metadata']
  readonly instruments: readonly InstrumentRecord[]
  readonly recorded: readonly ValueRecorded[]
  readonly messages: readonly MessageLogged[]
  readonly madeSafe: readonly MadeSafe[]
  /** What ended the session, where it did not complete. */
  readonly error: string | undefined
}

/** Reads a session by its id or the beginning of it. */
export async function readSession(store: SessionStore, id: string): Promise<SessionRecord> {
  const summary = await store.session(id)
  const recorded: ValueRecorded[] = []
  const messages: MessageLogged[] = []
  const madeSafe: MadeSafe[] = []
  let opened: SessionOpened | undefined
  let error: string | undefined
  for await (const event of store.events(summary.id)) {
    if (event.type === 'session-opened') opened = event
    else if (event.type === 'recorded') recorded.push(event)
    else if (event.type === 'message') messages.push(event)
    else if (event.type === 'made-safe') madeSafe.push(event)
    else if (event.type === 'session-closed') error = event.error?.message
  }
  const { metadata = {}, instruments = [] } = opened ?? {}
  return { summary, metadata, instruments, recorded, messages, madeSafe, error }
}

/** The points of every acquisition, or of one. */
export async function readTables(store: SessionStore, id: string, only?: string): Promise<Table[]> {
  const names = only === undefined ? await listAcquisitions(store, id) : [only]
  const tables: Table[] = []
  for (const name of names) tables.push(await readTable(store, id, name))
  return tables
}
