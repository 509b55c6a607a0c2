import { openTable, type Annotations, type ColumnRecord, type InstrumentRecord, type LazyTable, type MadeSafe, type MessageLogged } from '@lab/core'
import type { ChainSignature, StoredIntegrity } from '@lab/core/integrity'
import { exportJson } from '../export-json.ts'
import { columnTitle, formatCalibration, formatCell, formatTime, formatValue, printable, ucumCode } from '../format.ts'
import { withArchive, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'
import { plotTable } from '../plot.ts'
import { plottedTable } from '../plotted-table.ts'
import { sessionJson } from '../session-json.ts'
import { readSession, type SessionRecord } from '../session-record.ts'
import { styleFor } from '../style.ts'
import { textTable } from '../text-table.ts'

export interface ShowOptions extends StoreOptions {
  readonly json?: boolean
  readonly plot?: boolean
}

/** Rows shown at each end of a table. */
const edge = 5

/** Shows one session: what it is, what was recorded, both ends of every table, and a plot. Reads no more rows than it shows. */
export async function showSession(id: string, options: ShowOptions): Promise<void> {
  await withArchive(options, async (store) => {
    const record = await readSession(store, id)
    const { id: sessionId } = record.summary
    const tables = await Promise.all(record.acquisitions.map(async (name) => await openTable(store, sessionId, name)))
    const beside: Beside = { ...await store.annotations(sessionId), ...await store.integrity(sessionId) }
    if (options.json === true) return printJson(showJson(record, tables, beside))
    for (const line of describe(record, beside)) printLine(line)
    const plot = options.plot ?? process.stdout.isTTY
    for (const table of tables) await printTable(table, plot, options.plot === true)
  })
}

/** What is beside the record. */
type Beside = Annotations & StoredIntegrity

function showJson(record: SessionRecord, tables: readonly LazyTable[], { notes, tags, signatures, head }: Beside): unknown {
  const { summary, metadata, instruments, recorded, messages, madeSafe, attachments, snapshots, error } = record
  const acquisitions = tables.map(({ acquisition, rows, columns }) => ({
    name: acquisition, rows, columns: columns.map((column) => columnJson(column)),
  }))
  const signed = signatures.map(({ keyName, publicKey, timeMs, records }) => ({
    keyName, publicKey: Buffer.from(publicKey).toString('hex'), time: new Date(timeMs), records, everything: records === head.records,
  }))
  return exportJson({
    ...sessionJson(summary), error, metadata, instruments, recorded, messages, madeSafe,
    notes, tags, attachments, snapshots, signatures: signed, acquisitions,
  })
}

function columnJson(column: ColumnRecord): unknown {
  const { name, role, kind, unit, unknownUnit } = column
  return { name, role, kind, ...(unit === undefined ? {} : { unit }), ...ucumCode(column), ...(unknownUnit && { unknownUnit }) }
}

function describe({ summary, metadata, instruments, recorded, messages, madeSafe, attachments, snapshots, error }: SessionRecord, beside: Beside): string[] {
  const style = styleFor(process.stdout)
  const { id, name, status, openedMs, closedMs, points } = summary
  const closed = closedMs === undefined ? '' : ` … ${formatTime(closedMs)}`
  return [
    `${style.bold(printable(name))}  ${status === 'completed' ? style.green(status) : style.red(status)}`,
    ...fields({
      id, time: formatTime(openedMs) + closed, points: `${points}`, ...(error && { error }), ...(beside.tags.length > 0 && { tags: beside.tags.join(' ') }),
      ...(snapshots > 0 && { snapshots: `${snapshots}, see lab snapshot ${id.slice(0, 8)}` }), ...(beside.signatures.length > 0 && { signed: signatureText(beside) }),
    }),
    ...section('metadata', Object.entries(metadata).map(([key, value]) => `${key}: ${formatValue(value)}`)),
    ...section('instruments', instruments.map(instrumentLine)),
    ...section('recorded', recorded.map(({ key, value }) => `${key}: ${formatValue(value)}`)),
    ...section('messages', messages.map(messageLine)),
    ...section('made safe', madeSafe.map(safeLine)),
    ...section('attachments', attachments.map(({ name: file, mediaType, bytes }) => `${file}: ${mediaType}, ${bytes} bytes`)),
    ...section('notes', beside.notes.map(({ timeMs, author, text }) => `${formatTime(timeMs)}${author === undefined ? '' : ` ${author}`}: ${text}`)),
  ]
}

/** What is claimed; only `lab verify` checks it. */
function signatureText({ signatures, head }: Beside): string {
  const last = signatures.reduce<ChainSignature | undefined>((best, one) => (best === undefined || one.records >= best.records ? one : best), undefined)
  if (last === undefined) return ''
  const { keyName, publicKey, timeMs, records } = last
  const whose = keyName ?? `key ${Buffer.from(publicKey).toString('hex').slice(0, 16)}…`
  const what = records === head.records ? 'everything' : `${records} of ${head.records} records`
  return `by ${whose} on ${formatTime(timeMs)}: ${what}; check it with lab verify`
}

function instrumentLine({ alias, identity, resource, calibration, environment }: InstrumentRecord): string {
  const known = [calibration === undefined ? '' : formatCalibration(calibration), temperatureText(environment)].filter((text) => text !== '')
  const line = `${alias}: ${identity.manufacturer} ${identity.model} ${identity.serial} at ${resource}`
  return known.length === 0 ? line : `${line} (${known.join('; ')})`
}

function temperatureText(environment: InstrumentRecord['environment']): string {
  return environment?.temperature === undefined ? '' : `at ${environment.temperature} °C`
}

function messageLine({ level, text, instrument }: MessageLogged): string {
  return instrument === undefined ? `${level}: ${text}` : `${level}: ${instrument}: ${text}`
}

function safeLine({ instrument, outcome, actions, error }: MadeSafe): string {
  const done = actions.length > 0 ? ` (${actions.join(', ')})` : ''
  return `${instrument}: ${outcome}${done}${error === undefined ? '' : ` ${error.message}`}`
}

function fields(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([key, value]) => `  ${key.padEnd(7)} ${value}`)
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${styleFor(process.stdout).dim(title)}`, ...lines.map((line) => `    ${printable(line)}`)]
}

/** A unit that nobody knows is marked. */
function shownTitle(column: ColumnRecord): string {
  return column.unknownUnit === true ? `${columnTitle(column)} (unknown unit)` : columnTitle(column)
}

async function printTable(table: LazyTable, plot: boolean, whole: boolean): Promise<void> {
  const style = styleFor(process.stdout)
  printLine()
  printLine(`${style.bold(printable(table.acquisition))}: ${table.rows} points`)
  const [header = '', ...rows] = textTable(table.columns.map(shownTitle), await edgeRows(table))
  for (const line of table.rows === 0 ? [] : [style.dim(header), ...rows]) printLine(`  ${line}`)
  const plotted = plot ? await plottedTable(table, whole) : undefined
  if (!plot) return
  printLine()
  for (const line of plotted === undefined ? [] : plotTable(plotted.table)) printLine(`  ${line}`)
  if (plotted?.sampled !== undefined) printLine(style.dim(`  drawn from ${plotted.sampled} of ${table.rows} rows; --plot reads all of them`))
}

/** The first and the last rows, and a row of dots where there are more. */
async function edgeRows(table: LazyTable): Promise<string[][]> {
  if (table.rows <= 2 * edge) return await rowTexts(table, 0, table.rows)
  return [...await rowTexts(table, 0, edge), table.columns.map(() => '…'), ...await rowTexts(table, table.rows - edge, table.rows)]
}

async function rowTexts(table: LazyTable, from: number, to: number): Promise<string[][]> {
  const rows: string[][] = []
  for await (const chunk of table.chunks({ from, to })) {
    const columns = table.columns.map(({ name }) => chunk.columns.find((column) => column.name === name))
    for (let row = 0; row < chunk.rows; row++) rows.push(columns.map((column) => (column === undefined ? '' : formatCell(column, row))))
  }
  return rows
}
