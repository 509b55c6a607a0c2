import type { SessionQuery, SessionSummary } from '@lab/core'
import { isObject, type StoredJson } from '../rows/stored-json.ts'
import type { CatalogueEntry } from './catalogue.ts'
import { hasWords, leavesOf } from './search-words.ts'

/** Whether everything that a query gives holds for a session. */
export function matches(entry: CatalogueEntry, query: SessionQuery): boolean {
  const { summary, facts, notes, tags } = entry
  const { text, dut, instrumentSerial, tag } = query
  if (!summaryMatches(summary, query)) return false
  if (tag !== undefined && !tags.includes(tag)) return false
  if (dut !== undefined && !leavesOf(inMetadata(facts.metadata, 'dut')).includes(dut)) return false
  if (instrumentSerial !== undefined && !serialsOf(facts.instruments).includes(instrumentSerial)) return false
  return text === undefined || hasWords([summary.name, ...notes, ...tags, ...leavesOf(facts.metadata), ...serialsOf(facts.instruments)], text)
}

function summaryMatches(summary: SessionSummary, { openedFromMs = -Infinity, openedBeforeMs = Infinity, operator, status }: SessionQuery): boolean {
  if (summary.openedMs < openedFromMs || summary.openedMs >= openedBeforeMs) return false
  return (operator === undefined || summary.operator === operator) && (status === undefined || summary.status === status)
}

function inMetadata(metadata: StoredJson, key: string): StoredJson | undefined {
  return isObject(metadata) ? metadata[key] : undefined
}

function serialsOf(instruments: StoredJson): string[] {
  if (!Array.isArray(instruments)) return []
  return instruments.flatMap((instrument: StoredJson) => {
    const identity = isObject(instrument) ? instrument['identity'] : undefined
    const serial = isObject(identity) ? identity['serial'] : undefined
    return typeof serial === 'string' ? [serial] : []
  })
}
