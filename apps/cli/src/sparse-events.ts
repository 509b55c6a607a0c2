import { isArchiveStore, type ArchiveStore, type SessionEvent, type SessionStore } from '@lab/core'

/** Events between two places that are read one by one rather than looked for. */
const fewEvents = 512
/** Events that are looked at to see where each acquisition is. */
const glance = 48

/**
 * The events of a session but for its points, in their order. Long runs of points are passed over: between two places where the
 * numbers of the rows have grown as much as those of the events, there is nothing but points.
 */
export async function* eventsBesidePoints(store: SessionStore, id: string): AsyncGenerator<SessionEvent> {
  const last = isArchiveStore(store) ? await lastSeq(store, id) : undefined
  if (last === undefined || !isArchiveStore(store)) {
    yield* besidePoints(store.events(id), Infinity)
    return
  }
  yield* between(store, id, { seq: 1, rows: new Map() }, { seq: last + 1, rows: await endOf(store, id) })
  yield* besidePoints(store.events(id, { from: last + 1 }), Infinity)
}

/** A file of an earlier version keeps no chain: there everything is read. */
async function lastSeq(store: ArchiveStore, id: string): Promise<number | undefined> {
  try {
    return (await store.integrity(id)).head.seq
  } catch (error) {
    if (error instanceof Error && 'reason' in error && error.reason === 'version') return undefined
    throw error
  }
}

/** A place in the events: before `seq`, so many rows of the acquisitions that are seen from here. */
interface Place {
  readonly seq: number
  readonly rows: ReadonlyMap<string, number>
}

async function endOf(store: ArchiveStore, id: string): Promise<ReadonlyMap<string, number>> {
  return new Map((await store.acquisitions(id)).map(({ name, rows }) => [name, rows]))
}

async function* between(store: ArchiveStore, id: string, from: Place, to: Place): AsyncGenerator<SessionEvent> {
  const count = to.seq - from.seq
  if (count <= 0 || rowsBetween(from, to) === count) return
  if (count <= fewEvents) {
    yield* besidePoints(store.events(id, { from: from.seq }), to.seq)
    return
  }
  const middle = await placeAt(store, id, from.seq + Math.floor(count / 2))
  yield* between(store, id, from, middle)
  yield* between(store, id, middle, to)
}

/** Never more than there are: an acquisition that is seen at one place only does not count. */
function rowsBetween(from: Place, to: Place): number {
  let rows = 0
  for (const [name, after] of to.rows) {
    const before = from.rows.get(name)
    if (before !== undefined) rows += after - before
  }
  return rows
}

async function placeAt(store: ArchiveStore, id: string, seq: number): Promise<Place> {
  const rows = new Map<string, number>()
  for await (const event of store.events(id, { from: seq })) {
    if (event.type === 'point' && !rows.has(event.acquisition)) rows.set(event.acquisition, event.index)
    if (event.seq >= seq + glance) break
  }
  return { seq, rows }
}

async function* besidePoints(events: AsyncIterable<SessionEvent>, end: number): AsyncGenerator<SessionEvent> {
  for await (const event of events) {
    if (event.seq >= end) return
    if (event.type !== 'point') yield event
  }
}
