import { markOfBytes } from '../engine/record-batch.ts'
import { acquisitionOf } from '../engine/series-writer.ts'
import type { StoredObject } from '../rows/stored-json.ts'
import { groupRecords, groupsOfRecords, type MarkedRecord } from './group-records.ts'
import { merged } from './merged-records.ts'
import type { SessionView } from './session-view.ts'
import type { Turns } from './turns.ts'

/** The records of a session in order, from a `seq` on. @throws DamageError */
export function* sessionRecords(view: SessionView, from: number): Generator<MarkedRecord, void, undefined> {
  const streams = [...view.series.values()].filter(({ lastSeq }) => lastSeq >= from).map((series) => groupRecords(view.folder, series, from))
  yield* inOrder([...streams, journalRecords(view, from)])
}

/** The same in turns with others. @throws DamageError */
export function sessionRecordsInTurns(view: SessionView, from: number, turns: Turns): AsyncGenerator<MarkedRecord, void, undefined> {
  const wanted = [...view.series.values()].filter(({ lastSeq }) => lastSeq >= from)
  return merged([...wanted.map((series) => groupsOfRecords(view.folder, series, from, turns)), inOnePiece(journalRecords(view, from))], turns)
}

async function* inOnePiece<T>(items: Iterable<T>): AsyncGenerator<Iterable<T>, void, undefined> {
  yield items
}

/** Those records that are in the journal only. */
export function* journalRecords(view: SessionView, from: number): Generator<MarkedRecord, void, undefined> {
  for (const { seq, json, blobs } of view.journal?.records(from) ?? []) {
    const text = json.toString('utf8')
    if (seq <= (view.series.get(acquisitionOf(eventOf(text)))?.lastSeq ?? 0)) continue
    yield { seq, json: text, blobs, mark: markOfBytes(json, blobs) }
  }
}

export function eventOf(text: string): StoredObject {
  try {
    const event: unknown = JSON.parse(text)
    return typeof event === 'object' && event !== null ? event as StoredObject : {}
  } catch {
    return {}
  }
}

interface Stream {
  readonly rest: Iterator<MarkedRecord, void>
  next: MarkedRecord
}

/** Several streams in the order of their `seq` as one. */
function* inOrder(streams: readonly Iterator<MarkedRecord, void>[]): Generator<MarkedRecord, void, undefined> {
  const open: Stream[] = []
  for (const rest of streams) {
    const first = rest.next()
    if (first.done !== true) open.push({ rest, next: first.value })
  }
  while (open.length > 0) {
    const [least, limit] = leastOf(open)
    if (least === undefined) return
    // Records of one stream mostly follow each other.
    for (;;) {
      yield least.next
      const following = least.rest.next()
      if (following.done === true) {
        open.splice(open.indexOf(least), 1)
        break
      }
      least.next = following.value
      if (least.next.seq > limit) break
    }
  }
}

/** The stream that is next, and the `seq` of the one after it. */
function leastOf(streams: readonly Stream[]): [least: Stream | undefined, limit: number] {
  let least: Stream | undefined
  let limit = Infinity
  for (const stream of streams) {
    if (least === undefined || stream.next.seq < least.next.seq) {
      limit = least?.next.seq ?? Infinity
      least = stream
    } else if (stream.next.seq < limit) {
      limit = stream.next.seq
    }
  }
  return [least, limit]
}
