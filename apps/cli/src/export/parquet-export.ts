import { zstdCompressSync } from 'node:zlib'
import { isWaveform, waveformValues, type Cell } from '@lab/core'
import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer'
import { exportJson } from '../export-json.ts'
import type { ExportSink } from './export-target.ts'
import type { FlatChunk, FlatColumn, FlatTable, FlatValues } from './flat-types.ts'
import { nanosecondsOf } from './nanoseconds.ts'

/** Rows of a row group, and values in it, at which it is written. */
const groupRows = 65_536
const groupValues = 2_000_000

/**
 * Writes a table as one Parquet file, a row group at a time: numbers as DOUBLE, text as UTF-8, times as nanoseconds in UTC, waveforms
 * as lists of scaled values, anything else as JSON text. A missing value is null.
 */
export async function writeParquet(sink: ExportSink, table: FlatTable, entries: Readonly<Record<string, string>>): Promise<void> {
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes, schema: schemaOf(table.columns), codec: 'ZSTD', compressors: { ZSTD: (input) => zstdCompressSync(input) },
    kvMetadata: Object.entries(entries).map(([key, value]) => ({ key, value })), createdBy: 'lab',
  })
  const drain = async (): Promise<void> => {
    await sink.write(bytes.getBytes().slice())
    bytes.index = 0
  }
  const group = new RowGroup(table.columns)
  const flush = async (): Promise<void> => {
    const columnData = group.take()
    await writer.write({ columnData, rowGroupSize: groupRows })
    await drain()
  }
  for await (const chunk of table.chunks()) {
    group.add(chunk)
    if (group.rows >= groupRows || group.size >= groupValues) await flush()
  }
  if (group.rows > 0) await flush()
  await writer.finish()
  await drain()
}

function schemaOf(columns: readonly FlatColumn[]): SchemaElement[] {
  return [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(elementsOf)]
}

function elementsOf({ name, kind }: FlatColumn): SchemaElement[] {
  const repetition_type = 'OPTIONAL'
  if (kind === 'number') return [{ name, type: 'DOUBLE', repetition_type }]
  if (kind === 'boolean') return [{ name, type: 'BOOLEAN', repetition_type }]
  if (kind === 'time') return [{ name, type: 'INT64', repetition_type: 'REQUIRED', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } }]
  if (kind !== 'waveform') return [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type }]
  return [
    { name, converted_type: 'LIST', logical_type: { type: 'LIST' }, repetition_type, num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'DOUBLE', repetition_type: 'REQUIRED' },
  ]
}

/** Rows that wait to be written together. */
class RowGroup {
  rows = 0
  size = 0
  readonly #columns: readonly FlatColumn[]
  #data: unknown[][]

  constructor(columns: readonly FlatColumn[]) {
    this.#columns = columns
    this.#data = columns.map(() => [])
  }

  add({ rows, columns }: FlatChunk): void {
    this.#columns.forEach(({ kind }, place) => {
      const column = columns[place]
      const data = this.#data[place]
      if (column !== undefined && data !== undefined) for (let row = 0; row < rows; row++) data.push(this.#stored(kind, column, row))
    })
    this.rows += rows
  }

  #stored(kind: FlatColumn['kind'], column: FlatValues, row: number): unknown {
    const value = column.values[row] ?? null
    if (value === null || column.isMissing(row)) return null
    if (kind === 'time') return nanosecondsOf(Number(value))
    if (kind === 'waveform') return this.#samples(value)
    return kind === 'json' ? JSON.stringify(exportJson(value)) : value
  }

  #samples(cell: Cell): readonly number[] | null {
    if (!isWaveform(cell)) return null
    this.size += cell.raw.length
    return Array.from(waveformValues(cell))
  }

  take(): ColumnSource[] {
    const data = this.#columns.map(({ name, kind }, place): ColumnSource => {
      // A dictionary would take 0 and -0 for one number.
      const encoding = kind === 'number' || kind === 'waveform' ? { encoding: 'BYTE_STREAM_SPLIT' as const } : {}
      return { name, data: this.#data[place] ?? [], ...encoding }
    })
    this.rows = 0
    this.size = 0
    this.#data = this.#columns.map(() => [])
    return data
  }
}
