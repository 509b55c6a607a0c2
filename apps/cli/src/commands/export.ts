import type { ArchiveStore, SessionStore, Table } from '@lab/core'
import { UsageError } from '../command-error.ts'
import { standardOutput, refuseTerminal, replaceFile, writeFileWhole, type ExportSink } from '../export/export-target.ts'
import { columnsEntry, headerLines, sessionEntries } from '../export/exported-session.ts'
import { flatTable } from '../export/flat-table.ts'
import type { FlatOptions, FlatTable } from '../export/flat-types.ts'
import { csvPieces, ndjsonPieces } from '../export/text-export.ts'
import { withProgress } from '../export/export-progress.ts'
import { ucumCode } from '../format.ts'
import { jsonPieces } from '../json-pieces.ts'
import { requireArchive, withStore, type StoreOptions } from '../open-store.ts'
import { sessionJson } from '../session-json.ts'
import { readSession, readTables, type SessionRecord } from '../session-record.ts'

export const exportFormats = ['csv', 'json', 'ndjson', 'parquet', 'arrow', 'hdf5'] as const

export type ExportFormat = (typeof exportFormats)[number]

export interface ExportOptions extends StoreOptions {
  readonly format: ExportFormat
  readonly acquisition?: string
  readonly output?: string
  /** Each contribution to an uncertainty, where they were stored. */
  readonly components?: boolean
  /** Where units are in CSV. */
  readonly units?: 'header' | 'row'
  /** Comment lines with what is known of the session, in CSV. */
  readonly header?: boolean
  /** The time of each row, in CSV and NDJSON; the other formats have it always. */
  readonly time?: boolean
}

/** Writes the points of a session: one acquisition, or as JSON and NDJSON all of them. Memory stays constant but for JSON. */
export async function exportSession(id: string, options: ExportOptions): Promise<void> {
  refuseMisplaced(options)
  const { format } = options
  await withStore(options, async (store) => {
    const record = await readSession(store, id)
    if (format === 'json') return await writeText(options, jsonPieces(await exported(store, record, options)))
    await exportRows(requireArchive(store), record, format, options)
  })
}

function refuseMisplaced({ format, units, header, time, output }: ExportOptions): void {
  const only = (given: boolean, option: string, formats: readonly string[]): void => {
    if (given && !formats.includes(format)) throw new UsageError(`${option} is for ${formats.join(' and ')}, not for ${format}.`, `Leave out ${option}, or choose --format ${formats.join(' or ')}.`)
  }
  only(units !== undefined, '--units', ['csv'])
  only(header === true, '--header', ['csv'])
  only(time === true, '--time', ['csv', 'ndjson'])
  if (format === 'hdf5' && output === undefined) throw new UsageError('HDF5 is written to a file.', 'Name it with -o <file>.')
  if ((format === 'parquet' || format === 'arrow') && output === undefined) refuseTerminal(format)
}

async function exportRows(store: ArchiveStore, record: SessionRecord, format: Exclude<ExportFormat, 'json'>, options: ExportOptions): Promise<void> {
  const { acquisition, output } = options
  const wanted = acquisition === undefined ? record.acquisitions : [acquisition]
  const isText = format === 'csv' || format === 'ndjson'
  const flat: FlatOptions = { components: options.components === true, time: !isText || options.time === true, axes: !isText }
  const open = async (name: string): Promise<FlatTable> => withProgress(await flatTable(store, record.summary.id, name, flat), output !== undefined)
  if (format === 'ndjson') return await writeText(options, ndjsonPieces(await Promise.all(wanted.map(open))))
  const name = onlyOne(wanted, record)
  const table = await open(name)
  if (format === 'csv') {
    const comments = options.header === true ? headerLines(record, name) : []
    return await writeText(options, csvPieces(table, { units: options.units ?? 'header', comments }))
  }
  await writeBinary(format, table, sessionEntries(record, name), output)
}

/** The writers are loaded when they are needed: together they take longer than everything else. */
async function writeBinary(format: 'parquet' | 'arrow' | 'hdf5', table: FlatTable, entries: Readonly<Record<string, string>>, output: string | undefined): Promise<void> {
  if (format === 'parquet') {
    const { writeParquet } = await import('../export/parquet-export.ts')
    return await writeTo(output, async (sink) => await writeParquet(sink, table, { ...entries, ...columnsEntry(table) }))
  }
  if (format === 'arrow') {
    const { writeArrow } = await import('../export/arrow-export.ts')
    return await writeTo(output, async (sink) => await writeArrow(sink, table, entries, output === undefined ? 'stream' : 'file'))
  }
  const { writeHdf5 } = await import('../export/hdf5-export.ts')
  await replaceFile(output ?? '', async (beside) => await writeHdf5(beside, table, entries))
}

async function writeTo(output: string | undefined, fill: (sink: ExportSink) => Promise<void>): Promise<void> {
  await (output === undefined ? fill(standardOutput) : writeFileWhole(output, fill))
}

async function writeText({ output }: ExportOptions, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  await writeTo(output, async (sink) => {
    for await (const piece of pieces) await sink.write(piece)
  })
}

function onlyOne(names: readonly string[], { summary }: SessionRecord): string {
  const [name, ...others] = names
  if (name === undefined) {
    throw new UsageError(`Session ${summary.id} has no acquisition.`, 'Use --format json for what was recorded.')
  }
  if (others.length === 0) return name
  const hint = 'Choose one with --acquisition <name>, or use --format json.'
  throw new UsageError(`Session ${summary.id} has several acquisitions: ${names.join(', ')}.`, hint)
}

async function exported(store: SessionStore, record: SessionRecord, { acquisition, components = false }: ExportOptions): Promise<unknown> {
  const { summary, metadata, instruments, recorded, acquisitions } = record
  const tables = await readTables(store, summary.id, acquisition === undefined ? acquisitions : [acquisition], { components })
  return {
    ...sessionJson(summary), metadata, instruments,
    recorded: recorded.map(({ key, value, timeMs }) => ({ key, value, time: new Date(timeMs) })), acquisitions: tables.map(tableJson),
  }
}

function tableJson({ acquisition, rows, columns }: Table): unknown {
  return { name: acquisition, rows, columns: columns.map((column) => ({ ...column, ...ucumCode(column) })) }
}
