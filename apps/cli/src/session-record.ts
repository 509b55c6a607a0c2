import {
  readTable, type Attached, type InstrumentRecord, type MadeSafe, type MessageLogged, type SessionOpened, type SessionStore,
  type SessionSummary, type Table, type TableOptions, type ValueRecorded,
} from '@lab/core'
import { eventsBesidePoints } from './sparse-events.ts'

/** A file that belongs to a session, without what is in it. */
export interface AttachmentSummary extends Pick<Attached, 'name' | 'mediaType' | 'timeMs'> {
  readonly bytes: number
}

/** Everything about a session but its points. */
export interface SessionRecord {
  readonly summary: SessionSummary
  readonly metadata: SessionOpened['metadata']
  readonly instruments: readonly InstrumentRecord[]
  readonly recorded: readonly ValueRecorded[]
  readonly messages: readonly MessageLogged[]
  readonly madeSafe: readonly MadeSafe[]
  readonly attachments: readonly AttachmentSummary[]
  readonly snapshots: number
  /** Names of the acquisitions, in the order of their declaration. */
  readonly acquisitions: readonly string[]
  /** What ended the session, where it did not complete. */
  readonly error: string | undefined
}

/** Reads a session by its id or the beginning of it. */
export async function readSession(store: SessionStore, id: string): Promise<SessionRecord> {
  const summary = await store.session(id)
  const recorded: ValueRecorded[] = []
  const messages: MessageLogged[] = []
  const madeSafe: MadeSafe[] = []
  const attachments: AttachmentSummary[] = []
  const acquisitions = new Set<string>()
  let snapshots = 0
  let opened: SessionOpened | undefined
  let error: string | undefined
  for await (const event of eventsBesidePoints(store, summary.id)) {
    if (event.type === 'session-opened') opened = event
    else if (event.type === 'run-started') event.acquisitions.forEach((name) => acquisitions.add(name))
    else if (event.type === 'columns-declared') acquisitions.add(event.acquisition)
    else if (event.type === 'recorded') recorded.push(event)
    else if (event.type === 'message') messages.push(event)
    else if (event.type === 'made-safe') madeSafe.push(event)
    else if (event.type === 'attached') attachments.push(attachmentSummary(event))
    else if (event.type === 'snapshot') snapshots++
    else if (event.type === 'session-closed') error = event.error?.message
  }
  const { metadata = {}, instruments = [] } = opened ?? {}
  return { summary, metadata, instruments, recorded, messages, madeSafe, attachments, snapshots, acquisitions: [...acquisitions], error }
}

export function attachmentSummary({ name, mediaType, timeMs, data }: Attached): AttachmentSummary {
  return { name, mediaType, timeMs, bytes: data.length }
}

/** The points of these acquisitions. */
export async function readTables(
  store: SessionStore, id: string, names: readonly string[], options?: TableOptions,
): Promise<Table[]> {
  const tables: Table[] = []
  for (const name of names) tables.push(await readTable(store, id, name, options))
  return tables
}
