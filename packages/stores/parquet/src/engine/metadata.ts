import type { SeriesLayout } from '../rows/series-layout.ts'
import { isObject, type StoredJson, type StoredObject } from '../rows/stored-json.ts'

/** What is known of a session from its first record. */
export interface SessionFacts {
  readonly sessionId: string
  readonly name: string
  readonly openedMs: number
  readonly schemaVersion: number
  readonly metadata: StoredJson
  readonly instruments: StoredJson
}

function textFrom(value: StoredJson | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** Facts of a record that opens a session. */
export function factsOf(event: StoredObject): SessionFacts {
  const { sessionId, name, timeMs, schemaVersion, metadata, instruments } = event
  return {
    sessionId: textFrom(sessionId), name: textFrom(name), openedMs: typeof timeMs === 'number' ? timeMs : 0,
    schemaVersion: typeof schemaVersion === 'number' ? schemaVersion : 1,
    metadata: isObject(metadata) ? metadata : {}, instruments: Array.isArray(instruments) ? instruments : [],
  }
}

/** Key-value metadata of a file. Numbers of a layout's columns are in the units that it names (UCUM codes). */
export function keyValuesOf(facts: SessionFacts, acquisition: string | undefined, layout: SeriesLayout | undefined): Record<string, string> {
  return {
    'lab.format': 'lab-store-parquet 1',
    'lab.schema_version': String(facts.schemaVersion),
    'lab.session': facts.sessionId,
    'lab.session_name': facts.name,
    'lab.opened': new Date(facts.openedMs).toISOString(),
    'lab.metadata': JSON.stringify(facts.metadata),
    'lab.instruments': JSON.stringify(facts.instruments),
    ...(acquisition === undefined ? {} : { 'lab.acquisition': acquisition }),
    ...(layout === undefined ? {} : { 'lab.columns': JSON.stringify(columnsText(layout)) }),
  }
}

function columnsText({ columns }: SeriesLayout): unknown {
  return columns.map(({ declared, name, extras }) => ({
    ...declared, column: name, ...(extras.uncertainty === undefined ? {} : { uncertaintyColumn: extras.uncertainty }),
  }))
}
