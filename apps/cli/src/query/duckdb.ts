import type { DuckDBConnection } from '@duckdb/node-api'
import { CommandError } from '../command-error.ts'

type DuckDb = typeof import('@duckdb/node-api')

/** Loads DuckDB, which is installed by those who want it. @throws CommandError with the command that installs it */
export async function loadDuckDb(load: () => Promise<DuckDb> = async () => await import('@duckdb/node-api')): Promise<DuckDb> {
  try {
    return await load()
  } catch (error) {
    const hint = 'Install it beside lab: npm install @duckdb/node-api (with --global where lab is installed so).'
    const missing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
    throw new CommandError(missing ? 'lab query needs DuckDB, which is not installed.' : `DuckDB cannot be loaded: ${String(error)}`, hint)
  }
}

/** Opens a database in memory for one use. */
export async function withDuckDb<T>(use: (connection: DuckDBConnection, duckdb: DuckDb) => Promise<T>): Promise<T> {
  const duckdb = await loadDuckDb()
  const instance = await duckdb.DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return await use(connection, duckdb)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** From here on statements read these folders and files, and nothing else. */
export async function lockDown(connection: DuckDBConnection, folders: readonly string[], files: readonly string[]): Promise<void> {
  await connection.run(`SET allowed_directories = [${folders.map(textLiteral).join(', ')}]`)
  await connection.run(`SET allowed_paths = [${files.map(textLiteral).join(', ')}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
}

export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
