import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { ArchiveStore, SessionSummary } from '@lab/core'
import { writeFileWhole } from '../export/export-target.ts'
import { withProgress } from '../export/export-progress.ts'
import { flatTable } from '../export/flat-table.ts'
import type { FlatChunk, FlatColumn, FlatTable } from '../export/flat-types.ts'
import { sessionJson } from '../session-json.ts'
import { quotedName, textLiteral } from './duckdb.ts'

/** What views there are to ask. */
export interface QueryViews {
  /** Names of all acquisitions of the chosen sessions, made or not. */
  readonly acquisitions: readonly string[]
  /** Symbol of the unit of each column that has the same one wherever it is. */
  readonly units: ReadonlyMap<string, string>
}

/**
 * Makes the view `sessions`, and one for each acquisition that the statement names, out of temporary Parquet files in `folder`: only
 * what is asked for is copied, a chunk at a time.
 */
export async function makeViews(
  connection: DuckDBConnection, store: ArchiveStore, sessions: readonly SessionSummary[], sql: string, folder: string,
): Promise<QueryViews> {
  await makeSessionsView(connection, sessions, folder)
  const named = new Set(tableNames(connection, sql).map((name) => name.toLowerCase()))
  named.delete('sessions')
  if (named.size === 0) return { acquisitions: [], units: new Map() }
  const builder = new ViewBuilder(connection, store, folder)
  for (const { id } of sessions) await builder.addSession(id, named)
  await builder.finish()
  return { acquisitions: [...builder.names], units: builder.units() }
}

/** None where the statement cannot be parsed: running it says why. */
function tableNames(connection: DuckDBConnection, sql: string): readonly string[] {
  try {
    return connection.getTableNames(sql, false)
  } catch {
    return []
  }
}

const sessionColumns = { id: 'VARCHAR', name: 'VARCHAR', status: 'VARCHAR', opened: 'TIMESTAMP', closed: 'TIMESTAMP', operator: 'VARCHAR', points: 'BIGINT' }

async function makeSessionsView(connection: DuckDBConnection, sessions: readonly SessionSummary[], folder: string): Promise<void> {
  const file = path.join(folder, 'sessions.ndjson')
  await writeFile(file, sessions.map((summary) => `${JSON.stringify(sessionJson(summary))}\n`).join(''))
  const types = Object.entries(sessionColumns).map(([name, type]) => `${name}: '${type}'`).join(', ')
  await connection.run(`CREATE TABLE sessions AS SELECT * FROM read_json(${textLiteral(file)}, format = 'newline_delimited', columns = {${types}})`)
}

class ViewBuilder {
  readonly names = new Set<string>()
  readonly #connection: DuckDBConnection
  readonly #store: ArchiveStore
  readonly #folder: string
  readonly #files = new Map<string, string[]>()
  readonly #units = new Map<string, Set<string>>()
  #count = 0

  constructor(connection: DuckDBConnection, store: ArchiveStore, folder: string) {
    this.#connection = connection
    this.#store = store
    this.#folder = folder
  }

  async addSession(id: string, wanted: ReadonlySet<string>): Promise<void> {
    for (const { name, columns } of await this.#store.acquisitions(id)) {
      this.names.add(name)
      if (wanted.has(name.toLowerCase()) && columns.length > 0) await this.#addTable(id, name)
    }
  }

  async #addTable(id: string, name: string): Promise<void> {
    const { writeParquet } = await import('../export/parquet-export.ts')
    const table = withProgress(await flatTable(this.#store, id, name, { time: true, axes: true }), true)
    for (const column of table.columns) this.#noteUnit(column)
    const file = path.join(this.#folder, `${++this.#count}.parquet`)
    await writeFileWhole(file, async (sink) => await writeParquet(sink, placed(table, id), {}))
    this.#files.set(name, [...this.#files.get(name) ?? [], file])
  }

  #noteUnit({ name, unit = '' }: FlatColumn): void {
    this.#units.set(name, (this.#units.get(name) ?? new Set()).add(unit))
  }

  units(): Map<string, string> {
    return new Map([...this.#units].flatMap(([name, units]): [string, string][] => {
      const [unit = ''] = units
      return units.size === 1 && unit !== '' ? [[name, unit]] : []
    }))
  }

  async finish(): Promise<void> {
    for (const [name, files] of this.#files) {
      const list = files.map(textLiteral).join(', ')
      const all = `SELECT * REPLACE (CAST("index" AS BIGINT) AS "index") FROM read_parquet([${list}], union_by_name = true)`
      await this.#connection.run(`CREATE VIEW ${quotedName(name)} AS ${all}`)
    }
  }
}

/** The table with the session and the number of each row in front. */
function placed(table: FlatTable, id: string): FlatTable {
  const own = [{ name: 'session', kind: 'text', hasMissing: false }, { name: 'index', kind: 'number', hasMissing: false }] satisfies FlatColumn[]
  const taken = new Set(own.map(({ name }) => name))
  const columns = table.columns.map((column) => (taken.has(column.name) ? { ...column, name: `${column.name} (column)` } : column))
  return {
    ...table, columns: [...own, ...columns],
    chunks: async function* () {
      for await (const chunk of table.chunks()) yield { ...chunk, columns: [...placeOf(chunk, id), ...chunk.columns] }
    },
  }
}

function placeOf({ first, rows }: FlatChunk, id: string): FlatChunk['columns'] {
  const isMissing = (): boolean => false
  return [
    { values: new Array<string>(rows).fill(id), isMissing },
    { values: Float64Array.from({ length: rows }, (_, row) => first + row), isMissing },
  ]
}
