import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { DuckDBConnection, DuckDBResult, DuckDBValue, StatementType } from '@duckdb/node-api'
import type { ArchiveStore, SessionSummary } from '@lab/core'
import { CommandError, UsageError } from '../command-error.ts'
import { exportJson } from '../export-json.ts'
import { columnTitle, formatValue, numberText } from '../format.ts'
import { withArchive, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'
import { standardOutput } from '../export/export-target.ts'
import { lockDown, withDuckDb } from '../query/duckdb.ts'
import { makeViews, type QueryViews } from '../query/query-views.ts'
import { styleFor } from '../style.ts'
import { textTable } from '../text-table.ts'

export interface QueryOptions extends StoreOptions {
  /** Ids of the sessions, or beginnings of them; all when absent. */
  readonly session?: readonly string[]
  /** Rows of the table at most. */
  readonly limit: number
  readonly json?: boolean
  readonly csv?: boolean
}

/** Asks a store in SQL. Nothing but the answer is written, and nothing of the store can be changed. */
export async function queryStore(sql: string, options: QueryOptions): Promise<void> {
  if (options.json === true && options.csv === true) throw new UsageError('--json and --csv exclude each other.', 'Leave out one of them.')
  await withDuckDb(async (connection, duckdb) => {
    await withArchive(options, async (store) => {
      const { SELECT, EXPLAIN } = duckdb.StatementType
      const folder = await mkdtemp(path.join(tmpdir(), 'lab-query-'))
      try {
        const views = await makeViews(connection, store, await chosen(store, options), sql, folder)
        await lockDown(connection, [folder], [])
        await answer(connection, sql, views, options, (type) => type === SELECT || type === EXPLAIN)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    })
  })
}

async function chosen(store: ArchiveStore, { session }: QueryOptions): Promise<readonly SessionSummary[]> {
  return session === undefined ? await store.sessions() : await Promise.all(session.map((id) => store.session(id)))
}

async function answer(connection: DuckDBConnection, sql: string, views: QueryViews, options: QueryOptions, isReading: (type: StatementType) => boolean): Promise<void> {
  try {
    const statements = await connection.extractStatements(sql)
    if (statements.count !== 1) throw new UsageError(`There are ${statements.count} statements.`, 'Give one SELECT.')
    const statement = await statements.prepare(0)
    if (!isReading(statement.statementType)) throw new UsageError('That statement is no SELECT: a store is only read.', 'Give one SELECT; --csv and --json write its rows.')
    await print(await statement.stream(), views, options)
  } catch (error) {
    if (error instanceof CommandError) throw error
    const message = error instanceof Error ? error.message : String(error)
    if (message.includes('disabled by configuration')) throw new UsageError(message, 'Give one SELECT over the views: a query reaches no other file. --csv and --json write its rows.')
    const names = ['sessions', ...views.acquisitions].join(', ')
    throw new CommandError(message, `The views are: ${names}. Each has a column session, index and time. Names with other characters are put in double quotes.`)
  }
}

async function print(result: DuckDBResult, views: QueryViews, options: QueryOptions): Promise<void> {
  const names = result.deduplicatedColumnNames()
  const columns = names.map((name, place) => ({ name, type: String(result.columnType(place)), ...unitOf(views, name) }))
  if (options.csv === true) return await printCsv(result, columns)
  if (options.json === true) {
    const rows = (await result.getRows()).map((row) => Object.fromEntries(names.map((name, place) => [name, jsonValue(row[place] ?? null)])))
    return printJson({ columns, rows })
  }
  const rows: string[][] = []
  let more = false
  for await (const some of result.yieldRows()) {
    more = rows.length + some.length > options.limit
    rows.push(...some.slice(0, options.limit - rows.length).map((row) => row.map(tableText)))
    if (more) break
  }
  const [header = '', ...lines] = textTable(columns.map((column) => columnTitle(column)), rows)
  printLine(styleFor(process.stdout).bold(header))
  for (const line of lines) printLine(line)
  if (more) process.stderr.write(`${styleFor(process.stderr).yellow('note:')} only the first ${options.limit} rows; more with --limit, all with --csv or --json\n`)
}

function unitOf({ units }: QueryViews, name: string): { readonly unit?: string } {
  const unit = units.get(name)
  return unit === undefined ? {} : { unit }
}

async function printCsv(result: DuckDBResult, columns: readonly { readonly name: string; readonly unit?: string }[]): Promise<void> {
  await standardOutput.write(`${columns.map((column) => quote(columnTitle(column))).join(',')}\n`)
  for await (const some of result.yieldRows()) await standardOutput.write(some.map((row) => `${row.map((value) => quote(csvText(value))).join(',')}\n`).join(''))
}

/** Numbers have every digit that they need. */
function csvText(value: DuckDBValue): string {
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : numberText(value)
  return value === null ? '' : typeof value === 'object' ? structured(value) : String(value)
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function tableText(value: DuckDBValue): string {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || value === null) return formatValue(value)
  return typeof value === 'bigint' ? String(value) : structured(value)
}

function structured(value: object): string {
  const json = jsonValue(value)
  return typeof json === 'string' ? json : JSON.stringify(json)
}

/** Whole numbers beyond what a float64 holds are text. */
function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value !== 'object' || value === null) return exportJson(value)
  if ('items' in value && Array.isArray(value.items)) return value.items.map(jsonValue)
  if ('entries' in value && typeof value.entries === 'object' && value.entries !== null && !Array.isArray(value.entries)) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, jsonValue(item)]))
  }
  // Times, decimals and what else DuckDB has a class of its own for.
  const told: { toString(): string } = value
  return told.toString()
}
