import { exportJson } from '../export-json.ts'
import { formatValue, printable, ucumCode } from '../format.ts'
import type { SessionRecord } from '../session-record.ts'
import { sessionJson } from '../session-json.ts'
import type { FlatColumn, FlatTable } from './flat-types.ts'

/** What an exported file says of its session, as text by key. */
export function sessionEntries({ summary, metadata, instruments, recorded }: SessionRecord, acquisition: string): Readonly<Record<string, string>> {
  const json = (value: unknown): string => JSON.stringify(exportJson(value))
  return {
    'lab.session': JSON.stringify(sessionJson(summary)), 'lab.acquisition': acquisition, 'lab.metadata': json(metadata),
    'lab.instruments': json(instruments), 'lab.recorded': json(recorded.map(({ key, value, timeMs }) => ({ key, value, time: new Date(timeMs) }))),
  }
}

/** What a file says of a column, as text by key. */
export function columnEntries(column: FlatColumn): Readonly<Record<string, string>> {
  const { unit, role, kind, unknownUnit } = column
  return { ...(unit === undefined ? {} : { unit }), ...ucumCode(column), ...(unknownUnit && { unknownUnit: 'true' }), ...(role && { role }), kind }
}

/** The same for all columns in one text, for formats whose columns have no metadata of their own. */
export function columnsEntry({ columns }: FlatTable): Readonly<Record<string, string>> {
  return { 'lab.columns': JSON.stringify(columns.map((column) => ({ name: column.name, ...columnEntries(column) }))) }
}

/** `key: value` lines for people. */
export function headerLines({ summary, metadata, instruments, recorded }: SessionRecord, acquisition: string): string[] {
  const { id, name, status, openedMs } = summary
  const entries: [string, string][] = [
    ['session', id], ['name', name], ['opened', new Date(openedMs).toISOString()], ['status', status], ['acquisition', acquisition],
    ...Object.entries(metadata).map(([key, value]): [string, string] => [key, formatValue(value)]),
    ...instruments.map(({ alias, identity }): [string, string] => [`instrument ${alias}`, `${identity.manufacturer} ${identity.model} ${identity.serial}`]),
    ...recorded.map(({ key, value }): [string, string] => [`recorded ${key}`, formatValue(value)]),
  ]
  return entries.map(([key, value]) => printable(`${key}: ${value}`))
}
