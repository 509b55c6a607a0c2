import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunOutcome, SessionStatus, SessionSummary } from '@lab/core'
import { factsOf, type SessionFacts } from '../engine/metadata.ts'
import type { SessionDocument } from '../engine/session-document.ts'
import { sessionName } from '../files/names.ts'
import { isBeingWritten, markerPath, readMarker } from '../files/running-marker.ts'
import { isObject } from '../rows/stored-json.ts'
import type { SessionFolder } from './session-folders.ts'
import { openSegment, readGroup } from './group-reader.ts'
import { itemsOf, textAt } from '../rows/read-rows.ts'
import { eventOf, journalRecords } from './session-records.ts'
import { SessionView, type FoundGroup } from './session-view.ts'

/** What lists and searches need of a session. */
interface SessionOverview {
  readonly facts: SessionFacts
  readonly summary: SessionSummary
  readonly events: number
  /** Whether it can change any more, but for its annotations. */
  readonly finished: boolean
}

/** Reads `_session.json`; undefined where it is not there or not whole: it is made of the records, and only a short way to them. */
export function readDocument(folder: string): SessionDocument | undefined {
  try {
    const document: unknown = JSON.parse(readFileSync(join(folder, sessionName), 'utf8'))
    return isDocument(document) ? document : undefined
  } catch {
    return undefined
  }
}

function isDocument(value: unknown): value is SessionDocument {
  return typeof value === 'object' && value !== null && 'sessionId' in value && 'name' in value && 'openedMs' in value && 'finished' in value
}

/** @throws DamageError, or what the system says */
export function overviewOf(root: string, folder: SessionFolder): SessionOverview {
  const document = readDocument(folder.path)
  return document?.finished === true ? finishedOverview(document) : openOverview(root, folder, document)
}

function finishedOverview(document: SessionDocument): SessionOverview {
  const { status = 'interrupted', closedMs, points = 0, events = 0 } = document
  return { facts: document, summary: summaryOf(document, statusFrom(status), closedMs, points), events, finished: true }
}

function openOverview(root: string, folder: SessionFolder, document: SessionDocument | undefined): SessionOverview {
  // The marker first: a writer that ends removes it last.
  const isRunning = isBeingWritten(readMarker({ read: (path) => readFileSync(path) }, markerPath(root, folder.id)))
  const view = new SessionView(folder.path)
  try {
    const facts = document ?? firstFacts(view)
    const { closed, points = 0, records = 0 } = view.state ?? {}
    const status = closed === undefined ? (isRunning ? 'running' : 'interrupted') : statusFrom(closed.outcome)
    return { facts, summary: summaryOf(facts, status, closed?.timeMs, points), events: records, finished: false }
  } finally {
    view.close()
  }
}

/** From the record that opens the session. */
export function firstFacts(view: SessionView): SessionFacts {
  const group = view.series.get(undefined)?.segments[0]?.groups[0]
  const text = group === undefined ? journalRecords(view, 1).next().value?.json : firstText(view, group)
  return factsOf(eventOf(text ?? ''))
}

function firstText({ folder }: SessionView, { block: { file, group } }: FoundGroup): string | undefined {
  const reader = openSegment(folder, file)
  try {
    return textAt(itemsOf(readGroup(reader, group, (name) => name === 'json').columns, 'json'), 0)
  } finally {
    reader.close()
  }
}

const outcomes: readonly string[] = ['completed', 'failed', 'aborted'] satisfies readonly RunOutcome[]

function isOutcome(status: string): status is RunOutcome {
  return outcomes.includes(status)
}

function statusFrom(status: string): SessionStatus {
  return isOutcome(status) ? status : 'interrupted'
}

function summaryOf(facts: SessionFacts, status: SessionStatus, closedMs: number | undefined, points: number): SessionSummary {
  const operator = isObject(facts.metadata) ? facts.metadata['operator'] : undefined
  return {
    id: facts.sessionId, name: facts.name, status, openedMs: facts.openedMs,
    ...(closedMs === undefined ? {} : { closedMs }),
    ...(typeof operator === 'string' ? { operator } : {}),
    points,
  }
}
