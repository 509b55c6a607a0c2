import path from 'node:path'
import type { ArchiveStore, SessionEvent, SessionOpened, SessionSummary } from '@lab/core'
import type { StoredRecord } from '@lab/core/integrity'
import { CommandError, UsageError } from '../command-error.ts'
import { openStoreAt } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'
import { PatientProgress } from '../patient-progress.ts'

export interface ConvertOptions {
  /** Ids of the sessions, or beginnings of them; all when absent. */
  readonly session?: readonly string[]
  /** Leaves out what the target has already, instead of refusing. */
  readonly skipExisting?: boolean
  readonly json?: boolean
}

interface Converted {
  readonly id: string
  readonly name: string
  readonly outcome: 'copied' | 'already there' | 'still running'
}

/** Copies sessions from one store into another, byte for byte: SQLite to Parquet, Parquet to SQLite, or one into the other of its kind. */
export async function convertStore(from: string, to: string, options: ConvertOptions): Promise<void> {
  if (path.resolve(from) === path.resolve(to)) throw new UsageError('A store cannot be converted into itself.', 'Give another path as the second.')
  const source = await openStoreAt(from)
  try {
    const target = await openStoreAt(to)
    try {
      await copyAll(source, target, options)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function copyAll(source: ArchiveStore, target: ArchiveStore, options: ConvertOptions): Promise<void> {
  const wanted = options.session === undefined ? await source.sessions() : await Promise.all(options.session.map((id) => source.session(id)))
  const done: Converted[] = []
  const present = await idsIn(target)
  for (const summary of wanted.toReversed()) {
    const converted = await copyOne(source, target, summary, present, options)
    done.push(converted)
    if (options.json !== true) printLine(`${converted.id.slice(0, 8)}  ${converted.outcome}  ${converted.name}`)
  }
  if (options.json === true) printJson(done)
  if (done.length === 0) printLine(`No sessions in ${source.location}.`)
}

/** A target that does not exist yet has none. */
async function idsIn(target: ArchiveStore): Promise<ReadonlySet<string>> {
  try {
    return new Set((await target.sessions()).map(({ id }) => id))
  } catch (error) {
    if (error instanceof Error && 'reason' in error && error.reason === 'not-found') return new Set()
    throw error
  }
}

async function copyOne(
  source: ArchiveStore, target: ArchiveStore, { id, name, status }: SessionSummary, present: ReadonlySet<string>, options: ConvertOptions,
): Promise<Converted> {
  if (status === 'running') return { id, name, outcome: 'still running' }
  if (present.has(id)) {
    if (options.skipExisting === true) return { id, name, outcome: 'already there' }
    throw new CommandError(`${target.location} has session ${id} already.`, 'Use --skip-existing to leave out what is there.')
  }
  const { signatures, head } = await source.integrity(id)
  const opened = await openingOf(source.events(id), id)
  const records = withProgress(source.records(id), head.records)
  await target.import({ opened, records, signatures, annotations: await source.annotations(id) })
  return { id, name, outcome: 'copied' }
}

async function* withProgress(records: AsyncIterable<StoredRecord>, total: number): AsyncGenerator<StoredRecord> {
  const progress = new PatientProgress('records')
  let done = 0
  try {
    for await (const record of records) {
      yield record
      if (++done % 1024 === 0) progress.show(done, total)
    }
  } finally {
    progress.end()
  }
}

async function openingOf(events: AsyncIterable<SessionEvent>, id: string): Promise<SessionOpened> {
  for await (const event of events) {
    if (event.type === 'session-opened') return event
    break
  }
  throw new CommandError(`Session ${id} does not begin with its opening.`, 'Look at it with: lab verify')
}
